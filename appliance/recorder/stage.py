"""Where the talk in the room stands, held in one place: the state, the talk, and what the screen must say.

Every change goes through the table in domain/session.py, and the lamp follows. The rooms beside this one
(questions, takes, ending, watch) decide which event happens; none of them keeps a state of its own.
"""

from __future__ import annotations

from appliance.domain.errors import SpiegelboxError, WrongState
from appliance.domain.session import TalkEvent, TalkState, next_talk_state
from appliance.hardware.ports import Clock
from appliance.recorder.capture import Capture
from appliance.recorder.lamp import Lamp
from appliance.recorder.notices import NoticeBoard
from appliance.recorder.talk import Talk


class Stage:
    """The state of the talk. Owner's thread only."""

    def __init__(self, *, clock: Clock, lamp: Lamp, capture: Capture, notices: NoticeBoard) -> None:
        self._clock, self._lamp, self._capture = clock, lamp, capture
        self.notices = notices
        self.state, self.since_s = TalkState.IDLE, clock.monotonic_s()
        self._touched_s: float | None = None
        self.talk: Talk | None = None

    @property
    def spent_s(self) -> float:
        """How long the talk stands where it stands."""
        return self._clock.monotonic_s() - self.since_s

    @property
    def quiet_s(self) -> float:
        """How long nobody used button or tablet; a box that was just turned on has been quiet for ever."""
        return self._clock.monotonic_s() - self._touched_s if self._touched_s is not None else float("inf")

    def touched(self) -> None:
        """Note that somebody is here."""
        self._touched_s = self._clock.monotonic_s()

    def move(self, event: TalkEvent) -> None:
        """Go where the table says. Raises: WrongState."""
        self.touched()
        self.state = next_talk_state(self.state, event)
        self.since_s = self._clock.monotonic_s()
        self._lamp.follow(self.state, sensor_on=self._capture.sensor_on)

    def end(self, event: TalkEvent) -> None:
        """Let the talk go, with its keys, and move on without it."""
        talk, self.talk = self.talk, None
        self.notices.clear()
        if talk is not None:
            talk.forget_keys()
        self.move(event)

    def current(self, code: str, *states: TalkState) -> Talk:
        """Return the talk when the screen speaks of the one in the room. Raises: WrongState."""
        if self.talk is None or self.talk.code != code or (states and self.state not in states):
            raise WrongState
        return self.talk

    def filmed(self) -> Talk:
        """Return the talk, in states that the table gives to a talk alone. Raises: WrongState."""
        if self.talk is None:
            raise WrongState
        return self.talk

    def close_camera(self) -> None:
        """Turn the camera off and stop counting film."""
        if self.talk is not None:
            self.talk.pause_clock(self._clock.monotonic_s())
        self._capture.hold()

    def say(self, error: SpiegelboxError) -> None:
        """Put an error's words on the screen."""
        self.touched()
        self.notices.say(error, now_s=self._clock.monotonic_s())
