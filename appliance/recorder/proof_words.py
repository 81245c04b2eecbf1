"""The statement of the day in a few Dutch sentences for beheer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from appliance.recorder.proof import DailyProof

_NAMED = 3  # ids in a sentence; all of them stand in the signed statement
_STALE_DAYS = 3  # a look at the store this long ago is said to be old


def proof_words(proof: DailyProof | None, *, now: datetime, day: timedelta) -> tuple[bool, str, str]:
    """Return whether all is well, what was found, and what to do."""
    if proof is None or now - proof.at > 2 * day:
        return False, "De bewaartermijnen zijn niet gecontroleerd.", "Kijk of de klok van de box goed staat."
    found = list(_found(proof))
    if found:
        sentences, steps = zip(*found, strict=True)
        return False, " ".join(sentences), " ".join(dict.fromkeys(steps))
    checked = f"Niets is langer bewaard dan beloofd, gecontroleerd op {_moment(proof.at)}."
    return True, f"{checked}{_of_the_store(proof, now=now, day=day)}", ""


def _found(proof: DailyProof) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, each with what to do about it."""
    store = proof.store
    if proof.overdue:
        told = f"{_number(proof.overdue, 'opname')} langer bewaard dan beloofd: {_names(proof.overdue)}."
        yield told, "De box probeert het wissen vanzelf opnieuw. Kijk of de opslag bereikbaar is."
    if proof.unknown:
        told = f"{_number(proof.unknown, 'bestand')} op de box van niemand: {_names(proof.unknown)}."
        yield told, "Herstart de box: die ruimt op wat bij geen opname hoort. Zoek uit waar het vandaan kwam."
    if proof.missing:
        told = f"{_number(proof.missing, 'opname')} niet meer heel op de box: {_names(proof.missing)}."
        yield told, "Meld dit als datalek en bel de leverancier."
    if store is not None and store.missing:
        told = f"{_number(store.missing, 'opname')} verdwenen uit de opslag: {_names(store.missing)}."
        yield told, "Zoek uit wie dit uit de opslag heeft gewist."
    if store is not None and store.unknown:
        told = f"{_number(store.unknown, 'map')} in de opslag onbekend bij deze box: {_names(store.unknown)}."
        yield told, "Zoek uit hoe die map daar kwam en wis hem."
    if store is not None and store.back:
        told = f"{_number(store.back, 'opname')} na het wissen terug in de opslag: {_names(store.back)}."
        yield told, "De box wist dit opnieuw. Zet herstellen uit een back-up uit voor deze map."


def _of_the_store(proof: DailyProof, *, now: datetime, day: timedelta) -> str:
    if proof.store is None:
        return " De opslag is nog niet nagekeken."
    if now - proof.store.at > _STALE_DAYS * day:
        return f" De opslag is voor het laatst nagekeken op {_moment(proof.store.at)}."
    return " Ook de opslag is nagekeken."


def _number(found: Sequence[str], one: str) -> str:
    many = {"opname": "opnamen", "bestand": "bestanden", "map": "mappen"}[one]
    return f"1 {one} is" if len(found) == 1 else f"{len(found)} {many} zijn"


def _names(found: Sequence[str]) -> str:
    more = f" en nog {len(found) - _NAMED}" if len(found) > _NAMED else ""
    return ", ".join(name[:32] for name in found[:_NAMED]) + more


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%d-%m-%Y om %H:%M}"
