from __future__ import annotations

from itertools import pairwise

import pytest

from appliance.update.rings import Ring, is_in
from appliance.update.version import Version

IN_ORDER = (
    "0.9.9",
    "1.0.0-alpha.1",
    "1.0.0-rc.2",
    "1.0.0-rc.10",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
)
BOXES = [f"zaandam-{number}" for number in range(5000)]


def test_versions_stand_in_the_order_of_their_numbers_and_not_of_their_letters() -> None:
    versions = [Version.parse(text) for text in IN_ORDER]
    assert all(before < after for before, after in pairwise(versions))
    assert [str(version) for version in versions] == list(IN_ORDER)


@pytest.mark.parametrize("text", ["", "1", "1.2", "v1.2.3", "1.2.3.4", "1.2.3-", "1.2.3 ", "-1.2.3", "1.2.٣"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        Version.parse(text)


def test_the_first_ring_holds_the_named_boxes_only() -> None:
    assert [box for box in BOXES if is_in(Ring.ONE, box, ("zaandam-7",))] == ["zaandam-7"]


def test_a_tenth_is_a_tenth_of_many_boxes_and_always_the_same_ones() -> None:
    tenth = [box for box in BOXES if is_in(Ring.TENTH, box, ())]
    assert 400 < len(tenth) < 600
    assert tenth == [box for box in BOXES if is_in(Ring.TENTH, box, ())]


def test_each_ring_holds_the_one_before_it() -> None:
    named = ("zaandam-7",)
    rings = [{box for box in BOXES if is_in(ring, box, named)} for ring in Ring]
    assert rings[0] < rings[1] < rings[2] == set(BOXES)
