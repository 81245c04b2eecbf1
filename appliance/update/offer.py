"""Which release of the channel is for this box, and if none is: why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from appliance.update.channel import Channel, Release
from appliance.update.rings import is_in
from appliance.update.version import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisBox:
    """What a release is held against. ``failed`` are the versions that did not stay."""

    name: str
    compatible: str
    version: Version
    failed: frozenset[Version] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """The release to install, or None with the reason in a Dutch sentence."""

    release: Release | None
    sentence: str


def offer(channel: Channel, box: ThisBox, *, now: datetime) -> Offer:
    """Return the newest release that this box may have now."""
    left: Iterable[Release] = sorted(channel.releases, key=lambda one: one.version, reverse=True)
    reason = "Het kanaal heeft nog geen versies."
    for passes, sentence in _FILTERS:
        before = list(left)
        left = [one for one in before if passes(one, box, now)]
        if before and not left:
            reason = sentence(before[0])
            break
    found = next(iter(left), None)
    return Offer(found, f"Versie {found.version} staat klaar." if found else reason)


_Filter = tuple[Callable[[Release, ThisBox, datetime], bool], Callable[[Release], str]]

# In this order: the first one that lets nothing through tells why.
_FILTERS: tuple[_Filter, ...] = (
    (
        lambda one, box, _: one.compatible == box.compatible,
        lambda one: f"Het kanaal heeft niets voor dit soort box, wel voor {one.compatible}.",
    ),
    (
        lambda one, box, _: one.version > box.version,
        lambda _: "De box heeft de nieuwste versie.",
    ),
    (
        lambda one, box, _: one.version not in box.failed,
        lambda one: f"Versie {one.version} is op deze box niet gelukt. Hij wacht op een nieuwere.",
    ),
    (
        lambda one, box, _: is_in(one.ring, box.name, one.boxes),
        lambda one: f"Versie {one.version} gaat eerst naar andere boxen.",
    ),
    (
        lambda one, _, now: now >= one.not_before,
        lambda one: f"Versie {one.version} mag vanaf {one.not_before.astimezone():%d-%m-%Y %H:%M}.",
    ),
)
