"""The copies for clients that wait to be fetched. In memory only; no word and no film is here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenCopy:
    """A copy that was begun: the look back it comes from, and how long it will be."""

    playback: str
    size_bytes: int
    talk_code: str


class OpenCopies:
    """The copies that wait to be fetched, one for each contact person, in memory only."""

    def __init__(self) -> None:
        self._waiting: dict[str, OpenCopy] = {}

    def put(self, account_id: str, copy: OpenCopy) -> OpenCopy | None:
        """Keep a copy; return the one that waited before it and is now nobody's."""
        before = self._waiting.pop(account_id, None)
        self._waiting[account_id] = copy
        return before

    def take(self, account_id: str) -> OpenCopy | None:
        """Return the copy and forget it: it is fetched once."""
        return self._waiting.pop(account_id, None)
