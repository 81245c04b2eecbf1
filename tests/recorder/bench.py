"""A whole recorder on a workbench: real stores, keys, sockets and films; only hardware and clock are ours.

The camera films when the test says so, time passes when the test says so, and everything is asked over
the real socket.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from appliance.control import (
    ConsentToken,
    ControlClient,
    NoteSigner,
    make_token,
    new_token_key,
    public_key_of,
)
from appliance.control.listening import Endpoint
from appliance.control.messages import Role
from appliance.crypto.identities import new_identity
from appliance.domain.errors import SpiegelboxError
from appliance.hardware.ports import Vitals
from appliance.recorder.assembly import Hardware, Recorder
from appliance.recorder.times import Times
from appliance.settings.model import (
    Box,
    CameraProfile,
    Consent,
    Municipality,
    Paths,
    Policy,
    Purpose,
    Settings,
)
from appliance.settings.writer import dumps
from tests.recorder.eventually import eventually
from tests.recorder.fake_parts import (
    FPS,
    HEIGHT,
    WIDTH,
    BenchButton,
    BenchCamera,
    BenchClock,
    BenchLight,
    BenchMicrophone,
    encoded_second,
)

TEXT = "sha256:" + "a" * 64


class Bench:
    """One box with its people."""

    vitals: Vitals | None = None
    machine_s: Callable[[], float] = time.monotonic  # disks and devices take real time here too

    def __init__(
        self,
        folder: Path,
        *,
        policy: Policy | None = None,
        times: Times | None = None,
        bitrate_kbps: int = 200,
    ) -> None:
        self.folder = folder
        self.clock = BenchClock()
        self.camera, self.microphone = BenchCamera(), BenchMicrophone()
        self.light, self.button = BenchLight(), BenchButton()
        self.identities = {name: new_identity(pq=False) for name in ("self", "coach", "leertafel")}
        self._console_key = new_token_key()
        self._times = times
        self.settings = Settings(
            box=Box(id="bench", room="Kamer 1"),
            municipality=Municipality(
                name="Gemeente Voorbeeld",
                controller="Het college",
                contact_person="Noor",
                contact_phone="0123",
                contact_email="noor@example.org",
                fg_contact="fg@example.org",
            ),
            consent=Consent(console_key=public_key_of(self._console_key), texts=(TEXT,)),
            purposes={
                name: Purpose(title=name, recipients=(str(identity.recipient),))
                for name, identity in self.identities.items()
            },
            policy=policy or Policy(),
            camera=CameraProfile(width_px=WIDTH, height_px=HEIGHT, fps=FPS, bitrate_kbps=bitrate_kbps),
            paths=Paths(data=folder / "data", run=folder / "run"),
        )
        self.boot()

    @classmethod
    def on_disk(cls, folder: Path, *, like: Bench) -> Bench:
        """Boot another box, with new hardware at the same moment, from a copy of a disk."""
        box = cls.__new__(cls)
        box.__dict__.update(like.__dict__)
        box.folder = folder
        box.camera, box.microphone = BenchCamera(), BenchMicrophone()
        box.light, box.button = BenchLight(), BenchButton()
        box.settings = replace(like.settings, paths=Paths(data=folder / "data", run=folder / "run"))
        box.boot()
        return box

    # -- the machine ---------------------------------------------------------------------------

    def boot(self) -> None:
        uid = os.getuid()
        run = self.settings.paths.run
        self.recorder = Recorder(
            self.settings,
            Hardware(
                camera=self.camera,
                microphone=self.microphone,
                button=self.button,
                light=self.light,
                clock=self.clock,
                simulated=True,
                vitals=self.vitals,
            ),
            endpoints={
                Role.CONSOLE: Endpoint(path=run / "console.sock", uid=uid),
                Role.SYNC: Endpoint(path=run / "sync.sock", uid=uid),
                Role.UPDATE: Endpoint(path=run / "update.sock", uid=uid),
            },
            environ={},
            pid=os.getpid(),
            version="0",
            memory_locked=True,
            times=self._times,
            machine_s=self.machine_s,
        )
        self.recorder.start()
        self.console = ControlClient(run / "console.sock", timeout_s=30.0)
        self.sync = ControlClient(run / "sync.sock", timeout_s=30.0)
        self.updater = ControlClient(run / "update.sock", timeout_s=30.0)

    def settings_file(self) -> str:
        """Write the settings as a box reads them; return where. The bench films smaller than a box may."""
        file = self.folder / "settings.toml"
        file.write_text(dumps(replace(self.settings, camera=CameraProfile())), encoding="utf-8")
        return str(file)

    def shut_down(self) -> None:
        self.console.close()
        self.sync.close()
        self.updater.close()
        self.recorder.stop()

    # -- the people ----------------------------------------------------------------------------

    def ask(self, verb: str, **fields: Any) -> dict[str, Any]:
        return self.console.ask(verb, **fields)

    def refused(self, verb: str, **fields: Any) -> str:
        """Ask something that must be refused; return the error's code."""
        try:
            self.console.ask(verb, **fields)
        except SpiegelboxError as error:
            return error.code
        raise AssertionError(f"{verb} was not refused")

    @property
    def talk(self) -> dict[str, Any]:
        talk: dict[str, Any] = self.ask("status", tablet=True)["talk"]
        return talk

    @property
    def state(self) -> str:
        return str(self.talk["state"])

    def reach(self, state: str) -> None:
        eventually(lambda: self.state == state, state, seen=lambda: f"but {self.talk}")

    def ask_everybody(self, *people: str, purposes: tuple[str, ...] = ("self", "coach")) -> dict[str, Any]:
        """A new talk in which everybody says yes; the token is still to come."""
        everybody = list(people or ("client",))
        talk = self.ask("talk.ask", klantmanager="anna", language="nl", people=everybody)
        for person in everybody:
            self.say(talk["talk_code"], person, "yes", purposes=purposes)
        return {**talk, "people": everybody, "purposes": list(purposes)}

    def say(
        self, talk_code: str, person: str, choice: str, *, purposes: tuple[str, ...] = ("self",)
    ) -> dict[str, Any]:
        return self.ask(
            "talk.answer",
            talk_code=talk_code,
            person=person,
            choice=choice,
            purposes=list(purposes),
            text=TEXT,
            read_aloud=False,
            via_tolk=False,
        )

    def token(self, asked: dict[str, Any], /, **changes: Any) -> str:
        """The token our console makes for this talk, with anything in it changed."""
        signer = NoteSigner.from_text(changes.pop("key", self._console_key))
        now = self.clock.now().replace(microsecond=0)
        values: dict[str, Any] = {
            "box": asked["box"],
            "room": asked["room"],
            "boot": asked["boot"],
            "talk": asked["talk_code"],
            "jti": os.urandom(16).hex(),
            "text": TEXT,
            "purposes": tuple(asked["purposes"]),
            "people": tuple(asked["people"]),
            "iat": now,
            "exp": now + timedelta(minutes=15),
            "max_duration_s": asked["max_duration_s"],
        }
        return make_token(signer, ConsentToken(**{**values, **changes}))

    def consent(self, *people: str, purposes: tuple[str, ...] = ("self", "coach")) -> dict[str, Any]:
        """Everybody says yes, with a token; return what the tablet then shows the client."""
        return self.hand_in(self.ask_everybody(*people, purposes=purposes))

    def hand_in(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Bring the token of everybody's yes; return the answer, with the client's own code on top."""
        answer = self.ask("talk.consent", talk_code=asked["talk_code"], token=self.token(asked))
        return {**answer, **next((code for code in answer["codes"] if code["person"] == "client"), {})}

    def press(self) -> None:
        """Press the button, and see that the box took it."""
        self.clock.pass_s(1.0)
        self.button.edge(True, self.clock.monotonic_s())
        self.button.edge(False, self.clock.monotonic_s() + 0.2)
        self.clock.pass_s(0.5)
        self.ask("status")  # comes behind the press in the owner's queue

    def film(self, seconds: float, *, tablet: bool = True) -> None:
        """Let the camera and the microphone deliver while time passes, with or without the tablet there."""
        eventually(self.camera.is_open, "the camera opens")
        for number in range(round(seconds * FPS)):
            at_s = self.clock.monotonic_s()
            self.microphone.deliver(1 / FPS, at_s)
            self.camera.deliver(*encoded_second()[number % FPS], at_s)
            self.clock.pass_s(1 / FPS)
            if number % FPS == 0:
                self.ask("status", tablet=tablet)
                eventually(lambda: self.recorder.capture.waiting < FPS, "the box keeps up")

    def start_filming(self) -> None:
        """Press, and film until the box keeps what it sees: nothing is filmed as 3-2-1 comes to its end.

        So a film is as long as a test films, whenever the recorder happens to look at the clock.
        """
        eventually(lambda: not self.camera.is_open(), "the camera closes after what was filmed before")
        self.press()
        self.film(2.0)
        self.clock.pass_s(1.1)  # 3-2-1 began at the press or, when the box took it late, half a second later
        self.reach("recording")

    def record(self, seconds: float = 3.0, answer: str = "look") -> list[str]:
        """A whole talk; return the words of its review code."""
        code = self.consent()["review_words"]
        self.film_and_close(seconds, answer)
        return list(code)

    def film_and_close(self, seconds: float = 3.0, answer: str = "look") -> None:
        """Film under the yes that stands, and answer "Nog steeds goed?"."""
        self.start_filming()
        self.film(seconds)
        self.ask("talk.stop")
        self.reach("closing")
        self.ask("talk.closing", answer=answer)

    @staticmethod
    def codes_of(consented: dict[str, Any]) -> dict[str, str]:
        """Everybody's code, in words."""
        return {code["person"]: " ".join(code["review_words"]) for code in consented["codes"]}

    def days_pass(self, days: float) -> None:
        self.clock.pass_s(days * 86_400)

    # -- what is there -------------------------------------------------------------------------

    @property
    def films_on_disk(self) -> set[str]:
        return {path.stem for path in self.settings.paths.data.joinpath("recordings").glob("*.sealed")}

    def recordings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("recordings.mine", klantmanager="anna")["recordings"]
        return found

    def reach_recording(self, *states: str) -> None:
        eventually(
            lambda: [r["state"] for r in self.recordings()] == list(states),
            f"recordings {states}",
            seen=lambda: f"but {[r['state'] for r in self.recordings()]}",
        )
