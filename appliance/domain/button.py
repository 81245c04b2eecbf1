"""From raw edges to presses: a contact bounces, a hand does not.

A press counts at the moment the button goes down, so that stopping is immediate; holding it five
seconds adds an emergency stop. A button that chatters gives one press, not many.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

SETTLE_S = 0.05  # edges closer together than this are bounce
LONG_PRESS_S = 5.0


class Press(Enum):
    """What the hand meant."""

    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class ButtonState:
    """The button as it was last believed to be. Times in monotonic seconds."""

    down_since_s: float | None = None
    last_edge_s: float = float("-inf")
    long_given: bool = False


def edge(state: ButtonState, *, pressed: bool, at_s: float) -> tuple[ButtonState, Press | None]:
    """Take one raw edge; return the new state and the press that it made, if any."""
    bounced = at_s - state.last_edge_s < SETTLE_S
    if not pressed:
        return ButtonState(None, at_s), None
    if bounced or state.down_since_s is not None:
        # Still the same press: a contact that opened for a moment must not count twice.
        since = state.down_since_s if state.down_since_s is not None else at_s
        return replace(state, down_since_s=since, last_edge_s=at_s), None
    return ButtonState(at_s, at_s), Press.SHORT


def tick(state: ButtonState, *, at_s: float) -> tuple[ButtonState, Press | None]:
    """Let time pass; return LONG once when the button has been down long enough."""
    if state.down_since_s is None or state.long_given or at_s - state.down_since_s < LONG_PRESS_S:
        return state, None
    return replace(state, long_given=True), Press.LONG
