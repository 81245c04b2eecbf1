"""A contact bounces, a hand does not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.button import (
    CHATTER_PRESSES,
    LONG_PRESS_S,
    QUIET_S,
    SETTLE_S,
    STUCK_S,
    ButtonFault,
    ButtonState,
    Press,
    edge,
    fault,
    tick,
)


def _play(edges: list[tuple[bool, float]]) -> tuple[ButtonState, list[Press]]:
    state, presses = ButtonState(), []
    for pressed, at_s in edges:
        state, press = edge(state, pressed=pressed, at_s=at_s)
        presses += [press] if press else []
    return state, presses


def test_a_press_counts_at_the_moment_it_goes_down() -> None:
    assert _play([(True, 10.0)])[1] == [Press.SHORT]


def test_bounce_gives_one_press() -> None:
    bounce = [(True, 1.0), (False, 1.004), (True, 1.008), (False, 1.012), (True, 1.02)]
    assert _play(bounce)[1] == [Press.SHORT]


def test_two_hands_give_two_presses() -> None:
    assert _play([(True, 1.0), (False, 1.2), (True, 1.6), (False, 1.8)])[1] == [Press.SHORT, Press.SHORT]


def test_holding_five_seconds_gives_one_long_press() -> None:
    state, _ = _play([(True, 1.0)])
    state, before = tick(state, at_s=1.0 + LONG_PRESS_S - 0.01)
    state, at = tick(state, at_s=1.0 + LONG_PRESS_S)
    _, after = tick(state, at_s=1.0 + 2 * LONG_PRESS_S)
    assert (before, at, after) == (None, Press.LONG, None)


def test_letting_go_in_time_gives_no_long_press() -> None:
    state, _ = _play([(True, 1.0), (False, 1.5)])
    assert tick(state, at_s=100.0)[1] is None


@given(st.lists(st.floats(0, SETTLE_S * 0.9), min_size=1, max_size=200))
def test_a_chattering_button_never_gives_more_than_one_press(gaps: list[float]) -> None:
    at, edges = 0.0, []
    for number, gap in enumerate(gaps):
        at += gap
        edges.append((number % 2 == 0, at))
    assert len(_play(edges)[1]) <= 1


def test_a_button_that_never_comes_up_is_stuck_and_gave_one_press() -> None:
    state, presses = _play([(True, 1.0)])
    assert fault(state, at_s=1.0 + STUCK_S - 0.1) is None
    assert fault(state, at_s=1.0 + STUCK_S) is ButtonFault.STUCK
    state, _ = edge(state, pressed=False, at_s=40.0)
    assert (fault(state, at_s=40.0), presses) == (None, [Press.SHORT])


def test_a_loose_wire_is_no_hand_and_is_believed_again_after_a_quiet_while() -> None:
    taps = [(down, 1.0 + 0.2 * n + (0.0 if down else 0.1)) for n in range(30) for down in (True, False)]
    state, presses = _play(taps)
    assert len(presses) == CHATTER_PRESSES - 1
    last_s = taps[-1][1]
    assert fault(state, at_s=last_s) is ButtonFault.CHATTERS
    assert fault(state, at_s=last_s + QUIET_S) is None
    _, press = edge(state, pressed=True, at_s=last_s + QUIET_S)
    assert press is Press.SHORT


def test_an_impatient_hand_is_still_a_hand() -> None:
    state, presses = _play(
        [(down, n * 0.7 + (0.0 if down else 0.2)) for n in range(20) for down in (True, False)]
    )
    assert len(presses) == 20
    assert fault(state, at_s=14.0) is None
