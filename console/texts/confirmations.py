"""Which translations a person has confirmed for this municipality, kept beside accounts and tablets.

A confirmation is of one edition: the consent text and the labels around it, exactly as they are now. A new
version, or a label that changed with an update, is a new edition: the language is off again until somebody
has read it. The box has its own list of texts it takes a yes to; this one can only be narrower.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from console.security.record_file import RecordFile
from console.texts.catalogue import ConsentText


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who read it, who put it in, and when (Unix seconds)."""

    translator: str
    by: str
    at: float


class Confirmations:
    """The confirmed editions, on a wall ``clock`` in Unix seconds."""

    def __init__(self, records: RecordFile, clock: Callable[[], float]) -> None:
        self._records = records
        self._clock = clock

    def confirm(self, text: ConsentText, *, translator: str, by: str) -> None:
        """Switch a language on: ``translator`` read this edition, account ``by`` says so."""
        with self._records.change() as records:
            records[text.edition] = asdict(Confirmation(translator, by, self._clock()))

    def withdraw(self, text: ConsentText) -> None:
        """Switch a language off again; one that is off stays off."""
        with self._records.change() as records:
            records.pop(text.edition, None)

    def all(self) -> dict[str, Confirmation]:
        """Return the confirmations by edition."""
        return {edition: Confirmation(**row) for edition, row in self._records.read().items()}
