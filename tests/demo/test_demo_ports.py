"""Two demos on one computer: each gets its own pair of ports."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest

from appliance.cli.demo.ports import check_free, claim
from appliance.domain.errors import PortTaken


def free_pairs(count: int) -> list[int]:
    """Return ports that are free, as their neighbours are, and that are no neighbours of each other."""
    found: list[int] = []
    while len(found) < count:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        with suppress(PortTaken, OverflowError):
            check_free(port)
            if all(abs(port - other) > 1 for other in found):
                found.append(port)
    return found


def test_the_second_demo_takes_the_next_pair():
    first, second = free_pairs(2)
    with socket.create_server(("127.0.0.1", first)):
        assert claim(str, among=(first, second)) == (second, str(second + 1))


def test_a_pair_that_another_took_in_between_is_passed_over():
    def hold(port: int) -> int:
        if port == first + 1:
            raise PortTaken
        return port

    first, second = free_pairs(2)
    assert claim(hold, among=(first, second)) == (second, second + 1)


def test_no_pair_left_is_said():
    (port,) = free_pairs(1)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken, match="1 keer"):
        claim(str, among=(port,))


def test_a_pair_is_only_as_free_as_its_neighbour():
    (port,) = free_pairs(1)
    with socket.create_server(("127.0.0.1", port + 1)), pytest.raises(PortTaken):
        check_free(port)
