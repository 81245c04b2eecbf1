"""The talk's table, walked exhaustively: every state, every event."""

from __future__ import annotations

from itertools import product

import pytest

from appliance.domain.errors import WrongState
from appliance.domain.light import SIGNALS, LightColour
from appliance.domain.session import CAMERA_ON, TRANSITIONS, TalkEvent, TalkState, next_talk_state

S, E = TalkState, TalkEvent
ONLY_A_HAND_OR_ITS_COUNTDOWN = {E.PRESS, E.COUNTED_DOWN}


@pytest.mark.parametrize(("state", "event"), list(product(S, E)))
def test_every_pair_either_leads_somewhere_or_is_refused(state: TalkState, event: TalkEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert next_talk_state(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(WrongState):
            next_talk_state(state, event)


def test_no_event_but_a_press_or_its_countdown_turns_the_camera_on() -> None:
    turning_on = {e for (s, e), to in TRANSITIONS.items() if to in CAMERA_ON and s not in CAMERA_ON}
    kept_on = {e for (s, e), to in TRANSITIONS.items() if to in CAMERA_ON and s in CAMERA_ON}
    assert turning_on == {E.PRESS}
    assert kept_on == {E.COUNTED_DOWN}


def test_a_press_starts_the_camera_only_where_a_yes_stands() -> None:
    starts = {s for (s, e), to in TRANSITIONS.items() if e is E.PRESS and to in CAMERA_ON}
    assert starts == {S.CONSENTED, S.ALLOWED_AGAIN}


def test_the_first_yes_comes_only_from_a_token() -> None:
    assert {(s, e) for (s, e), to in TRANSITIONS.items() if to is S.CONSENTED} == {(S.ASKED, E.ALL_YES)}
    assert {s for (s, e) in TRANSITIONS if e is E.ALL_YES} == {S.ASKED, S.ASKED_AGAIN}


def test_only_the_client_s_tap_or_everybody_s_new_yes_allows_filming_again() -> None:
    allowing = {(s, e) for (s, e), to in TRANSITIONS.items() if to is S.ALLOWED_AGAIN}
    assert allowing == {(S.PAUSED, E.ALLOW_AGAIN), (S.CLOSING, E.ALLOW_AGAIN), (S.ASKED_AGAIN, E.ALL_YES)}


def test_with_somebody_come_in_the_camera_is_off_until_they_left_or_everybody_said_yes() -> None:
    """Walk every way from the visit to the camera: each passes one of the two."""
    todo, seen = [S.VISITED], set()
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        todo += [
            to
            for (s, e), to in TRANSITIONS.items()
            if s is here and e not in {E.VISITOR_LEFT, E.ALL_YES} and to not in {S.IDLE, S.CLOSING}
        ]
    assert S.VISITED in seen
    assert seen.isdisjoint(CAMERA_ON)
    assert all(next_talk_state(s, E.VISIT) is S.VISITED for s in (S.RECORDING, S.PAUSED, S.STARTING_AGAIN))


@pytest.mark.parametrize(
    "state", [S.STARTING, S.RECORDING, S.PAUSED, S.ALLOWED_AGAIN, S.STARTING_AGAIN, S.VISITED, S.ASKED_AGAIN]
)
def test_stopping_works_wherever_there_is_a_film_or_a_countdown(state: TalkState) -> None:
    for event in (E.STOP, E.LONG_PRESS):
        assert next_talk_state(state, event) not in CAMERA_ON


@pytest.mark.parametrize("state", list(S))
def test_a_fault_in_any_state_ends_in_help_with_the_camera_off(state: TalkState) -> None:
    assert next_talk_state(state, E.FAULT) is S.HELP
    assert S.HELP not in CAMERA_ON


@pytest.mark.parametrize("state", list(S))
def test_the_lamp_is_red_exactly_when_the_camera_is_on(state: TalkState) -> None:
    assert (SIGNALS[state] is LightColour.RED) == (state in CAMERA_ON)


def test_every_state_can_be_left_and_reaches_rest() -> None:
    for start in S:
        seen, todo = set(), [start]
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen.add(here)
            todo += [to for (s, _), to in TRANSITIONS.items() if s is here]
        assert S.IDLE in seen
