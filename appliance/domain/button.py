"""From raw edges to presses: a contact bounces, a hand does not.

A press counts at the moment the button goes down, so that stopping is immediate; holding it five
seconds adds an emergency stop. A button that chatters gives one press, not many; one that goes on and on, or
that never comes up again, is broken and gives none until it is quiet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

SETTLE_S = 0.05  # edges closer together than this are bounce
LONG_PRESS_S = 5.0
STUCK_S = 30.0  # nobody holds a button this long
CHATTER_PRESSES, CHATTER_S = 8, 4.0  # nobody presses this often
QUIET_S = 10.0  # after which a button that chattered is believed again


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
    presses_s: tuple[float, ...] = ()  # the latest ones, for telling a hand from a loose wire
    distrusted_s: float | None = None  # when it last behaved as no hand does


class ButtonFault(Enum):
    """How a button can be broken."""

    STUCK = "stuck"
    CHATTERS = "chatters"


def edge(state: ButtonState, *, pressed: bool, at_s: float) -> tuple[ButtonState, Press | None]:
    """Take one raw edge; return the new state and the press that it made, if any."""
    bounced = at_s - state.last_edge_s < SETTLE_S
    if not pressed:
        return replace(state, down_since_s=None, last_edge_s=at_s, long_given=False), None
    if bounced or state.down_since_s is not None:
        # Still the same press: a contact that opened for a moment must not count twice.
        since = state.down_since_s if state.down_since_s is not None else at_s
        return replace(state, down_since_s=since, last_edge_s=at_s), None
    recent = (*(press_s for press_s in state.presses_s if at_s - press_s < CHATTER_S), at_s)
    down = replace(state, down_since_s=at_s, last_edge_s=at_s, long_given=False, presses_s=recent)
    if len(recent) >= CHATTER_PRESSES or fault(state, at_s=at_s) is ButtonFault.CHATTERS:
        return replace(down, distrusted_s=at_s), None
    return down, Press.SHORT


def tick(state: ButtonState, *, at_s: float) -> tuple[ButtonState, Press | None]:
    """Let time pass; return LONG once when the button has been down long enough."""
    if state.down_since_s is None or state.long_given or at_s - state.down_since_s < LONG_PRESS_S:
        return state, None
    return replace(state, long_given=True), Press.LONG


def fault(state: ButtonState, *, at_s: float) -> ButtonFault | None:
    """Return how the button is broken, None when it works."""
    if state.down_since_s is not None and at_s - state.down_since_s >= STUCK_S:
        return ButtonFault.STUCK
    if state.distrusted_s is not None and at_s - state.distrusted_s < QUIET_S:
        return ButtonFault.CHATTERS
    return None
