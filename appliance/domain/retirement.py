"""The end of a box: what can be told when its keys are gone, as a value that names no one, and its words.

What it says of the keys is what is true of their slot, as in a declaration of destruction. What already lies
in the municipal store has keys of its own and lives on by its own dates. Source: journeys 40 ("Afdanken").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from appliance.domain.destruction import SLOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """A box whose keys were destroyed. ``retired_at`` is aware UTC."""

    box: str
    room: str
    retired_at: datetime
    slot: str  # a key of destruction.SLOTS
    films: int | None  # that could still be opened on the box just before; None: its books cannot be read
    log_mark: str | None  # where the audit log ended, as size and root; None: it cannot be read

    def to_fields(self) -> dict[str, object]:
        """Return the JSON object of the attest."""
        return {
            "v": 1,
            "box": self.box,
            "room": self.room,
            "retired_at": self.retired_at.isoformat(),
            "key": {"slot": self.slot, "assurance": "reduced" if self.slot == "file" else "hardware"},
            "films": self.films,
            "log": self.log_mark,
        }

    def in_plain_dutch(self) -> Iterator[str]:
        """Yield the lines as a person reads and prints them."""
        yield "Verklaring van afdanken"
        yield ""
        yield f"De sleutels van box {self.box} ({self.room}) zijn vernietigd."
        yield "Wat nog op de box staat, kan niemand meer openen. Ook de gemeente niet."
        yield ""
        for label, words in (
            ("Wanneer", f"{self.retired_at.astimezone():%d-%m-%Y %H:%M}"),
            ("De sleutels", SLOTS[self.slot]),
            ("Opnamen", _films(self.films)),
            ("De opslag", "Wat al in de opslag staat, blijft daar tot zijn eigen datum."),
            ("Het logboek", self.log_mark or "Was niet te lezen."),
        ):
            yield f"{label:<13} {words}"


def _films(count: int | None) -> str:
    if count is None:
        return "Hoeveel het er waren, was niet meer te lezen."
    if count == 0:
        return "Er stond geen film meer op de box."
    return "Er stond nog één film op de box." if count == 1 else f"Er stonden nog {count} films op de box."
