"""What can be told about a recording that is gone: a value that names no one, and its words.

There is no talk code, no role, no name and no time of the talk in it, only its day. What it says of the key
is what is true of its slot: erasing a plain file on flash gives less assurance than erasing a chip.
Source: the GP-training rule for filmed consultations ("verklaring van vernietiging"), AVG art. 5 and 17.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

# Why a recording ended, by the word that stands in the state file.
REASONS: Mapping[str, str] = {
    "withdrawn": "De toestemming is ingetrokken.",
    "discarded": "De cliënt koos na het gesprek voor weggooien.",
    "klantmanager-left": "De klantmanager werkt hier niet meer.",
    "silence": "De bedenktijd was over, zonder een tweede ja.",
    "retention": "De bewaartermijn was over.",
    "corrupt": "De opname was beschadigd en is nooit gebruikt. De bewaartermijn was over.",
    "lost": "Er was nog niets van de opname opgeslagen.",
    "all-wiped": "De cliënt heeft alle stukken laten wissen.",
    "wipe-unfinished": "Een stuk dat weg moest, kon niet los worden gewist. Daarom is alles gewist.",
}

# How the key was erased, by the kind of slot.
SLOTS: Mapping[str, str] = {
    "file": "Gewist uit een gewoon bestand op de box. Dat geeft verminderde zekerheid.",
    "nvmem": "Gewist uit een wisbare geheugenchip van de box.",
    "tpm2": "Gewist uit de beveiligingschip (TPM) van de box.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """The end of one recording. Times are aware UTC."""

    recording: str  # random ids, as in the audit log
    film: str
    box: str
    talk_day: date
    reason: str  # a key of REASONS
    decided_at: datetime
    erased_at: datetime  # nothing of it was left, on the box and in the store
    slot: str  # a key of SLOTS
    recalled: bool  # bytes may have lain in the municipal store; a listing at erased_at showed nothing
    review_ends: datetime  # as the client was told, with what silence would mean
    retention_ends: datetime
    on_silence: str

    def to_fields(self) -> dict[str, object]:
        """Return the JSON object of a declaration."""
        return {
            "v": 1,
            "recording": self.recording,
            "film": self.film,
            "box": self.box,
            "talk_day": self.talk_day.isoformat(),
            "reason": self.reason,
            "decided_at": self.decided_at.isoformat(),
            "erased_at": self.erased_at.isoformat(),
            "key": {"slot": self.slot, "assurance": "reduced" if self.slot == "file" else "hardware"},
            "store": {"listed_at": self.erased_at.isoformat()} if self.recalled else None,
            "promised": {
                "review_ends": self.review_ends.isoformat(),
                "retention_ends": self.retention_ends.isoformat(),
                "on_silence": self.on_silence,
            },
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, object]) -> Self:
        """Undo ``to_fields``. Raises: ValueError (not the fields of a declaration)."""
        key, promised = fields.get("key"), fields.get("promised")
        if not isinstance(key, dict) or not isinstance(promised, dict) or key.get("slot") not in SLOTS:
            raise ValueError("not a declaration")
        try:
            return cls(
                recording=str(fields["recording"]),
                film=str(fields["film"]),
                box=str(fields["box"]),
                talk_day=date.fromisoformat(str(fields["talk_day"])),
                reason=str(fields["reason"]),
                decided_at=datetime.fromisoformat(str(fields["decided_at"])),
                erased_at=datetime.fromisoformat(str(fields["erased_at"])),
                slot=str(key["slot"]),
                recalled=fields["store"] is not None,
                review_ends=datetime.fromisoformat(str(promised["review_ends"])),
                retention_ends=datetime.fromisoformat(str(promised["retention_ends"])),
                on_silence=str(promised["on_silence"]),
            )
        except KeyError as missing:
            raise ValueError("not a declaration") from missing

    @property
    def why(self) -> str:
        """Why it was destroyed, as a Dutch sentence."""
        return REASONS.get(self.reason, "De reden staat niet vast.")

    @property
    def key_words(self) -> str:
        """How the key was erased, as Dutch sentences."""
        return SLOTS[self.slot]

    @property
    def store_words(self) -> str:
        """What is known of the municipal store, as a Dutch sentence."""
        if self.recalled:
            return "Alles is gewist en daarna is nagekeken dat er niets meer ligt."
        return "De opname is nooit in de opslag van de gemeente geweest."
