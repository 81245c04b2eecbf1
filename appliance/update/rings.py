"""Rings: who gets a release first. Pure; a box finds its own ring from its name and needs no server for it.

The tenth is the same at every release, so that the same few rooms are the first to know and the people there
can be told. Which box is in it is a matter of chance: SHA-256 of its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum


class Ring(StrEnum):
    """How far a release has come; each holds the ones before it."""

    ONE = "one"
    TENTH = "tenth"
    ALL = "all"


def is_in(ring: Ring, box: str, named: Collection[str]) -> bool:
    """Tell whether a box gets a release in this ring; ``named`` are the boxes that go first by name."""
    return box in named or _WIDER[ring](box)


def _in_the_tenth(box: str) -> bool:
    return int.from_bytes(hashlib.sha256(box.encode()).digest()[:8]) % 10 == 0


_WIDER: Mapping[Ring, Callable[[str], bool]] = {
    Ring.ONE: lambda _: False,
    Ring.TENTH: _in_the_tenth,
    Ring.ALL: lambda _: True,
}
