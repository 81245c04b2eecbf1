"""The assembled recorder under people who do anything in any order: Hypothesis presses, asks and waits.

The model knows only what people said and when. What must hold, whatever happened before: the camera is on
only under a red lamp and after a yes; only what was confirmed and outlived its window is handed to sync;
what was withdrawn is gone for good; the keys and the films on the box belong to each other.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from appliance.crypto.keyring import Keyring
from appliance.domain.errors import SpiegelboxError
from appliance.hardware.ports import LightColour
from appliance.store.durable_file import DurableFile
from appliance.store.slot_file import file_slots
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually

ON_BOX = {"recording", "in_review", "confirmed", "released"}
WINDOW = timedelta(days=14)
TAPS = ("talk.pause", "talk.resume", "talk.resume_part", "talk.visit", "talk.stop")


@dataclass
class Said:
    """What one client said about one film, and when it ended."""

    code: str
    talk_code: str
    ended: datetime | None = None
    confirmed: bool = False
    withdrawn: bool = False
    codes: tuple[str, ...] = ()  # of who came in


class People(RuleBasedStateMachine):
    """Everybody in and around the room."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.bench = Bench(Path(self._folder.name))
        self.said: dict[str, Said] = {}
        self.now: Said | None = None
        self.a_yes_stands = False

    def teardown(self) -> None:
        films = self.bench.films_on_disk
        self.bench.shut_down()
        keyring = self.bench.settings.paths.data / "recorder" / "keyring"
        assert set(Keyring(DurableFile(keyring / "ring"), file_slots(keyring)).ids()) == films
        self._folder.cleanup()

    @property
    def state(self) -> str:
        return self.bench.state

    # -- in the room ---------------------------------------------------------------------------

    @precondition(lambda self: self.state in {"idle", "asked", "consented", "closing"})
    @rule(yes=st.sampled_from([True, True, True, False]))
    def a_new_talk(self, yes: bool) -> None:
        self._closed(confirmed=False)
        talk = (
            self.bench.ask_everybody()
            if yes
            else self.bench.ask("talk.ask", klantmanager="anna", language="nl", people=["client"])
        )
        if not yes:
            self.bench.say(talk["talk_code"], "client", "no")
            return
        words = self.bench.hand_in(talk)["review_words"]
        self.now = Said(" ".join(words), talk["talk_code"])
        self.a_yes_stands = True

    @precondition(lambda self: self.state == "consented")
    @rule()
    def take_back(self) -> None:
        self.bench.ask("talk.take_back", talk_code=self.bench.talk["talk_code"])
        self.now, self.a_yes_stands = None, False

    @rule()
    def press(self) -> None:
        self.bench.press()

    @precondition(lambda self: self.state in {"starting", "starting_again"})
    @rule()
    def count_down(self) -> None:
        self.bench.film(3.7)
        self.bench.reach("recording")
        if self.now is not None:
            self.said[self.now.code] = self.now

    @precondition(lambda self: self.state == "recording")
    @rule(seconds=st.sampled_from([0.5, 2.0]))
    def film(self, seconds: float) -> None:
        self.bench.film(seconds)

    @rule(verb=st.sampled_from(TAPS))
    def anybody_taps(self, verb: str) -> None:
        with suppress(SpiegelboxError):
            self.bench.ask(verb)
            if verb == "talk.visit":
                eventually(lambda: not self.bench.camera.is_open(), "the camera closes")
                self.a_yes_stands = False

    @precondition(lambda self: self.state == "visited")
    @rule(yes=st.sampled_from([True, True, False]))
    def a_visitor_is_asked(self, yes: bool) -> None:
        """Everybody is asked anew; after a no, and without a token, the camera stays off."""
        talk = self.bench.talk["talk_code"]
        people = self.bench.ask("talk.ask_again", talk_code=talk, role="ander")["people"]
        *before, visitor = people
        for person in before:
            self.bench.say(talk, person, "yes")
        self.a_yes_stands = False
        if not yes:
            self.bench.say(talk, visitor, "no")
            return
        said = self.bench.say(talk, visitor, "yes")
        facts = {"box": "bench", "room": "Kamer 1", "boot": self.bench.ask("status")["boot"]}
        asked = {**facts, "talk_code": talk, "people": people, "purposes": said["purposes"]}
        answer = self.bench.hand_in({**asked, "max_duration_s": 90 * 60})
        if self.now is not None:
            self.now.codes += tuple(self.bench.codes_of(answer).values())
        self.a_yes_stands = True

    @precondition(lambda self: self.state == "visited")
    @rule()
    def a_visitor_leaves(self) -> None:
        self.bench.ask("talk.visitor_left")
        self.a_yes_stands = True

    @precondition(lambda self: self.state == "closing")
    @rule(answer=st.sampled_from(["keep", "look", "discard"]))
    def answer_still_all_right(self, answer: str) -> None:
        self.bench.ask("talk.closing", answer=answer)
        if answer == "discard" and self.now is not None:
            self.now.withdrawn = True
        self._closed(confirmed=answer == "keep")

    # -- afterwards ----------------------------------------------------------------------------

    @precondition(lambda self: self.state == "idle")
    @rule(days=st.sampled_from([0.5, 10, 20]))
    def days_go_by(self, days: float) -> None:
        self.bench.days_pass(days)
        self.bench.recorder.housekeep()

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def a_client_withdraws(self, data: st.DataObject) -> None:
        said = data.draw(st.sampled_from(sorted(self.said.values(), key=lambda s: s.talk_code)))
        with suppress(SpiegelboxError):
            self.bench.ask("withdraw.by_code", code=data.draw(st.sampled_from((said.code, *said.codes))))
            said.withdrawn = True

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def a_client_looks_back_and_says_yes(self, data: st.DataObject) -> None:
        said = data.draw(st.sampled_from(sorted(self.said.values(), key=lambda s: s.talk_code)))
        with suppress(SpiegelboxError):
            playback = self.bench.ask("review.open", code=said.code)["playback"]
            self.bench.ask("review.confirm", playback=playback)
            said.confirmed = True

    @precondition(lambda self: self.state == "idle")
    @rule()
    def the_recorder_starts_again(self) -> None:
        self.bench.shut_down()
        self.bench.boot()

    # -- what must hold ------------------------------------------------------------------------

    @invariant()
    def the_camera_is_on_only_under_a_red_lamp_after_a_yes(self) -> None:
        if self.bench.camera.is_open():
            assert self.bench.light.colour is LightColour.RED
            assert self.a_yes_stands

    @invariant()
    def a_film_is_on_the_box_exactly_while_its_recording_is(self) -> None:
        eventually(
            lambda: (
                len(self.bench.films_on_disk) == sum(r["state"] in ON_BOX for r in self.bench.recordings())
            ),
            "films and recordings agree",
        )

    @invariant()
    def only_what_was_confirmed_and_outlived_its_window_is_handed_out(self) -> None:
        by_talk = {said.talk_code: said for said in self.said.values()}
        for recording in self.bench.recordings():
            if recording["state"] in {"released", "in_store"}:
                said = by_talk[recording["talk_code"]]
                assert said.confirmed
                assert not said.withdrawn
                assert said.ended is not None
                assert self.bench.clock.now() >= said.ended + WINDOW

    @invariant()
    def what_was_withdrawn_is_gone(self) -> None:
        there = {r["talk_code"] for r in self.bench.recordings() if r["state"] in ON_BOX}
        assert there.isdisjoint(said.talk_code for said in self.said.values() if said.withdrawn)

    def _closed(self, *, confirmed: bool) -> None:
        if self.now is not None and self.now.code in self.said:
            self.now.ended = self.bench.clock.now()
            self.now.confirmed = confirmed
        self.now, self.a_yes_stands = None, False


TestAnybodyDoesAnything = People.TestCase
TestAnybodyDoesAnything.settings = settings(
    max_examples=10,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
