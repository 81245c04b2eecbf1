"""The municipality's own storage."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class StoreError(SpiegelboxError):
    code = "store"
    sentence = "De opslag van de gemeente doet het niet."
    next_step = "De box probeert het vanzelf opnieuw. Er gaat niets verloren."


class StoreUnreachable(StoreError):
    code = "store-unreachable"
    sentence = "De opslag van de gemeente is niet te bereiken."


class StoreRefused(StoreError):
    code = "store-refused"
    sentence = "De opslag van de gemeente weigert."
    next_step = "Bel beheer: controleer de rechten en de ruimte van de opslag."


class ReadBackDiffers(StoreError):
    code = "read-back-differs"
    sentence = "De opslag geeft iets anders terug dan wij brachten."


class EraseNotProven(StoreError):
    code = "erase-not-proven"
    sentence = "De opslag heeft de opname nog niet echt gewist."
