"""Orders on a stick: signed at the desk, carried out by a box that nobody can log in to."""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError


class OrderError(SpiegelboxError):
    code = "order"
    sentence = "De opdracht op de stick is niet uitgevoerd."
    next_step = "Kijk op het scherm van beheer hoe het met de box gaat. Probeer het daarna opnieuw."


class OrderMissing(OrderError):
    code = "order-missing"
    sentence = "Op de stick staat geen opdracht en geen update."
    next_step = "Maak een opdracht met spiegelbox order sign, of zet één bestand .raucb op de stick."


class OrderKeyMissing(OrderError):
    code = "order-key-missing"
    sentence = "Deze box neemt geen opdrachten aan: er is geen sleutel voor opdrachten ingesteld."
    next_step = "Geef bij het inrichten een sleutel mee: beheer.orders in box.toml."


class OrderNotOurs(OrderError):
    code = "order-not-ours"
    sentence = "De handtekening onder deze opdracht klopt niet."
    next_step = "Onderteken opnieuw, met de sleutel van beheer.orders. Meld het als u deze stick niet kent."


class OrderForOther(OrderError):
    code = "order-for-other"
    sentence = "Deze opdracht is voor een andere box."
    next_step = "Kijk op de stick voor welke box. Verwisselde u twee sticks?"


class OrderNotNow(OrderError):
    code = "order-not-now"
    sentence = "De box voert de opdracht nu niet uit."
    next_step = "De opdracht blijft geldig. Steek de stick later opnieuw in de box."


class OrderUsed(OrderError):
    code = "order-used"
    sentence = "Deze opdracht is al gebruikt, of de box kreeg al een nieuwere."
    next_step = "Moet het nog eens? Onderteken dan een nieuwe opdracht."


class OrderIncomplete(OrderError):
    code = "order-incomplete"
    sentence = "Op de stick staat niet wat er ondertekend is."
    next_step = "Veranderde er iets na het ondertekenen? Onderteken opnieuw en werp de stick netjes uit."
