"""What a person with a review code may be told."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class CodeError(SpiegelboxError):
    code = "code"
    sentence = "Deze code klopt niet."
    next_step = "Kijk goed op uw briefje. Hulp nodig? Vraag de contactpersoon."


class CodeNotUnderstood(CodeError):
    code = "code-not-understood"
    sentence = "Wij begrijpen deze code niet. Een code is vijf woorden."


class CodeUnknown(CodeError):
    code = "code-unknown"
    sentence = "Wij vinden geen opname bij deze code."


class TooManyAttempts(CodeError):
    code = "too-many-attempts"
    sentence = "Er is te vaak een verkeerde code gebruikt. Wacht even."
    next_step = "Probeer het over een paar minuten opnieuw."


class PlaybackEnded(CodeError):
    code = "playback-ended"
    sentence = "Het terugkijken is gestopt."
    next_step = "Vul uw code nog een keer in."


class CodeWithdrawsOnly(CodeError):
    code = "code-withdraws-only"
    sentence = "Met deze code kunt u de film intrekken, niet bekijken."
    next_step = "Wilt u de film zien? Kijk dan samen met de cliënt."
