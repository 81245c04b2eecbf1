"""The socket between the processes."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class ControlError(SpiegelboxError):
    code = "control"
    sentence = "De tablet en de box begrijpen elkaar niet."


class MessageTooLong(ControlError):
    code = "message-too-long"


class MessageDamaged(ControlError):
    code = "message-damaged"


class UnknownVerb(ControlError):
    code = "unknown-verb"


class UnknownField(ControlError):
    code = "unknown-field"


class WrongPeer(ControlError):
    code = "wrong-peer"
    sentence = "Dit programma mag dat niet vragen."


class RecorderBusy(ControlError):
    code = "recorder-busy"
    sentence = "De box heeft het even druk."
    next_step = "Wacht een paar tellen en probeer het opnieuw."


class RecorderUnreachable(ControlError):
    code = "recorder-unreachable"
    sentence = "Geen verbinding met de box."
    next_step = "Kijk naar het lampje op de camera. Bel beheer als dit blijft."


class AlreadyRunning(ControlError):
    code = "already-running"
    sentence = "De recorder van deze box draait al."
    next_step = "Stop eerst de recorder die al draait."
