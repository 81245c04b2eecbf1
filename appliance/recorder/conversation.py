"""The talk in the room: what people ask, answer and press, and what the clock brings.

Every change goes through the table in domain/session.py, and the lamp follows. The console can ask, answer
and stop here, never start: only ``press`` opens the camera. Runs on the owner's thread only.

Nothing here writes down who said no: a refused talk leaves one counter a month and nothing else.
"""

from __future__ import annotations

import logging
import secrets

from appliance.domain.errors import (
    CameraFailed,
    ClockUnknown,
    DiskFull,
    MicrophoneFailed,
    SpiegelboxError,
    TokenExpired,
    TokenMissing,
    WrongState,
)
from appliance.domain.light import Tone
from appliance.domain.purposes import checked
from appliance.domain.session import CAMERA_ON, FILM_OPEN, TalkEvent, TalkState, next_talk_state
from appliance.domain.talk_code import BIRDS, NUMBERS, talk_code
from appliance.hardware.ports import Clock
from appliance.recorder.code_keeper import CodeKeeper
from appliance.recorder.consent_desk import ConsentDesk
from appliance.recorder.filming import Filming
from appliance.recorder.lamp import Lamp
from appliance.recorder.notices import NoticeBoard
from appliance.recorder.talk import Answer, Talk, TalkView
from appliance.recorder.times import Times
from appliance.store.state import RecordingRow, StateDb

_log = logging.getLogger(__name__)
_S, _E = TalkState, TalkEvent


class Conversation:
    """The state of the talk, and the only one who changes it."""

    def __init__(
        self,
        *,
        times: Times,
        clock: Clock,
        lamp: Lamp,
        desk: ConsentDesk,
        filming: Filming,
        db: StateDb,
        offered: tuple[str, ...],
    ) -> None:
        self._times, self._clock, self._lamp, self._desk = times, clock, lamp, desk
        self._filming, self._db, self._offered = filming, db, offered
        self._state, self._since_s = _S.IDLE, clock.monotonic_s()
        self._talk: Talk | None = None
        self._notices = NoticeBoard(fades_s=times.notice_s)
        self._tablet_s = self._light_checked_s = self._since_s
        self._timers = {
            _S.ASKED: (times.answer_s, _E.ASK_EXPIRED),
            _S.CONSENTED: (times.consent_s, _E.CONSENT_EXPIRED),
            _S.ALLOWED_AGAIN: (times.again_s, _E.ALLOW_EXPIRED),
            _S.CLOSING: (times.closing_s, _E.CLOSING_EXPIRED),
        }

    @property
    def state(self) -> TalkState:
        return self._state

    # -- what the console may ask --------------------------------------------------------------

    def ask(self, *, klantmanager: str, language: str, people: tuple[str, ...]) -> Talk:
        """Begin a new talk; one that was left open is closed first. Raises: WrongState."""
        following = next_talk_state(self._state, _E.ASK)
        if following is not _S.ASKED or "client" not in people:
            raise WrongState
        self._leave_talk()
        if self._talk is not None:
            self._talk.forget_keys()
        draw = secrets.randbelow(len(BIRDS) * NUMBERS)
        self._talk = Talk(talk_code(draw), klantmanager, language, people)
        self._tablet_s = self._clock.monotonic_s()
        self._move(_E.ASK)
        return self._talk

    def answer(self, talk_code: str, person: str, *, choice: str, answer: Answer) -> Talk | None:
        """Take one person's word; a no or a doubt ends the question without a trace.

        Returns the talk, or None when it ended. Raises: WrongState, PurposeUnknown.
        """
        talk = self._current(talk_code, _S.ASKED)
        if person not in talk.people:
            raise WrongState
        if choice != "yes":
            self._db.count("no", self._clock.now())
            self._end_talk(_E.NO)
            return None
        answer.purposes = checked(answer.purposes, offered=self._offered)
        talk.answers[person] = answer
        return talk

    def consent(self, talk_code: str, token: str, keeper: CodeKeeper) -> None:
        """Accept everybody's yes. Raises: ConsentError, WrongState; the camera then stays off."""
        talk = self._current(talk_code, _S.ASKED)
        talk.token = self._desk.accept(talk, token)
        talk.keeper = keeper
        self._move(_E.ALL_YES)

    def take_back(self, talk_code: str) -> None:
        """Take the yes back before the press, or a "go on" after a pause. Raises: WrongState."""
        talk = self._current(talk_code)
        if talk.recording_id:
            self._move(_E.TAKE_BACK)
            self._close_camera()
        else:
            self._end_talk(_E.TAKE_BACK)

    def pause(self) -> None:
        self._move(_E.PAUSE)
        self._close_camera()

    def allow_again(self) -> None:
        """Take the client's word that filming may go on; the button does it. Raises: WrongState."""
        if self._talk is None or self._talk.keeper is None:  # sealed at boot: nothing can go on
            raise WrongState
        self._move(_E.ALLOW_AGAIN)

    def stop(self, *, discard: bool = False) -> None:
        """Stop; with ``discard`` the film is destroyed as soon as the camera is off."""
        if self._talk is not None:
            self._talk.discard = discard
        self._stop(_E.STOP)

    def wipe_tail(self, *, minutes: int) -> None:
        """Have the last minutes removed. Raises: WrongState."""
        if self._talk is None or not self._talk.recording_id:
            raise WrongState
        if self._state not in FILM_OPEN | {_S.CLOSING}:
            raise WrongState
        self._filming.wipe_tail(self._talk, minutes=minutes)

    def closing(self, answer: str) -> None:
        """Take the client's word on "Nog steeds goed?": keep, look or discard. Raises: WrongState."""
        if self._talk is None or self._state is not _S.CLOSING:
            raise WrongState
        talk, self._talk = self._talk, None  # the film stands on its own from here
        if answer == "discard":
            self._filming.discard(talk)
        else:
            self._filming.end(talk, confirmed=answer == "keep")
        self._end_talk(_E.ANSWERED)

    def self_test(self) -> None:
        """Look whether the box is well again. Raises: LightFailed, DiskFull, ClockUnknown, WrongState."""
        if self._state is not _S.HELP:
            raise WrongState
        self._lamp.test()
        self._filming.check_room()
        self._check_clock()
        self._notices.clear()
        if self._talk is not None and self._talk.recording_id:
            self._move(_E.FILM_WAITS)
        else:
            self._end_talk(_E.SELF_TEST_OK)

    def tablet_alive(self) -> None:
        """Note that the tablet in the room asked how things are."""
        self._tablet_s = self._clock.monotonic_s()

    def view(self) -> TalkView:
        """Return what a screen may know."""
        now_s = self._clock.monotonic_s()
        spent_s = now_s - self._since_s
        starting = self._state in (_S.STARTING, _S.STARTING_AGAIN)
        timer = self._timers.get(self._state)
        return TalkView(
            self._state,
            self._talk,
            self._talk.film_s(now_s) if self._talk else 0.0,
            max(0.0, self._times.countdown_s - spent_s) if starting else None,
            max(0.0, timer[0] - spent_s) if timer else None,
            self._notices.read(self._state, now_s=now_s),
        )

    # -- the hand on the button ----------------------------------------------------------------

    def press(self) -> None:
        """Take a short press: start where a yes stands, else stop or cancel, else say what is missing."""
        if self._state in (_S.CONSENTED, _S.ALLOWED_AGAIN):
            self._open_camera()
        elif self._state in (_S.STARTING, _S.STARTING_AGAIN):
            self._cancel(_E.PRESS)
        elif self._state in FILM_OPEN and self._state is not _S.SAVING:
            self._stop(_E.PRESS)
        else:
            self._db.count("press-without-token", self._clock.now())
            self._lamp.sound(Tone.HELP)
            if self._state is not _S.HELP:  # what is wrong there matters more
                self._say(TokenMissing())

    def long_press(self) -> None:
        """Stop whatever runs (five seconds on the button)."""
        if self._state in (_S.STARTING, _S.STARTING_AGAIN):
            self._cancel(_E.LONG_PRESS)
        elif self._state in FILM_OPEN and self._state is not _S.SAVING:
            self._stop(_E.LONG_PRESS)

    # -- what the capture tells ----------------------------------------------------------------

    def camera_closed(self) -> None:
        """The camera is off and everything filmed lies sealed."""
        if self._state is not _S.SAVING or self._talk is None:
            return
        self._talk.stopped_at = self._clock.now()
        self._move(_E.SAVED)
        if self._talk.discard:
            self.closing("discard")

    def film_hidden(self, recording_id: str) -> None:
        """End the talk's film when it was withdrawn meanwhile: its key is gone, so must the camera be."""
        if self._talk is None or self._talk.recording_id != recording_id:
            return
        camera_was_on = self._state in CAMERA_ON
        self._filming.capture.hold()
        self._filming.capture.abandon()
        self._end_talk(_E.FILM_GONE)
        if camera_was_on:
            self._lamp.sound(Tone.STOP)

    def sound_lost(self) -> None:
        """Say that the film has no sound any more; the klantmanager chooses what to do."""
        self._say(MicrophoneFailed())
        self._lamp.sound(Tone.HELP)
        if self._talk is not None and self._talk.recording_id:
            self._filming.sound_lost(self._talk)

    def fault(self, error: SpiegelboxError) -> None:
        """Fail closed: camera off, words on the screen, the film so far kept."""
        if self._state is _S.HELP and self._notices.says(error.code):
            return  # said already; a fault that comes back twice a second must not sound twice a second
        _log.warning("event=fault code=%s", error.code)
        self._say(error)
        self._move(_E.FAULT)
        self._close_camera()
        self._lamp.sound(Tone.HELP)
        if self._talk is not None:
            self._talk.stopped_at = self._clock.now()

    # -- time ----------------------------------------------------------------------------------

    def tick(self) -> None:
        """Let time pass: timers, the lamp, the tablet's silence, the longest talk."""
        now_s = self._clock.monotonic_s()
        spent_s = now_s - self._since_s
        if self._state in (_S.STARTING, _S.STARTING_AGAIN):
            self._count_down(spent_s)
        elif self._state in self._timers and spent_s >= self._timers[self._state][0]:
            self._expire(self._timers[self._state][1])
        elif self._state is _S.HELP and spent_s >= self._times.closing_s:
            self._leave_talk()
        if self._state in CAMERA_ON:
            self._watch_lamp(now_s)
        if self._state in FILM_OPEN:
            self._watch_length(now_s)
        self._watch_tablet(now_s)
        self._lamp.follow(self._state, sensor_on=self._filming.capture.sensor_on)

    def film_waits(self, row: RecordingRow) -> None:
        """After a power cut: ask "Nog steeds goed?" about the film that boot sealed."""
        self._talk = Talk(row.talk_code, row.klantmanager, row.language, row.people)
        self._talk.recording_id, self._talk.film = row.id, row.film
        self._talk.kept_s, self._talk.stopped_at = row.seconds, row.finished_at
        self._move(_E.FILM_WAITS)

    def shut_down(self) -> None:
        """Close the camera and seal the film; the next boot asks the closing question."""
        capture = self._filming.capture
        capture.hold()
        if self._talk is not None and self._talk.recording_id:
            self._filming.seal_for_boot(self._talk)
        capture.wait()
        if self._talk is not None:
            self._talk.forget_keys()
        self._lamp.follow(_S.IDLE, sensor_on=capture.sensor_on)

    # -- private -------------------------------------------------------------------------------

    def _move(self, event: TalkEvent) -> None:
        self._state = next_talk_state(self._state, event)
        self._since_s = self._clock.monotonic_s()
        self._lamp.follow(self._state, sensor_on=self._filming.capture.sensor_on)

    def _current(self, code: str, *states: TalkState) -> Talk:
        """Return the talk when the screen speaks of the one in the room. Raises: WrongState."""
        if self._talk is None or self._talk.code != code or (states and self._state not in states):
            raise WrongState
        return self._talk

    def _open_camera(self) -> None:
        again = self._state is _S.ALLOWED_AGAIN
        try:
            self._filming.check_room()
            self._check_clock()
        except (DiskFull, ClockUnknown) as refusal:
            self._lamp.sound(Tone.HELP)
            if again:
                self._move(_E.PAUSE)
            else:
                self._end_talk(_E.TAKE_BACK)
            self._say(refusal)
            return
        self._notices.clear()
        self._lamp.turn_red()  # LightFailed ends here, before the camera is touched
        self._move(_E.PRESS)
        self._filming.capture.open()

    def _check_clock(self) -> None:
        if not self._clock.is_known():
            raise ClockUnknown

    def _count_down(self, spent_s: float) -> None:
        capture = self._filming.capture
        if spent_s < self._times.countdown_s:
            return
        if capture.picture_seen and capture.sound_seen:
            assert self._talk is not None  # noqa: S101 - the table: no countdown without a talk
            self._lamp.must_be_red()
            self._filming.begin(self._talk)
            self._move(_E.COUNTED_DOWN)
            self._lamp.sound(Tone.START)
        elif spent_s > self._times.warm_up_s:
            raise MicrophoneFailed("no sound") if capture.picture_seen else CameraFailed("no picture")

    def _cancel(self, event: TalkEvent) -> None:
        """A second press within 3-2-1: nothing was kept, and the camera goes off again."""
        assert self._talk is not None  # noqa: S101 - the table: no countdown without a talk
        if self._talk.recording_id:
            self._stop(event) if event is _E.LONG_PRESS else self._move(event)
        else:
            self._end_talk(event)
        self._close_camera()

    def _stop(self, event: TalkEvent) -> None:
        if self._state is _S.STARTING:
            self._cancel(event)
            return
        camera_was_on = self._state in CAMERA_ON
        self._move(event)
        self._close_camera()
        self._lamp.sound(Tone.STOP)
        if not camera_was_on:  # paused: the camera is off already and nobody will tell us so again
            self.camera_closed()

    def _close_camera(self) -> None:
        if self._talk is not None:
            self._talk.pause_clock(self._clock.monotonic_s())
        self._filming.capture.hold()

    def _expire(self, event: TalkEvent) -> None:
        if event is _E.ALLOW_EXPIRED:
            self._move(event)
        else:
            self._leave_talk()
            self._end_talk(event)
            if event is _E.CONSENT_EXPIRED:
                self._say(TokenExpired())

    def _leave_talk(self) -> None:
        """Close a film whose question nobody answered: silence keeps it in its window, unconfirmed."""
        if self._talk is not None and self._talk.recording_id:
            talk, self._talk = self._talk, None
            self._filming.end(talk, confirmed=False)

    def _end_talk(self, event: TalkEvent) -> None:
        talk, self._talk = self._talk, None
        self._notices.clear()
        if talk is not None:
            talk.forget_keys()
        self._move(event)

    def _say(self, error: SpiegelboxError) -> None:
        self._notices.say(error, now_s=self._clock.monotonic_s())

    def _watch_lamp(self, now_s: float) -> None:
        if now_s - self._light_checked_s >= self._times.light_s:
            self._light_checked_s = now_s
            self._lamp.must_be_red()

    def _watch_length(self, now_s: float) -> None:
        assert self._talk is not None  # noqa: S101 - the table: no film without a talk
        film_s = self._talk.film_s(now_s)
        if film_s >= self._times.limit_s and self._state is not _S.SAVING:
            self._stop(_E.LIMIT)
        elif film_s >= self._times.remind_s and not self._talk.reminded:
            self._talk.reminded = True
            self._lamp.sound(Tone.STILL_THERE)

    def _watch_tablet(self, now_s: float) -> None:
        """A tablet that is silent for long is gone: pause first, then stop (the button always works)."""
        silent_s = now_s - self._tablet_s
        gone = (self._state in CAMERA_ON or self._state is _S.ALLOWED_AGAIN) and (
            silent_s > self._times.tablet_pause_s
        )
        if gone and self._state is _S.STARTING:
            self._cancel(_E.CLIENT_GONE)
        elif gone:
            self._move(_E.CLIENT_GONE)
            self._close_camera()
        elif self._state is _S.PAUSED and silent_s > self._times.tablet_stop_s:
            self._stop(_E.CLIENT_GONE)
