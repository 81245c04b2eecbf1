"""Free choices, the weakest yes, and only ever fewer viewers."""

from __future__ import annotations

import pytest

from appliance.domain.purposes import PurposeUnknown, PurposeWidened, checked, narrowed, weakest

ALL = ("self", "coach", "leertafel")


def test_a_choice_is_kept_in_one_order_without_doubles() -> None:
    assert checked(["leertafel", "self", "self"], offered=ALL) == ("self", "leertafel")


@pytest.mark.parametrize("chosen", [[], ["coach"], ["self", "manager"]])
def test_a_choice_without_self_or_with_an_unknown_viewer_is_refused(chosen: list[str]) -> None:
    with pytest.raises(PurposeUnknown):
        checked(chosen, offered=ALL)


def test_a_purpose_the_municipality_does_not_offer_is_refused() -> None:
    with pytest.raises(PurposeUnknown):
        checked(["self", "leertafel"], offered=("self", "coach"))


def test_the_weakest_yes_decides() -> None:
    assert weakest([ALL, ("self", "coach"), ("self", "leertafel")]) == ("self",)
    assert weakest([]) == ()


def test_afterwards_viewers_can_only_be_taken_away() -> None:
    assert narrowed(("self", "coach"), ["self"]) == ("self",)
    with pytest.raises(PurposeWidened):
        narrowed(("self",), ["self", "coach"])
