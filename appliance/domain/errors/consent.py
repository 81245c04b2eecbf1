"""A yes that is not there, is not whole, or is not a yes to this."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class ConsentError(SpiegelboxError):
    code = "consent"
    sentence = "Er is geen toestemming."
    next_step = "Vraag het nog een keer."


class TokenMissing(ConsentError):
    code = "token-missing"
    sentence = "Eerst toestemming. De camera blijft uit."
    next_step = "Begin een nieuw gesprek op de tablet."


class TokenAltered(ConsentError):
    code = "token-altered"
    sentence = "De toestemming is veranderd of beschadigd. De camera blijft uit."


class TokenForeign(ConsentError):
    code = "token-foreign"
    sentence = "Deze toestemming is niet voor deze box. De camera blijft uit."


class TokenExpired(ConsentError):
    code = "token-expired"
    sentence = "De toestemming is verlopen. De camera blijft uit."


class TokenUsed(ConsentError):
    code = "token-used"
    sentence = "Deze toestemming is al gebruikt. De camera blijft uit."


class TokenWrongText(ConsentError):
    code = "token-wrong-text"
    sentence = "De toestemming hoort bij een andere tekst. De camera blijft uit."
    next_step = "Vraag de toestemming opnieuw, met de tekst van nu. Blijft dit? Bel beheer."


class TokenMismatch(ConsentError):
    code = "token-mismatch"
    sentence = "De toestemming past niet bij wat de mensen in de kamer zeiden. De camera blijft uit."


class ConsentWithdrawn(ConsentError):
    code = "consent-withdrawn"
    sentence = "De toestemming is ingetrokken. De camera blijft uit."


class RoomUnclear(ConsentError):
    code = "room-unclear"
    sentence = "Wij weten niet goed wie er in de kamer is."
    next_step = "Kies opnieuw wie erbij zijn."


class ChildPresent(ConsentError):
    code = "child-present"
    sentence = "Met een kind erbij filmen wij niet."
    next_step = "Praat gerust verder, zonder film."


class ParentMissing(ConsentError):
    code = "parent-missing"
    sentence = "Voor dit kind moet ook een ouder ja zeggen."
    next_step = "Is er geen ouder bij? Film dan niet."
