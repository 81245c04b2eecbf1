"""Serve the console with waitress, on loopback or on a Unix socket; TLS and rate limits are nginx's.

A film passes through here in clear. Waitress writes what a slow player has not taken yet to a file once
it is more than ``outbuf_overflow``; it is made never to get that far: above the high-water mark the
view waits. Source: waitress, "Arguments to waitress.serve".
"""

from __future__ import annotations

import ipaddress
from typing import Any

import waitress  # type: ignore[import-untyped]  # ships no types
from flask import Flask

from console.app import MAX_REQUEST_BYTES
from console.client.film import PIECE_BYTES

HIGH_WATER_BYTES = 4 * PIECE_BYTES
NEVER_TO_FILE_BYTES = 64 * HIGH_WATER_BYTES

UNIX = "unix:"
_UNIX_PEER = "localhost"  # what waitress calls whoever connects to a Unix socket


class AddressRefused(ValueError):
    """The console listens on loopback or on a Unix socket, never on a network."""


def listen_on(address: str) -> dict[str, Any]:
    """Return waitress's arguments for ``127.0.0.1:PORT``, ``[::1]:PORT`` or ``unix:PATH``.

    Raises: AddressRefused.
    """
    if address.startswith(UNIX):
        # nginx before this socket speaks TLS: an address we print must say so. It also tells who asks.
        return {
            "unix_socket": address.removeprefix(UNIX),
            "unix_socket_perms": "660",
            "url_scheme": "https",
            "trusted_proxy": _UNIX_PEER,
            "trusted_proxy_headers": {"x-forwarded-for"},
        }
    host, _, port = address.rpartition(":")
    try:
        loopback = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        loopback = False
    if not loopback or not port.isdecimal():
        raise AddressRefused("Geef een adres zoals 127.0.0.1:8080 of unix:/run/console.sock.")
    return {"listen": address}


def own_names(address: str) -> frozenset[str]:
    """Return the names a console listening here answers to; none for a socket, where nginx knows its own.

    On loopback this keeps out a page elsewhere that lets its own name point here (DNS rebinding).
    """
    if address.startswith(UNIX):
        return frozenset()
    return frozenset({"localhost", address.rpartition(":")[0].strip("[]")})


def make_server(app: Flask, address: str) -> Any:
    """Return waitress's server for ``app``, already listening. Raises: AddressRefused, OSError."""
    return waitress.create_server(
        app,
        **listen_on(address),
        threads=8,
        ident=None,
        outbuf_high_watermark=HIGH_WATER_BYTES,
        outbuf_overflow=NEVER_TO_FILE_BYTES,
        channel_timeout=60,
        max_request_body_size=MAX_REQUEST_BYTES,
    )


def serve(app: Flask, address: str) -> None:
    """Serve until the process is told to end."""
    server = make_server(app, address)
    print("klaar", flush=True)
    server.run()
