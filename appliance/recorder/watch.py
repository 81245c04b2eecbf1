"""What time brings to a talk: timers, the lamp, the tablet's silence, the longest talk. Owner's thread."""

from __future__ import annotations

from appliance.domain.errors import StillFilming, TokenExpired
from appliance.domain.light import Tone
from appliance.domain.session import CAMERA_ON, FILM_OPEN, TalkEvent, TalkState
from appliance.hardware.ports import Clock
from appliance.recorder.ending import Ending
from appliance.recorder.lamp import Lamp
from appliance.recorder.questions import Questions
from appliance.recorder.stage import Stage
from appliance.recorder.takes import Takes
from appliance.recorder.times import Times

_S, _E = TalkState, TalkEvent
_CAMERA_OFF_WITH_FILM = (_S.PAUSED, _S.VISITED, _S.ASKED_AGAIN)


class Watch:
    """Looks at the clock, ten times a second."""

    def __init__(
        self,
        *,
        stage: Stage,
        questions: Questions,
        takes: Takes,
        ending: Ending,
        lamp: Lamp,
        clock: Clock,
        times: Times,
    ) -> None:
        self._stage, self._questions, self._takes, self._ending = stage, questions, takes, ending
        self._lamp, self._clock, self._times = lamp, clock, times
        self._tablet_s = self._light_checked_s = clock.monotonic_s()
        self._timers = {
            _S.ASKED: (times.answer_s, _E.ASK_EXPIRED),
            _S.ASKED_AGAIN: (times.answer_s, _E.ASK_EXPIRED),
            _S.CONSENTED: (times.consent_s, _E.CONSENT_EXPIRED),
            _S.ALLOWED_AGAIN: (times.again_s, _E.ALLOW_EXPIRED),
            _S.CLOSING: (times.closing_s, _E.CLOSING_EXPIRED),
        }

    def tablet_alive(self) -> None:
        """Note that the tablet in the room asked how things are."""
        self._tablet_s = self._clock.monotonic_s()

    def expires_s(self) -> float | None:
        """Return the seconds until the talk moves on by itself, when it does."""
        timer = self._timers.get(self._stage.state)
        return max(0.0, timer[0] - self._stage.spent_s) if timer else None

    def tick(self) -> None:
        """Let time pass. Raises: CaptureError, when the camera may not go on."""
        stage = self._stage
        if stage.state in (_S.STARTING, _S.STARTING_AGAIN):
            self._takes.count_down()
        elif stage.state in self._timers and stage.spent_s >= self._timers[stage.state][0]:
            self._expire(self._timers[stage.state][1])
        elif stage.state is _S.HELP and stage.spent_s >= self._times.closing_s:
            self._ending.leave()
        if stage.state in CAMERA_ON:
            self._watch_lamp()
        if stage.state in FILM_OPEN:
            self._watch_length()
        elif stage.notices.says(StillFilming.code):
            stage.notices.clear()
        self._watch_tablet()

    # -- private -------------------------------------------------------------------------------

    def _expire(self, event: TalkEvent) -> None:
        if event is _E.ALLOW_EXPIRED:
            self._stage.move(event)
        elif event is _E.ASK_EXPIRED:
            self._questions.expire(event)
        else:
            self._ending.leave()
            self._stage.end(event)
            if event is _E.CONSENT_EXPIRED:
                self._stage.say(TokenExpired())

    def _watch_lamp(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._light_checked_s >= self._times.light_s:
            self._light_checked_s = now_s
            self._lamp.must_be_red()

    def _watch_length(self) -> None:
        talk = self._stage.filmed()
        film_s = talk.film_s(self._clock.monotonic_s())
        if film_s >= self._times.limit_s and self._stage.state is not _S.SAVING:
            self._takes.halt(_E.LIMIT)
        elif film_s >= self._times.remind_s and not talk.reminded:
            talk.reminded = True
            self._lamp.sound(Tone.STILL_THERE)
            self._stage.say(StillFilming())  # who does not hear the tone reads it

    def _watch_tablet(self) -> None:
        """A tablet that is silent for long is gone: pause first, then stop (the button always works)."""
        state = self._stage.state
        silent_s = self._clock.monotonic_s() - self._tablet_s
        gone = silent_s > self._times.tablet_pause_s
        if state is _S.STARTING and gone:
            self._takes.cancel(_E.CLIENT_GONE)
        elif (state in CAMERA_ON or state is _S.ALLOWED_AGAIN) and gone:
            self._stage.move(_E.CLIENT_GONE)
            self._stage.close_camera()
        elif state in _CAMERA_OFF_WITH_FILM and silent_s > self._times.tablet_stop_s:
            self._takes.halt(_E.CLIENT_GONE)
