"""The talk in the room, put together: what is asked, what is filmed, how it ends, and what time brings.

The console can ask, answer and stop here, never start: only ``takes.press`` opens the camera. Runs on the
owner's thread only.
"""

from __future__ import annotations

from appliance.domain.people import Children
from appliance.domain.session import TalkState
from appliance.hardware.ports import Clock
from appliance.recorder.consent_desk import ConsentDesk
from appliance.recorder.ending import Ending
from appliance.recorder.filming import Filming
from appliance.recorder.lamp import Lamp
from appliance.recorder.notices import NoticeBoard
from appliance.recorder.questions import Questions
from appliance.recorder.stage import Stage
from appliance.recorder.takes import Takes
from appliance.recorder.talk import Talk, TalkView
from appliance.recorder.times import Times
from appliance.recorder.watch import Watch
from appliance.store.state import StateDb


class Conversation:
    """The rooms around one stage."""

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
        children: Children,
    ) -> None:
        self._times, self._clock, self._lamp, self._capture = times, clock, lamp, filming.capture
        self._stage = stage = Stage(
            clock=clock, lamp=lamp, capture=filming.capture, notices=NoticeBoard(fades_s=times.notice_s)
        )
        self.ending = Ending(stage=stage, filming=filming)
        self.questions = Questions(
            stage=stage,
            ending=self.ending,
            desk=desk,
            filming=filming,
            db=db,
            clock=clock,
            offered=offered,
            children=children,
        )
        self.takes = Takes(
            stage=stage, ending=self.ending, filming=filming, lamp=lamp, db=db, clock=clock, times=times
        )
        self._watch = Watch(
            stage=stage,
            questions=self.questions,
            takes=self.takes,
            ending=self.ending,
            lamp=lamp,
            clock=clock,
            times=times,
        )

    @property
    def state(self) -> TalkState:
        return self._stage.state

    @property
    def quiet_s(self) -> float:
        """Seconds in which nothing happened in the room: no talk that moved, and no word on the tablet."""
        return self._stage.quiet_s

    def ask(self, *, klantmanager: str, language: str, people: tuple[str, ...]) -> Talk:
        """Begin a new talk; asking for one shows that the tablet is there. Raises: see ``Questions.ask``."""
        talk = self.questions.ask(klantmanager=klantmanager, language=language, people=people)
        self._watch.tablet_alive()
        return talk

    def tablet_alive(self) -> None:
        """Note that the tablet in the room asked how things are."""
        self._watch.tablet_alive()

    def tick(self) -> None:
        """Let time pass, and have the lamp show what is true then."""
        self._watch.tick()
        self._lamp.follow(self._stage.state, sensor_on=self._capture.sensor_on)

    def shut_down(self) -> None:
        """Close the camera and seal the film; the next boot asks the closing question."""
        self.ending.shut_down()
        self._lamp.follow(TalkState.IDLE, sensor_on=self._capture.sensor_on)

    def view(self) -> TalkView:
        """Return what a screen may know."""
        stage, now_s = self._stage, self._clock.monotonic_s()
        counting = stage.state in (TalkState.STARTING, TalkState.STARTING_AGAIN)
        return TalkView(
            stage.state,
            stage.talk,
            stage.talk.film_s(now_s) if stage.talk else 0.0,
            max(0.0, self._times.countdown_s - stage.spent_s) if counting else None,
            self._watch.expires_s(),
            stage.notices.read(stage.state, now_s=now_s),
        )
