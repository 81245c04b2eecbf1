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


def test_only_the_client_s_tap_allows_filming_again() -> None:
    assert {e for (_, e), to in TRANSITIONS.items() if to is S.ALLOWED_AGAIN} == {E.ALLOW_AGAIN}


@pytest.mark.parametrize("state", [S.STARTING, S.RECORDING, S.PAUSED, S.ALLOWED_AGAIN, S.STARTING_AGAIN])
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
