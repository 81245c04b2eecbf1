from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.update.channel import Release
from appliance.update.offer import Offer, ThisBox, offer
from appliance.update.rings import Ring
from appliance.update.version import Version
from tests.update.channels import CHANNEL, NOW, release

BOX = ThisBox(name="zaandam-3", compatible="spiegelbox-pi", version=Version.parse("1.3.2"))
NEXT = Version.parse("1.4.0")


def offered(*releases: Release, box: ThisBox = BOX) -> Offer:
    return offer(replace(CHANNEL, releases=releases), box, now=NOW)


def test_the_newest_release_for_this_box_is_offered() -> None:
    older, newer = release(version=Version.parse("1.3.9")), release()
    assert offered(older, newer, older).release == newer


def test_a_newer_release_that_is_not_for_us_yet_leaves_the_one_before_it() -> None:
    first, next_one = release(), release(version=Version.parse("1.5.0"), ring=Ring.ONE)
    assert offered(next_one, first).release == first


@pytest.mark.parametrize(
    ("one", "box", "because"),
    [
        (release(compatible="spiegelbox-virt"), BOX, "dit soort box"),
        (release(version=BOX.version), BOX, "nieuwste versie"),
        (release(version=Version.parse("1.3.1")), BOX, "nieuwste versie"),
        (release(), replace(BOX, failed=frozenset({NEXT})), "niet gelukt"),
        (release(ring=Ring.ONE, boxes=("zaandam-4",)), BOX, "andere boxen"),
        (release(not_before=NOW + timedelta(seconds=1)), BOX, "mag vanaf"),
    ],
)
def test_what_is_not_offered_is_explained(one: Release, box: ThisBox, because: str) -> None:
    found = offered(one, box=box)
    assert found.release is None
    assert because in found.sentence


def test_a_release_may_go_from_its_very_moment_on() -> None:
    assert offered(release(not_before=NOW)).release


def test_an_empty_channel_is_no_error() -> None:
    assert offered() == Offer(None, "Het kanaal heeft nog geen versies.")
