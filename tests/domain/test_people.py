"""Who may be filmed together and what their answers come to: every room, every answer, every age."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pytest

from appliance.domain.errors import ChildPresent, ParentMissing, RoomUnclear
from appliance.domain.people import (
    ROLES,
    Outcome,
    checked_room,
    new_person,
    outcome,
    role_of,
    speaks_for,
    who_answer,
)
from appliance.domain.purposes import PURPOSES, checked, weakest

OTHERS = sorted(set(ROLES) - {"client"})
AGES = {"kind": range(12), "kind12": range(12, 16), "kind16": range(16, 18)}
YES, NO, SILENT = True, False, None


def rooms() -> Iterator[tuple[str, ...]]:
    for size in range(len(OTHERS)):
        for others in combinations(OTHERS, size):
            yield ("client", *others)


def the_law_lets_film(room: tuple[str, ...]) -> bool:
    """Say again, by age, what the policy *with-consent* allows: under 16 somebody stands beside the child."""
    youngest = min((age for child in room for age in AGES.get(child, ())), default=99)
    return youngest >= 16 or "ouder" in room


def test_every_room_is_allowed_or_refused_as_the_ages_in_it_say() -> None:
    seen = set()
    for room in rooms():
        try:
            assert set(checked_room(room, children="with-consent")) == set(room)
        except ParentMissing:
            assert not the_law_lets_film(room)
            seen.add(False)
        else:
            assert the_law_lets_film(room)
            seen.add(True)
    assert seen == {True, False}


def test_without_a_choice_of_the_municipality_no_child_is_ever_filmed() -> None:
    for room in rooms():
        if set(room) & set(AGES):
            with pytest.raises(ChildPresent):
                checked_room(room, children="never")
        else:
            assert set(checked_room(room, children="never")) == set(room)


def test_every_combination_of_answers_in_every_room_comes_to_what_the_rule_says() -> None:
    rooms_with_every_outcome = set()
    for room in rooms():
        must = [person for person in room if person != "kind"]
        for said in product((YES, NO, SILENT), repeat=len(must)):
            answers = {person: word for person, word in zip(must, said, strict=True) if word is not SILENT}
            found = outcome(room, answers)
            if NO in said:
                assert found is Outcome.NO
            elif SILENT in said:
                assert found is Outcome.WAITING
            else:
                assert found is Outcome.YES
            rooms_with_every_outcome.add(found)
    assert rooms_with_every_outcome == set(Outcome)


def test_a_small_child_is_never_asked_and_everybody_else_always() -> None:
    for room in rooms():
        assert set(room) - set(who_answer(room)) == set(room) & {"kind"}


def test_a_child_of_twelve_says_yes_beside_its_parent_and_one_no_of_the_two_is_a_no() -> None:
    room = checked_room(("client", "kind12", "ouder"), children="with-consent")
    everybody = dict.fromkeys(room, True)
    assert outcome(room, everybody) is Outcome.YES
    for person in room:
        assert outcome(room, {**everybody, person: False}) is Outcome.NO
        assert outcome(room, {p: y for p, y in everybody.items() if p != person}) is Outcome.WAITING


def test_the_parent_speaks_for_a_small_child_and_nobody_for_anybody_else() -> None:
    assert {person: speaks_for(person) for person in ROLES if speaks_for(person) != person} == {
        "kind": "ouder"
    }
    assert speaks_for("kind-2") == "ouder"
    assert speaks_for("maatje-2") == "maatje-2"


def test_of_every_combination_of_choices_only_what_everybody_chose_remains() -> None:
    choices = [
        checked(("self", *more), offered=PURPOSES) for n in range(3) for more in combinations(PURPOSES[1:], n)
    ]
    for said in product(choices, repeat=4):
        remains = weakest(said)
        for purpose in PURPOSES:
            assert (purpose in remains) == all(purpose in chosen for chosen in said)


@pytest.mark.parametrize(
    "room",
    [
        (),
        ("maatje",),
        ("client", "client"),
        ("client", "client-2"),
        ("client", "maatje", "maatje"),
        ("client", "buurman"),
        ("client", "maatje-1"),
        ("client", "maatje-9"),
        ("client", "Maatje"),
        ("client", *(f"maatje-{n}" for n in range(2, 9)), "tolk"),
    ],
)
def test_a_room_that_says_nothing_clear_is_refused(room: tuple[str, ...]) -> None:
    with pytest.raises(RoomUnclear):
        checked_room(room, children="with-consent")


def test_the_client_stands_first_and_the_others_in_their_order() -> None:
    assert checked_room(("tolk", "maatje-2", "client"), children="never") == ("client", "tolk", "maatje-2")


def test_one_more_of_a_kind_gets_the_next_number_that_is_free() -> None:
    assert new_person("maatje", ("client",)) == "maatje"
    assert new_person("maatje", ("client", "maatje")) == "maatje-2"
    assert new_person("maatje", ("client", "maatje", "maatje-3")) == "maatje-2"
    assert role_of(new_person("ander", ("client", "ander"))) == "ander"
    with pytest.raises(RoomUnclear):
        new_person("client", ("client",))
