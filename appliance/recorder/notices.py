"""What the tablet must say in words now: a fault stays, a word about a press fades."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.domain.errors import SpiegelboxError
from appliance.domain.session import TalkState

_FADES_IN = frozenset({TalkState.IDLE, TalkState.ASKED, TalkState.CLOSING})


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to say, with what to do."""

    code: str
    sentence: str
    next_step: str


class NoticeBoard:
    """The last thing there was to say. Times are monotonic seconds."""

    def __init__(self, *, fades_s: float) -> None:
        self._fades_s = fades_s
        self._notice: Notice | None = None
        self._said_s = 0.0

    def say(self, error: SpiegelboxError, *, now_s: float) -> None:
        """Put an error's words on the board, in the place of what stood there."""
        self._notice = Notice(error.code, error.sentence, error.next_step)
        self._said_s = now_s

    def clear(self) -> None:
        """Wipe the board."""
        self._notice = None

    def says(self, code: str) -> bool:
        """Tell whether this stands on the board."""
        return self._notice is not None and self._notice.code == code

    def read(self, state: TalkState, *, now_s: float) -> Notice | None:
        """Return what must be said in this state of the talk."""
        if state in _FADES_IN and now_s - self._said_s > self._fades_s:
            return None
        return self._notice
