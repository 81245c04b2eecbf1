"""How an update goes, from written to kept or given up: what was remembered meets what runs. Pure.

Nothing is armed until the moment of the restart, so a box that loses its power in between simply waits for
the next good moment. A trial that does not stay is tried once more, because somebody may have pulled the
plug; a version that falls back twice is not tried again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from appliance.update.version import Version

TRIES = 2


@dataclass(frozen=True, slots=True)
class Pending:
    """A version in the slot that does not run, or on trial. ``tries``: restarts into it so far.

    ``version`` is None for the one a box was delivered with, which RAUC never wrote.
    """

    version: Version | None
    slot: str
    tries: int = 0

    @property
    def name(self) -> str:
        return f"versie {self.version}" if self.version else "de eerste versie"

    def tried(self) -> Pending:
        return replace(self, tries=self.tries + 1)


class Stage(Enum):
    """Where an update stands, seen after a start."""

    NOTHING = "nothing"
    WAITS = "waits"  # written, and waiting for a good moment to restart
    ON_TRIAL = "on-trial"
    STAYED = "stayed"
    WAITS_AGAIN = "waits-again"  # came back without a word: once more
    GIVEN_UP = "given-up"


def stage_of(pending: Pending | None, *, booted: str, starts_next: str) -> Stage:
    """Return where the update stands; ``starts_next`` is the slot that a plain restart takes."""
    if pending is None:
        return Stage.NOTHING
    if booted == pending.slot:
        return Stage.STAYED if starts_next == booted else Stage.ON_TRIAL
    if pending.tries == 0:
        return Stage.WAITS
    return Stage.WAITS_AGAIN if pending.tries < TRIES else Stage.GIVEN_UP
