"""Serving: loopback or a Unix socket only, and a film never spills to a file."""

from __future__ import annotations

import pytest
from flask import Flask

from console.client.film import PIECE_BYTES
from console.serve import AddressRefused, listen_on, make_server


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "[::1]:8080", "unix:/run/console.sock"])
def test_it_listens_on_loopback_and_on_a_unix_socket(address):
    assert listen_on(address)


@pytest.mark.parametrize(
    "address", ["0.0.0.0:8080", "192.0.2.1:80", "box.example:80", ":80", "127.0.0.1", ""]
)
def test_it_refuses_to_listen_on_a_network(address):
    with pytest.raises(AddressRefused):
        listen_on(address)


def test_what_a_slow_player_has_not_taken_yet_never_reaches_a_file():
    server = make_server(Flask(__name__), "127.0.0.1:0")
    try:
        # waitress lets one more piece in above the mark before the view must wait
        assert server.adj.outbuf_high_watermark + PIECE_BYTES < server.adj.outbuf_overflow
    finally:
        server.close()


def test_behind_the_unix_socket_addresses_are_those_of_tls():
    assert listen_on("unix:/run/console.sock")["url_scheme"] == "https"
    assert "url_scheme" not in listen_on("127.0.0.1:8080")
