"""Removing pieces from a film: a new film under a new key, made by the process that knows the code.

Runs on a socket's thread or one of its own, for as long as the film takes; the owner's thread then puts
the new film in the place of the old one (Ledger.swap_film) and destroys the old key.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from appliance.crypto.keyring import KeyringEntry
from appliance.recorder.code_keeper import CodeKeeper
from appliance.settings.model import Purpose
from appliance.store.sealed_file import SealedInfo
from appliance.store.state import RecordingRow


@dataclass(frozen=True, slots=True)
class Carved:
    """A new sealed film that replaces one from which pieces were removed."""

    film: str
    entry: KeyringEntry
    info: SealedInfo
    seconds: float
    gaps: tuple[float, ...]


def new_id() -> str:
    """Return a fresh id for a recording or a film: 32 lowercase hex characters."""
    return secrets.token_hex(16)


def recipients_of(purposes: tuple[str, ...], offered: dict[str, Purpose]) -> tuple[str, ...]:
    """Return the age recipients of the chosen purposes, and of no other."""
    return tuple(recipient for name in purposes for recipient in offered[name].recipients)


def carve(keeper: CodeKeeper, row: RecordingRow, recipients: tuple[str, ...], *, film: str) -> Carved | None:
    """Carry out the recording's unfinished cuts on the film ``keeper`` has open; ``film`` is the new one.

    Returns None when nothing would stay. Raises: SpiegelboxError; the old film is then untouched.
    """
    made = keeper.cut(row.unfinished_cuts, gaps=row.gaps, film=film, recipients=recipients)
    if made is None:
        return None
    entry = KeyringEntry(release=made.release, review=made.review)
    return Carved(film, entry, SealedInfo(made.size_bytes, made.sha256), made.seconds, made.gaps)
