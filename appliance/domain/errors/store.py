"""The municipality's own storage: what is wrong with it, and what somebody has to do about it."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class StoreError(SpiegelboxError):
    code = "store"
    sentence = "De opslag van de gemeente doet het niet."
    next_step = "De box probeert het vanzelf opnieuw. Er gaat niets verloren."


class StoreUnreachable(StoreError):
    code = "store-unreachable"
    sentence = "De opslag van de gemeente is niet te bereiken."
    next_step = "Kijk of het netwerk en de opslag werken. De box probeert het vanzelf opnieuw."


class StoreNameUnknown(StoreUnreachable):
    code = "store-name-unknown"
    sentence = "Het netwerk kent de naam van de opslag niet."
    next_step = "Controleer het adres van de opslag en de DNS van het netwerk."


class StoreSilent(StoreUnreachable):
    code = "store-silent"
    sentence = "De opslag van de gemeente geeft geen antwoord meer."
    next_step = "Kijk of de server van de opslag vastzit. De box probeert het vanzelf opnieuw."


class StoreRefused(StoreError):
    code = "store-refused"
    sentence = "De opslag van de gemeente weigert."
    next_step = "Bel beheer: controleer de rechten en de ruimte van de opslag."


class StoreLoginRefused(StoreRefused):
    code = "store-login-refused"
    sentence = "De opslag laat de box niet binnen."
    next_step = "Zet het goede wachtwoord of de goede sleutel in store.toml. Start daarna sync opnieuw."


class StoreRightsMissing(StoreRefused):
    code = "store-rights-missing"
    sentence = "De box mag niet alles wat nodig is in de opslag."
    next_step = "Geef het account van de box het recht om te lezen, te schrijven en te wissen."


class StoreFolderMissing(StoreRefused):
    code = "store-folder-missing"
    sentence = "De map, bucket of share van de opslag is er niet."
    next_step = "Controleer store.path. Maak de map of bucket aan, of koppel de schijf weer aan."


class StoreFull(StoreRefused):
    code = "store-full"
    sentence = "De opslag van de gemeente is vol."
    next_step = "Maak ruimte in de opslag. De box gaat daarna vanzelf verder."


class StoreIdentityChanged(StoreRefused):
    code = "store-identity-changed"
    sentence = "De opslag is niet de server die de box kent."
    next_step = "Is de server vernieuwd? Zet dan de nieuwe sleutel (host_keys) of het certificaat erin."


class StoreClockDiffers(StoreRefused):
    code = "store-clock-differs"
    sentence = "De klok van de box en die van de opslag verschillen te veel."
    next_step = "Zet beide klokken goed (NTP). De box gaat daarna vanzelf verder."


class StoreLocked(StoreRefused):
    code = "store-locked"
    sentence = "De opslag heeft een slot op wissen (object lock of bewaarplicht)."
    next_step = "Zet dat slot uit, of kies een bucket zonder. Anders kan niemand een opname wissen."


class StoreUnfit(StoreError):
    code = "store-unfit"
    sentence = "Deze opslag kan niet gebruikt worden: er gaat niets heen."
    next_step = "Draai spiegelbox store check. Die zegt wat er anders moet."


class ReadBackDiffers(StoreError):
    code = "read-back-differs"
    sentence = "De opslag geeft iets anders terug dan wij brachten."
    next_step = "De box brengt dit deel opnieuw. Blijft dit? Controleer de schijf van de opslag."


class EraseNotProven(StoreError):
    code = "erase-not-proven"
    sentence = "De opslag heeft de opname nog niet echt gewist."
    next_step = "Draai spiegelbox store check. De box probeert het wissen opnieuw tot het bewezen is."
