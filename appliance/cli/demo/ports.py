"""Two neighbouring ports on loopback: one for the console, the next for the box page.

The box page is served first and thereby holds the pair: of two demos that start together, one takes the
next pair.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from typing import TypeVar

from appliance.cli.demo.box_page.server import LOOPBACK
from appliance.domain.errors import PortTaken

USUAL = range(8410, 8610, 2)
Holder = TypeVar("Holder")


def check_free(port: int) -> None:
    """Raises: PortTaken when this port or its neighbour is in use now."""
    if not (_is_free(port) and _is_free(port + 1)):
        raise PortTaken(f"{port} of {port + 1}")


def claim(hold: Callable[[int], Holder], *, among: Iterable[int]) -> tuple[int, Holder]:
    """Return the first port that is free and what ``hold(port + 1)`` gave. Raises: PortTaken."""
    tried = 0
    for port in among:
        tried += 1
        try:
            check_free(port)
            return port, hold(port + 1)
        except PortTaken:
            continue
    raise PortTaken(f"{tried} keer geprobeerd")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As a server does: a port that was used a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
