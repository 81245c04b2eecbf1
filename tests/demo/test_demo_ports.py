"""Two demos on one computer: each gets its own pair of ports."""

from __future__ import annotations

import socket

import pytest

from appliance.cli.demo.ports import check_free, claim
from appliance.domain.errors import PortTaken


def free_pair() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_the_second_demo_takes_the_next_pair():
    first, second = free_pair(), free_pair()
    with socket.create_server(("127.0.0.1", first)):
        assert claim(str, among=(first, second)) == (second, str(second + 1))


def test_a_pair_that_another_took_in_between_is_passed_over():
    def hold(port: int) -> int:
        if port == first + 1:
            raise PortTaken
        return port

    first, second = free_pair(), free_pair()
    assert claim(hold, among=(first, second)) == (second, second + 1)


def test_no_pair_left_is_said():
    port = free_pair()
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken, match="1 keer"):
        claim(str, among=(port,))


def test_a_free_pair_is_free():
    check_free(free_pair())
