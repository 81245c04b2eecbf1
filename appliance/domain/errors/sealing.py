"""Age files, their keys and their owners' passphrases."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class SealError(SpiegelboxError):
    code = "seal"
    sentence = "Dit versleutelde bestand gaat niet open."
    next_step = "Controleer of u het goede bestand en de goede sleutel heeft."


class NotAgeFile(SealError):
    code = "not-age"
    sentence = "Dit is geen versleutelde opname (age-bestand)."


class HeaderDamaged(SealError):
    code = "header-damaged"
    sentence = "Het begin van het bestand is beschadigd of veranderd."


class WrongIdentity(SealError):
    code = "wrong-identity"
    sentence = "Deze sleutel past niet op deze opname."
    next_step = "Gebruik de sleutel van een doel waarvoor de cliënt ja heeft gezegd."


class ContentDamaged(SealError):
    code = "content-damaged"
    sentence = "De opname is beschadigd of veranderd."
    next_step = "Haal het bestand opnieuw uit de opslag."


class ContentTruncated(SealError):
    code = "content-truncated"
    sentence = "De opname is niet compleet: er ontbreekt een stuk."
    next_step = "Haal alle delen opnieuw uit de opslag."


class IdentityDamaged(SealError):
    code = "identity-damaged"
    sentence = "Het sleutelbestand is niet goed."
    next_step = "Gebruik het sleutelbestand zoals het gemaakt is (een regel AGE-SECRET-KEY-...)."


class RecipientDamaged(SealError):
    code = "recipient-damaged"
    sentence = "Een ontvanger (publieke sleutel) is niet goed geschreven."
    next_step = "Kopieer de regel age1... opnieuw."


class MixedRecipients(SealError):
    code = "mixed-recipients"
    sentence = "Gewone en post-quantum ontvangers mogen niet door elkaar."
    next_step = "Kies voor elk doel dezelfde soort sleutel."


class PassphraseWrong(SealError):
    code = "passphrase-wrong"
    sentence = "Dit wachtwoord past niet op het sleutelbestand."
    next_step = "Typ het wachtwoord opnieuw."


class ArmorDamaged(SealError):
    code = "armor-damaged"
    sentence = "De tekstvorm van dit versleutelde bestand is beschadigd of veranderd."
    next_step = "Vraag het bestand opnieuw en verander er niets aan."


class KeyFileUnusable(SealError):
    code = "key-file-unusable"
    sentence = "Het sleutelbestand is niet te maken of niet te lezen."
    next_step = "Kies een andere naam of een andere map."
