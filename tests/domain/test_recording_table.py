"""The recording's table, walked exhaustively, the frozen states included."""

from __future__ import annotations

from itertools import product

import pytest

from appliance.domain.errors import WrongState
from appliance.domain.recording import (
    HOLDS_CONTENT,
    TRANSITIONS,
    VIEWABLE,
    RecordingEvent,
    RecordingState,
    Standing,
    next_standing,
)

S, E = RecordingState, RecordingEvent
FREEZABLE = [s for (s, e) in TRANSITIONS if e is E.FREEZE]
STANDINGS = [Standing(s) for s in S if s is not S.FROZEN] + [Standing(S.FROZEN, s) for s in FREEZABLE]
DEAD = {S.SHREDDED, S.RECALLING, S.ERASED}


@pytest.mark.parametrize(("standing", "event"), list(product(STANDINGS, E)))
def test_every_pair_either_leads_somewhere_or_is_refused(standing: Standing, event: RecordingEvent) -> None:
    allowed = (standing.state, event) in TRANSITIONS or (
        standing.frozen_from is not None and event in {E.THAW, E.WITHDRAW}
    )
    if allowed:
        assert next_standing(standing, event) in STANDINGS
    else:
        with pytest.raises(WrongState):
            next_standing(standing, event)


@pytest.mark.parametrize("standing", [s for s in STANDINGS if s.state in HOLDS_CONTENT])
def test_withdrawing_works_in_every_state_that_holds_content(standing: Standing) -> None:
    assert next_standing(standing, E.WITHDRAW).state in {S.SHREDDED, S.RECALLING}


@pytest.mark.parametrize("standing", STANDINGS)
def test_what_is_destroyed_never_comes_back(standing: Standing) -> None:
    if standing.state not in DEAD:
        return
    reached, todo = set(), [standing]
    while todo:
        here = todo.pop()
        for event in E:
            try:
                there = next_standing(here, event)
            except WrongState:
                continue
            if there not in reached:
                reached.add(there)
                todo.append(there)
    assert {r.state for r in reached} <= DEAD


def test_only_a_second_yes_or_the_opt_out_policy_leads_to_release() -> None:
    assert {(s, e) for (s, e), to in TRANSITIONS.items() if to is S.RELEASED} == {
        (S.CONFIRMED, E.WINDOW_OVER),
        (S.CONFIRMED, E.WINDOW_OVER_OPT_OUT),
        (S.IN_REVIEW, E.WINDOW_OVER_OPT_OUT),
    }


def test_silence_destroys() -> None:
    assert next_standing(Standing(S.IN_REVIEW), E.WINDOW_OVER).state is S.SHREDDED


@pytest.mark.parametrize("held", FREEZABLE)
def test_thawing_returns_to_where_it_was_frozen(held: RecordingState) -> None:
    frozen = next_standing(Standing(held), E.FREEZE)
    assert frozen == Standing(S.FROZEN, held)
    assert next_standing(frozen, E.THAW) == Standing(held)
    assert S.FROZEN not in VIEWABLE


@pytest.mark.parametrize("held", [S.RELEASED, S.IN_STORE])
def test_what_may_lie_in_the_store_is_recalled_there(held: RecordingState) -> None:
    assert next_standing(Standing(held), E.WITHDRAW).state is S.RECALLING
    assert next_standing(Standing(S.FROZEN, held), E.WITHDRAW).state is S.RECALLING


def test_a_frozen_standing_must_say_where_it_came_from() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Standing(S.FROZEN)
    with pytest.raises(ValueError, match="frozen"):
        Standing(S.IN_REVIEW, S.CONFIRMED)
