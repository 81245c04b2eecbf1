"""Runs as root inside the virtual machine: one act of the story, as the kernel's command line names it.

People press and consent; what the box then shows and says goes to /test/ACT.json. The host's
test judges it (tests/system/virtual_machine.py).
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.append("/project")

from tests.system.virtual.faults import Faults
from tests.system.virtual.header import Header
from tests.system.virtual.processes import keep_time, start_hum, start_recorder, start_sync
from tests.system.virtual.room import Room

RECORDINGS, STORE = Path("/var/lib/spiegelbox/recordings"), Path("/srv/store")

found: dict[str, Any] = {}


class Story:
    """What happens to the box, one chapter after another."""

    def __init__(self, *, recorder: Callable[[], int], hum: Callable[[], Any]) -> None:
        self.header, self.room = Header(), Room()
        self._faults = Faults(self.header, self.room, recorder=recorder, hum=hum)

    def is_switched_on(self) -> None:
        found["watchdog"] = Path("/dev/watchdog0").exists()
        found["lamp"], found["state"] = self.header.lamp(), self.room.state()
        found["health"] = self.room.health()

    def button_without_a_yes(self) -> None:
        self.header.press()
        self.room.until(self.room.says, "words about the press")
        found["without_a_yes"] = {
            "says": self.room.says(),
            "lamp": self.header.lamp(),
            "films": _films(),
            "camera": _camera_is_open(),
        }

    def films_a_talk(self) -> None:
        self.room.everybody_says_yes()
        self.room.reach("consented")
        said = {"allowed": self.header.lamp(), "camera_before": _camera_is_open()}
        self.header.press()
        self.room.reach("starting")
        said["counting"] = self.header.lamp()
        self.room.reach("recording")
        said["recording"] = self.header.lamp()
        self.room.film(5.5)  # it begins at the next keyframe, half a second later at most
        said["camera_while"] = _camera_is_open()
        self.header.press()
        self.room.reach("closing")
        said["closing"], said["camera_after"] = self.header.lamp(), _camera_is_open()
        found["talk"], found["stored"] = said, _stored()
        self._close("keep")

    def power_cut_while_filming(self) -> None:
        """The machine stops in the middle of a film: nothing is sealed, and no file system is put away."""
        self.room.everybody_says_yes()
        self.header.press()
        self.room.reach("recording")
        self.room.film(2.0)
        found["before_the_cut"] = {"elapsed_s": self.room.talk()["elapsed_s"]}
        _write()
        Path("/proc/sysrq-trigger").write_text("b")

    def asks_about_the_torn_film(self) -> None:
        self.room.reach("closing")
        found["after_the_cut"] = {
            "lamp": self.header.lamp(),
            "camera": _camera_is_open(),
            "elapsed_s": self.room.talk()["elapsed_s"],
        }
        self._close("discard")

    def delivers(self) -> None:
        self.room.until(_stored, "the store has it")
        self.room.until(lambda: not _films(), "the box has forgotten it")
        shutil.copytree(STORE, "/test/store")

    def breaks(self, *, fault: str) -> None:
        """Something on the box breaks while it films, and comes back."""
        found[fault] = getattr(self._faults, fault)()

    # -- private -------------------------------------------------------------------------------

    def _close(self, answer: str) -> None:
        self.room.ask("talk.closing", answer=answer)
        self.room.reach("idle")


def _films() -> list[str]:
    return sorted(path.name for path in RECORDINGS.glob("*.sealed"))


def _stored() -> list[str]:
    return sorted(path.name for path in STORE.glob("*/manifest.json"))


def _camera_is_open() -> bool:
    """Look through the open files of every process."""
    links = Path("/proc").glob("[0-9]*/fd/*")
    return "/dev/video0" in {str(link.readlink()) for link in links if link.is_symlink()}


# The microphone last: what hums in the room goes with it.
FAULTS = (
    *("button_chatters", "button_sticks", "camera_is_unplugged", "camera_freezes", "camera_is_covered"),
    *("card_becomes_read_only", "card_hangs", "recorder_stands_still", "microphone_is_unplugged"),
)
Chapter = Callable[[Story], None]
ACTS: dict[str, dict[str, Chapter]] = {
    "monday": {
        "switched on": Story.is_switched_on,
        "a press without a yes": Story.button_without_a_yes,
        "a talk": Story.films_a_talk,
        "a power cut": Story.power_cut_while_filming,
    },
    "friday": {"after the cut": Story.asks_about_the_torn_film, "delivery": Story.delivers},
    "saturday": {fault: partial(Story.breaks, fault=fault) for fault in FAULTS},
}
_ACT = re.findall(r"box\.act=(\S+)", Path("/proc/cmdline").read_text())[0]


def _write() -> None:
    Path(f"/test/{_ACT}.json").write_text(json.dumps(found, indent=1))


def main() -> None:
    keep_time()
    recorder = start_recorder()
    start_sync()
    hum = start_hum()
    story = Story(recorder=lambda: recorder.pid, hum=lambda: hum)
    for title, chapter in ACTS[_ACT].items():
        try:
            chapter(story)
        except Exception:  # noqa: BLE001 - told to the host
            found.setdefault("failed", []).append(f"{title}: {traceback.format_exc()}")
        _write()


main()
