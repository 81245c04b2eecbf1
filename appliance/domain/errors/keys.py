"""The keyring, signed notes, and the audit log."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class KeyringError(SpiegelboxError):
    code = "keyring"
    sentence = "De sleutelbos van de box doet het niet."
    next_step = "Bel beheer."


class KeyGone(KeyringError):
    code = "key-gone"
    sentence = "De sleutel van deze opname is vernietigd. De opname is weg."
    next_step = "De film komt niet meer terug."


class SlotFailed(KeyringError):
    code = "slot-failed"
    sentence = "De plek waar de sleutels liggen werkt niet."


class NoteError(SpiegelboxError):
    code = "note"
    sentence = "De handtekening klopt niet."


class NoteAltered(NoteError):
    code = "note-altered"


class NoteKeyDamaged(NoteError):
    code = "note-key-damaged"
    sentence = "Een sleutel voor handtekeningen is niet goed geschreven."
    next_step = "Kopieer de hele regel van de sleutel opnieuw."


class AuditError(SpiegelboxError):
    code = "audit"
    sentence = "Het logboek klopt niet."
    next_step = "Bel beheer. Verander niets aan de box."


class AuditDamaged(AuditError):
    code = "audit-damaged"
