"""What can break on a box, broken on the kernel's own devices while it films: one chapter a part.

Each chapter films, breaks something, and notes what the lamp, the tablet and beheer then say, and what lies
sealed. Then the part comes back and the box must be well again. Runs as root inside the virtual machine.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from tests.system.virtual.header import BUTTON, Header
from tests.system.virtual.room import Room

RECORDINGS = Path("/var/lib/spiegelbox/recordings")
_PLATFORM = Path("/sys/bus/platform/drivers")
_CAMERA, _SOUND = ("vivid", "vivid.0"), ("snd_aloop", "snd_aloop.0")
_BEFORE_S = 2.0


class Faults:
    """``recorder`` and ``hum`` are started anew where a fault takes them along."""

    def __init__(
        self, header: Header, room: Room, *, recorder: Callable[[], int], hum: Callable[[], Any]
    ) -> None:
        self.header, self.room = header, room
        self._recorder, self._hum = recorder, hum

    def camera_is_unplugged(self) -> dict[str, Any]:
        with self._a_talk() as said:
            _unbind(_CAMERA)
            self._ends(said)
            _bind(_CAMERA)
            _no_letters()
        return said

    def camera_freezes(self) -> dict[str, Any]:
        """The camera is there and gives no picture any more: closing it must not hang either."""
        with self._a_talk() as said:
            _control("percentage_of_dropped_buffers", 100)
            self._ends(said)
            _control("percentage_of_dropped_buffers", 0)
        return said

    def camera_is_covered(self) -> dict[str, Any]:
        with self._a_talk() as said:
            _control("test_pattern", 5)  # 100% Black
            self._ends(said)
            _control("test_pattern", 0)
        return said

    def microphone_is_unplugged(self) -> dict[str, Any]:
        with self._a_talk() as said:
            hum = self._hum()
            hum.kill()
            hum.wait()
            # The kernel lets go of a card only when nobody holds it any more.
            leaving = Thread(target=_unbind, args=(_SOUND,))
            leaving.start()
            self.room.until(self.room.says, "the tablet says so")
            said |= self._now()
            self.room.film(_BEFORE_S)
            said["goes_on"] = True
            self.header.press()
            self.room.reach("closing")
            leaving.join(60)
            said["card_was_let_go"] = not leaving.is_alive()
            _bind(_SOUND)
        return said

    def card_becomes_read_only(self) -> dict[str, Any]:
        """As a kernel does with a card whose errors it no longer trusts."""
        with self._a_talk() as said:
            Path("/proc/sysrq-trigger").write_text("u")
            self._ends(said)
            for place in ("/", "/var/lib/spiegelbox"):
                subprocess.run(["mount", "-o", "remount,rw", place], check=True)
        return said

    def card_hangs(self) -> dict[str, Any]:
        """Every write waits, as with a card that is busy with itself."""
        with self._a_talk() as said:
            subprocess.run(["fsfreeze", "--freeze", "/var/lib/spiegelbox"], check=True)
            self.room.until(lambda: self.header.lamp() == "dark", "the lamp goes dark")
            said["lamp"] = self.header.lamp()
            subprocess.run(["fsfreeze", "--unfreeze", "/var/lib/spiegelbox"], check=True)
            self._ends(said)
        return said

    def recorder_stands_still(self) -> dict[str, Any]:
        """For a second and a half nothing of ours runs: the microphone's buffer overflows."""
        with self._a_talk() as said:
            recorder = self._recorder()
            os.kill(recorder, signal.SIGSTOP)
            time.sleep(1.5)
            os.kill(recorder, signal.SIGCONT)
            self.room.film(_BEFORE_S)
            said |= self._now()
            self.header.press()
            self.room.reach("closing")
        return said

    def button_chatters(self) -> dict[str, Any]:
        """A press of a worn button: it opens and closes a dozen times while it goes down."""
        self.room.everybody_says_yes()
        self.room.reach("consented")
        for _ in range(12):
            self.header.pull(BUTTON, up=False)
            self.header.pull(BUTTON, up=True)
        self.header.press()
        self.room.reach("recording")
        self.room.film(0.5)
        said = self._now()
        self.header.press()
        self.room.reach("closing")
        self._close()
        return said

    def button_sticks(self) -> dict[str, Any]:
        """Held down for ever while it films: the film stops, and beheer reads what is wrong."""
        self.room.everybody_says_yes()
        self.room.reach("consented")
        self.header.press()
        self.room.reach("recording")
        self.room.film(0.5)
        self.header.pull(BUTTON, up=False)
        self.room.until(lambda: not self.room.health()["Knop"]["ok"], "beheer reads it")
        said = self._now()
        self.header.pull(BUTTON, up=True)
        self.room.until(lambda: self.room.health()["Knop"]["ok"], "the button is believed again")
        said["state_after"] = self.room.state()
        if self.room.state() == "help":
            self.room.ask("talk.self_test")
        self.room.reach("closing")
        self._close()
        return said

    # -- private -------------------------------------------------------------------------------

    @contextmanager
    def _a_talk(self) -> Iterator[dict[str, Any]]:
        """Film; let the body break it; keep what there is, and see the box well again."""
        films = len(_films())
        self.room.everybody_says_yes()
        self.room.reach("consented")
        self.header.press()
        self.room.reach("recording")
        self.room.film(_BEFORE_S)
        said: dict[str, Any] = {}
        yield said
        if self.room.state() == "help":
            self.room.ask("talk.self_test")
        self.room.reach("closing")
        said["kept_s"] = self.room.talk()["elapsed_s"]
        self._close()
        said["kept_films"] = len(_films()) - films
        said["well_again"] = (self.room.state(), self.header.lamp())

    def _ends(self, said: dict[str, Any]) -> None:
        self.room.reach("help")
        said |= self._now()

    def _now(self) -> dict[str, Any]:
        bad = {part: told["sentence"] for part, told in self.room.health().items() if not told["ok"]}
        return {
            "state": self.room.state(),
            "says": self.room.says(),
            "lamp": self.header.lamp(),
            "beheer": bad,
        }

    def _close(self) -> None:
        self.room.ask("talk.closing", answer="keep")
        self.room.reach("idle")


def _films() -> list[Path]:
    return sorted(RECORDINGS.glob("*.sealed"))


def _unbind(device: tuple[str, str]) -> None:
    driver, name = device
    (_PLATFORM / driver / "unbind").write_text(name)


def _bind(device: tuple[str, str]) -> None:
    driver, name = device
    (_PLATFORM / driver / "bind").write_text(name)


def _control(name: str, value: int) -> None:
    subprocess.run(["v4l2-ctl", "--device=/dev/video0", f"--set-ctrl={name}={value}"], check=True)


def _no_letters() -> None:
    """A camera that comes back is as it was delivered; the box's has no letters in its picture."""
    deadline = time.monotonic() + 30
    while not Path("/dev/video0").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    _control("osd_text_mode", 2)
