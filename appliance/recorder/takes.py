"""The camera in the room: the hand on the button opens it, and everybody may close it.

Only ``press`` opens the camera, and only where a yes stands. Whatever goes wrong closes it: fail closed,
words on the screen, the film so far kept. Owner's thread.
"""

from __future__ import annotations

import logging

from appliance.domain.errors import (
    CameraFailed,
    ClockUnknown,
    DiskFull,
    MicrophoneFailed,
    SpiegelboxError,
    TokenMissing,
    WrongState,
)
from appliance.domain.light import Tone
from appliance.domain.session import CAMERA_ON, TRANSITIONS, TalkEvent, TalkState
from appliance.hardware.ports import Clock
from appliance.recorder.ending import Ending
from appliance.recorder.filming import Filming
from appliance.recorder.lamp import Lamp
from appliance.recorder.stage import Stage
from appliance.recorder.times import Times
from appliance.store.state import StateDb

_log = logging.getLogger(__name__)
_S, _E = TalkState, TalkEvent
_COUNTING = (_S.STARTING, _S.STARTING_AGAIN)


class Takes:
    """Starts, holds and stops the camera."""

    def __init__(
        self,
        *,
        stage: Stage,
        ending: Ending,
        filming: Filming,
        lamp: Lamp,
        db: StateDb,
        clock: Clock,
        times: Times,
    ) -> None:
        self._stage, self._ending, self._filming = stage, ending, filming
        self._lamp, self._db, self._clock, self._times = lamp, db, clock, times

    # -- the hand on the button ----------------------------------------------------------------

    def press(self) -> None:
        """Take a short press: start where a yes stands, else stop or cancel, else say what is missing."""
        state = self._stage.state
        if state in (_S.CONSENTED, _S.ALLOWED_AGAIN):
            self._open_camera()
        elif state in _COUNTING:
            self.cancel(_E.PRESS)
        elif TRANSITIONS.get((state, _E.PRESS)) is _S.SAVING:
            self.halt(_E.PRESS)
        elif state is not _S.SAVING:
            self._db.count("press-without-token", self._clock.now())
            self._lamp.sound(Tone.HELP)
            if state is not _S.HELP:  # what is wrong there matters more
                self._stage.say(TokenMissing())

    def long_press(self) -> None:
        """Stop whatever runs (five seconds on the button)."""
        if self._stage.state in _COUNTING:
            self.cancel(_E.LONG_PRESS)
        elif (self._stage.state, _E.LONG_PRESS) in TRANSITIONS:
            self.halt(_E.LONG_PRESS)

    # -- what people on the screens do ---------------------------------------------------------

    def pause(self) -> None:
        self._stage.move(_E.PAUSE)
        self._stage.close_camera()

    def allow_again(self) -> None:
        """Take the client's word that filming may go on; the button does it. Raises: WrongState."""
        if self._stage.talk is None or self._stage.talk.keeper is None:  # sealed at boot
            raise WrongState
        self._stage.move(_E.ALLOW_AGAIN)

    def stop(self, *, discard: bool = False) -> None:
        """Stop; with ``discard`` the film is destroyed as soon as the camera is off."""
        if self._stage.talk is not None:
            self._stage.talk.discard = discard
        self.halt(_E.STOP)

    # -- what the capture tells ----------------------------------------------------------------

    def camera_closed(self) -> None:
        """The camera is off and everything filmed lies sealed."""
        stage = self._stage
        if stage.state is not _S.SAVING or stage.talk is None:
            return
        stage.talk.stopped_at = self._clock.now()
        stage.move(_E.SAVED)
        if stage.talk.discard:
            self._ending.closing("discard")

    def film_hidden(self, recording_id: str) -> None:
        """End the talk's film when it was withdrawn meanwhile: its key is gone, so must the camera be."""
        stage = self._stage
        if stage.talk is None or stage.talk.recording_id != recording_id:
            return
        camera_was_on = stage.state in CAMERA_ON
        self._filming.capture.hold()
        self._filming.capture.abandon()
        stage.end(_E.FILM_GONE)
        if camera_was_on:
            self._lamp.sound(Tone.STOP)

    def sound_lost(self) -> None:
        """Say that the film has no sound any more; the klantmanager chooses what to do."""
        self._stage.say(MicrophoneFailed())
        self._lamp.sound(Tone.HELP)
        if self._stage.talk is not None and self._stage.talk.recording_id:
            self._filming.sound_lost(self._stage.talk)

    def fault(self, error: SpiegelboxError) -> None:
        """Fail closed: camera off, words on the screen, the film so far kept."""
        stage = self._stage
        if stage.state is _S.HELP and stage.notices.says(error.code):
            return  # said already; a fault that comes back twice a second must not sound twice a second
        _log.warning("event=fault code=%s", error.code)
        stage.say(error)
        stage.move(_E.FAULT)
        stage.close_camera()
        self._lamp.sound(Tone.HELP)
        if stage.talk is not None:
            stage.talk.asked_as_before()
            stage.talk.stopped_at = self._clock.now()

    def self_test(self) -> None:
        """Look whether the box is well again. Raises: LightFailed, DiskFull, ClockUnknown, WrongState."""
        stage = self._stage
        if stage.state is not _S.HELP:
            raise WrongState
        self._lamp.test()
        self._filming.check_room()
        self._check_clock()
        stage.notices.clear()
        if stage.talk is not None and stage.talk.recording_id:
            stage.move(_E.FILM_WAITS)
        else:
            stage.end(_E.SELF_TEST_OK)

    # -- what time brings ----------------------------------------------------------------------

    def count_down(self) -> None:
        """Keep pictures once 3-2-1 is over and picture and sound are there. Raises: CaptureError."""
        stage, capture = self._stage, self._filming.capture
        spent_s = stage.spent_s
        if spent_s < self._times.countdown_s:
            return
        if capture.picture_seen and capture.sound_seen:
            self._lamp.must_be_red()
            self._filming.begin(stage.filmed())
            stage.move(_E.COUNTED_DOWN)
            self._lamp.sound(Tone.START)
        elif spent_s > self._times.warm_up_s:
            raise MicrophoneFailed("no sound") if capture.picture_seen else CameraFailed("no picture")

    def cancel(self, event: TalkEvent) -> None:
        """A second press within 3-2-1: nothing was kept, and the camera goes off again."""
        stage = self._stage
        if not stage.filmed().recording_id:
            stage.end(event)
        elif event is _E.LONG_PRESS:
            self.halt(event)
        else:
            stage.move(event)
        stage.close_camera()

    def halt(self, event: TalkEvent) -> None:
        """Stop the film for this reason. Raises: WrongState."""
        stage = self._stage
        if stage.state is _S.STARTING:
            self.cancel(event)
            return
        camera_was_on = stage.state in CAMERA_ON
        stage.move(event)
        if stage.talk is not None:
            stage.talk.asked_as_before()
            stage.talk.stopped_by = event.value
        stage.close_camera()
        self._lamp.sound(Tone.STOP)
        if not camera_was_on:  # paused: the camera is off already and nobody will tell us so again
            self.camera_closed()

    # -- private -------------------------------------------------------------------------------

    def _open_camera(self) -> None:
        stage = self._stage
        again = stage.state is _S.ALLOWED_AGAIN
        try:
            self._filming.check_room()
            self._check_clock()
        except (DiskFull, ClockUnknown) as refusal:
            self._lamp.sound(Tone.HELP)
            if again:
                stage.move(_E.PAUSE)
            else:
                stage.end(_E.TAKE_BACK)
            stage.say(refusal)
            return
        stage.notices.clear()
        self._lamp.turn_red()  # LightFailed ends here, before the camera is touched
        stage.move(_E.PRESS)
        self._filming.capture.open()

    def _check_clock(self) -> None:
        if not self._clock.is_known():
            raise ClockUnknown
