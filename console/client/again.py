"""A yes that waited too long for the button: what it takes to ask the same people again in one screen.

In memory only and for a short while; another talk wipes it. No name, no code and no answer stays: only who
was in the room by role, which klantmanager asked, and what the client was told and chose before the answer.
Source: journeys, exception 11.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from console.client.room import Progress, Step

OFFERED_S = 15 * 60  # as long as the yes itself was good for


@dataclass(frozen=True, slots=True)
class Asked:
    """A talk as its klantmanager began it: an account's id, and the people by role, the client first."""

    talk_code: str
    klantmanager: str
    people: tuple[str, ...]


class AskingAgain:
    """The one talk of this room that may be asked again, on a monotonic ``clock`` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._asked: Asked | None = None
        self._lapsed: Progress | None = None
        self._until_s = 0.0

    def begun(self, asked: Asked) -> None:
        """Remember who is asked now; of a talk before it nothing stays."""
        self._asked, self._lapsed = asked, None

    def lapsed(self, progress: Progress) -> None:
        """Take the word of the box that the yes of this talk is over."""
        known = self._asked is not None and self._asked.talk_code == progress.talk_code
        if known and progress.has_a_yes:
            self._lapsed = replace(progress, step=Step.CHOICE, handed_to="client", codes=(), codes_seen=False)
            self._until_s = self._clock() + OFFERED_S

    def offered_to(self, klantmanager: str) -> Asked | None:
        """Return the talk that this klantmanager may ask again."""
        if self._lapsed is None or self._clock() >= self._until_s or self._asked is None:
            return None
        return self._asked if self._asked.klantmanager == klantmanager else None

    def language(self) -> str:
        """Return the language that the client chose. Only while something is offered."""
        assert self._lapsed is not None  # noqa: S101 - the caller was offered it
        return self._lapsed.language

    def begin(self, asked: Asked) -> Progress:
        """Return the progress of the new talk: everything was told and chosen, only the choice is asked."""
        assert self._lapsed is not None  # noqa: S101 - the caller was offered it
        told = replace(self._lapsed, talk_code=asked.talk_code)
        self.begun(asked)
        return told
