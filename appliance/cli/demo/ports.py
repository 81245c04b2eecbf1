"""Two neighbouring ports on loopback: one for the console, the next for the box page."""

from __future__ import annotations

import socket
from collections.abc import Iterable

from appliance.cli.demo.box_page.server import LOOPBACK
from appliance.domain.errors import PortTaken

USUAL = range(8410, 8510, 2)


def base_port(wanted: int | None, *, usual: Iterable[int] = USUAL) -> int:
    """Return ``wanted`` when it and its neighbour are free, or the first usual pair that is.

    Another program may take one a moment later; it then ends the demo with its own words.
    Raises: PortTaken.
    """
    for port in usual if wanted is None else (wanted,):
        if _is_free(port) and _is_free(port + 1):
            return port
    raise PortTaken("alle gebruikelijke poorten" if wanted is None else f"{wanted} of {wanted + 1}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As a server does: a port that was used a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
