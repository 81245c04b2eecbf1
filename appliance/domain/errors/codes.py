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


class FirstWordUnknown(CodeNotUnderstood):
    code = "first-word-unknown"
    sentence = "Wij kennen het eerste woord niet."


class SecondWordUnknown(CodeNotUnderstood):
    code = "second-word-unknown"
    sentence = "Wij kennen het tweede woord niet."


class ThirdWordUnknown(CodeNotUnderstood):
    code = "third-word-unknown"
    sentence = "Wij kennen het derde woord niet."


class FourthWordUnknown(CodeNotUnderstood):
    code = "fourth-word-unknown"
    sentence = "Wij kennen het vierde woord niet."


class FifthWordUnknown(CodeNotUnderstood):
    code = "fifth-word-unknown"
    sentence = "Wij kennen het vijfde woord niet."


class DigitsDoNotFit(CodeNotUnderstood):
    code = "digits-do-not-fit"
    sentence = "Deze cijfers kloppen niet. Het zijn er twintig."


class CodeUnknown(CodeError):
    code = "code-unknown"
    sentence = "Wij vinden geen opname bij deze code."


class TooManyAttempts(CodeError):
    code = "too-many-attempts"
    sentence = "Er is te vaak een verkeerde code gebruikt. Wacht even."
    next_step = "Probeer het over een kwartier opnieuw. Haast? Bel de contactpersoon."


class WaitAMinute(TooManyAttempts):
    code = "wait-a-minute"
    next_step = "Probeer het over een minuut opnieuw. Haast? Bel de contactpersoon."


class WaitFiveMinutes(TooManyAttempts):
    code = "wait-five-minutes"
    next_step = "Probeer het over vijf minuten opnieuw. Haast? Bel de contactpersoon."


class PlaybackEnded(CodeError):
    code = "playback-ended"
    sentence = "Het terugkijken is gestopt."
    next_step = "Vul uw code nog een keer in."


class CodeWithdrawsOnly(CodeError):
    code = "code-withdraws-only"
    sentence = "Met deze code kunt u de film intrekken, niet bekijken."
    next_step = "Wilt u de film zien? Kijk dan samen met de cliënt."
