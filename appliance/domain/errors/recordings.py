"""A talk or a recording that is not where it should be for this."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class StateError(SpiegelboxError):
    code = "state"
    sentence = "Dat kan nu niet."
    next_step = "Kijk op het scherm wat nu wel kan."


class WrongState(StateError):
    code = "wrong-state"


class UnknownRecording(StateError):
    code = "unknown-recording"
    sentence = "Deze opname is er niet (meer)."
    next_step = "Controleer de code of de datum."


class PieceUnclear(StateError):
    code = "piece-unclear"
    sentence = "Dit stuk klopt niet: het einde ligt voor het begin."
    next_step = "Kies het begin en het einde opnieuw."


class TalkRuns(StateError):
    code = "talk-runs"
    sentence = "In deze kamer loopt nog een opname."
    next_step = "Stop die opname eerst."


class StateFileTooNew(StateError):
    code = "state-file-too-new"
    sentence = "De gegevens op deze box zijn van een nieuwere versie."
    next_step = "Bel beheer: zet de nieuwere versie terug. Er gaat niets verloren."
