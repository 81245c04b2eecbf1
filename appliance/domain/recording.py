"""The life of one recording, as a table: from the first kept second to its destruction.

Every state that holds content has a way to ``WITHDRAW`` (a test walks the table for it). Time alone
never makes a recording more visible than its client allowed: silence destroys, unless the municipality
chose the opt-out practice and the client was told so.

Source: design "States", journeys "Always" and exceptions 31-36, 43.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from appliance.domain.errors import WrongState


class RecordingState(Enum):
    """Where a recording stands."""

    RECORDING = "recording"
    IN_REVIEW = "in_review"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    IN_STORE = "in_store"
    RECALLING = "recalling"
    FROZEN = "frozen"
    QUARANTINED = "quarantined"
    SHREDDED = "shredded"
    ERASED = "erased"


class RecordingEvent(Enum):
    """What can happen to a recording."""

    FINISH = "finish"
    RECOVER = "recover"  # sealed at boot after a power cut
    LOST = "lost"  # nothing of it reached the disk
    CORRUPT = "corrupt"  # what lies on disk is not what was sealed
    CONFIRM = "confirm"  # the second yes
    WITHDRAW = "withdraw"
    WINDOW_OVER = "window-over"
    WINDOW_OVER_OPT_OUT = "window-over-opt-out"  # on_silence = "release"
    DELIVERED = "delivered"
    RETENTION_OVER = "retention-over"
    ERASED = "erased"
    FREEZE = "freeze"
    THAW = "thaw"


_S, _E = RecordingState, RecordingEvent

HOLDS_CONTENT = frozenset(
    {_S.RECORDING, _S.IN_REVIEW, _S.CONFIRMED, _S.RELEASED, _S.IN_STORE, _S.FROZEN, _S.QUARANTINED}
)
VIEWABLE = frozenset({_S.IN_REVIEW, _S.CONFIRMED})
KEY_ON_BOX = frozenset({_S.RECORDING, _S.IN_REVIEW, _S.CONFIRMED, _S.RELEASED, _S.FROZEN, _S.QUARANTINED})
_FREEZABLE = (_S.IN_REVIEW, _S.CONFIRMED, _S.RELEASED, _S.IN_STORE)
# From here on bytes may lie in the municipal store, so destroying means recalling.
_MAYBE_IN_STORE = frozenset({_S.RELEASED, _S.IN_STORE})

TRANSITIONS: dict[tuple[RecordingState, RecordingEvent], RecordingState] = {
    (_S.RECORDING, _E.FINISH): _S.IN_REVIEW,
    (_S.RECORDING, _E.RECOVER): _S.IN_REVIEW,
    (_S.RECORDING, _E.LOST): _S.SHREDDED,
    (_S.RECORDING, _E.CORRUPT): _S.QUARANTINED,
    (_S.RECORDING, _E.WITHDRAW): _S.SHREDDED,
    (_S.IN_REVIEW, _E.CONFIRM): _S.CONFIRMED,
    (_S.IN_REVIEW, _E.WITHDRAW): _S.SHREDDED,
    (_S.IN_REVIEW, _E.WINDOW_OVER): _S.SHREDDED,
    (_S.IN_REVIEW, _E.WINDOW_OVER_OPT_OUT): _S.RELEASED,
    (_S.IN_REVIEW, _E.RETENTION_OVER): _S.SHREDDED,
    (_S.IN_REVIEW, _E.CORRUPT): _S.QUARANTINED,
    (_S.CONFIRMED, _E.WITHDRAW): _S.SHREDDED,
    (_S.CONFIRMED, _E.WINDOW_OVER): _S.RELEASED,
    (_S.CONFIRMED, _E.WINDOW_OVER_OPT_OUT): _S.RELEASED,
    (_S.CONFIRMED, _E.RETENTION_OVER): _S.SHREDDED,
    (_S.CONFIRMED, _E.CORRUPT): _S.QUARANTINED,
    (_S.RELEASED, _E.DELIVERED): _S.IN_STORE,
    (_S.RELEASED, _E.WITHDRAW): _S.RECALLING,
    (_S.RELEASED, _E.RETENTION_OVER): _S.RECALLING,
    (_S.IN_STORE, _E.WITHDRAW): _S.RECALLING,
    (_S.IN_STORE, _E.RETENTION_OVER): _S.RECALLING,
    (_S.RECALLING, _E.ERASED): _S.ERASED,
    (_S.QUARANTINED, _E.WITHDRAW): _S.SHREDDED,
    (_S.QUARANTINED, _E.RETENTION_OVER): _S.SHREDDED,
    (_S.SHREDDED, _E.ERASED): _S.ERASED,
    **{(state, _E.FREEZE): _S.FROZEN for state in _FREEZABLE},
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A state, and for a frozen recording the state it was frozen in."""

    state: RecordingState
    frozen_from: RecordingState | None = None

    def __post_init__(self) -> None:
        if (self.state is _S.FROZEN) != (self.frozen_from is not None):
            raise ValueError("a frozen recording, and only that, has a state it was frozen in")


def next_standing(standing: Standing, event: RecordingEvent) -> Standing:
    """Return where ``event`` leads. Raises: WrongState when it cannot happen here."""
    if standing.frozen_from is not None:
        return _leave_the_ice(standing.frozen_from, event)
    following = TRANSITIONS.get((standing.state, event))
    if following is None:
        raise WrongState(f"{event.value} in {standing.state.value}")
    if following is _S.FROZEN:
        return Standing(_S.FROZEN, frozen_from=standing.state)
    return Standing(following)


def _leave_the_ice(held: RecordingState, event: RecordingEvent) -> Standing:
    """Neither the window nor retention runs out on a frozen recording; only people move it."""
    if event is _E.THAW:
        return Standing(held)
    if event is _E.WITHDRAW:
        return Standing(_S.RECALLING if held in _MAYBE_IN_STORE else _S.SHREDDED)
    raise WrongState(f"{event.value} in {_S.FROZEN.value}")
