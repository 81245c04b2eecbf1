"""Runs as root inside the booted box: a talk from consent to delivery, over nginx, under the real units.

Plays the people through the screens as they are served on port 443, presses the button of the simulated box,
and writes what it found to /test/result.json. The host's test judges it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from appliance.cli.demo.walk.browser import Browser
from appliance.cli.demo.walk.people import YES, ask_client, come_in, take_code
from appliance.cli.demo.walk.scene import FilmedTalk
from appliance.cli.demo.wires import Wires

ROOT = f"https://{os.uname().nodename}"
AS_CONSOLE = ("runuser", "-u", "spiegelbox-console", "--")
CONSOLE = ("/opt/spiegelbox/venv/console/bin/python", "-m", "console")
STATE = ("--state", "/var/lib/spiegelbox/console")
RECORDINGS, STORE = Path("/var/lib/spiegelbox/recordings"), Path("/srv/store")
PASSWORD = "een-heel-lang-wachtwoord"
PATIENCE_S = 60.0
_FILM_S = 3

found: dict[str, Any] = {}


def main() -> None:
    story = Story()
    for chapter in (
        story.boots,
        story.has_a_talk,
        story.delivers,
        story.stops_while_filming,
        story.hangs,
        story.keeps_apart,
    ):
        try:
            chapter()
        except Exception:  # noqa: BLE001 - told to the host
            found.setdefault("failed", []).append(f"{chapter.__name__}: {traceback.format_exc()}")
    Path("/test/result.json").write_text(json.dumps(found, indent=1))


class Story:
    """What the people do, one chapter after another."""

    def __init__(self) -> None:
        self.wires = Wires(Path("/run/spiegelbox-recorder/wires"))
        self.tablet, self.staff = Browser(ROOT), Browser(ROOT)
        self.talk = FilmedTalk()
        self.scene: Any = None

    def boots(self) -> None:
        """How long it took from the start of the machine until S0."""
        begun = int(_show("", "UserspaceTimestampMonotonic"))
        found["s0_after_s"] = (int(_show("recorder", "ActiveEnterTimestampMonotonic")) - begun) / 1e6
        found["light"] = self.wires.state.light

    def has_a_talk(self) -> None:
        """Consent on the tablet, a press, a film, STOP, "Bewaren"."""
        typed = subprocess.run(
            [*AS_CONSOLE, *CONSOLE, "account", *STATE, "--name", "anna", "--role", "klantmanager"],
            input=PASSWORD + "\n",
            text=True,
            capture_output=True,
            check=False,
        )
        found["account"] = typed.returncode, typed.stderr
        demo = SimpleNamespace(
            pairing_path=_as_console("pair", *STATE),
            login=SimpleNamespace(name="anna", password=PASSWORD),
        )
        scene = SimpleNamespace(tablet=self.tablet, staff=self.staff, demo=demo, talk=self.talk)
        self.scene = scene
        come_in(scene)
        self._film(scene)
        self.tablet.go("/")
        self.tablet.press("STOP")
        self._until(lambda: self._state() == "closing", "closing")
        self.tablet.go("/")
        if self.tablet.page.has_button("Stoppen en bewaren"):
            self.tablet.press("Stoppen en bewaren")
        film = next(RECORDINGS.glob("*.sealed"))
        found["film"] = {
            "group": film.group(),
            "owner": film.owner(),
            "mode": oct(film.stat().st_mode & 0o777),
        }
        self.tablet.press("Bewaren")

    def delivers(self) -> None:
        """The window passes, sync brings it away, the box forgets."""
        self._until(lambda: list(STORE.glob("*/manifest.json")), "the store has it")
        self._until(lambda: not list(RECORDINGS.glob("*.sealed")), "the box has forgotten it")
        (manifest,) = STORE.glob("*/manifest.json")
        found["stored"] = sorted(path.name for path in manifest.parent.iterdir())
        found["store_bytes"] = sum(path.stat().st_size for path in STORE.rglob("part-*"))

    def stops_while_filming(self) -> None:
        """A clean stop in the middle of a film: sealed, and asked about after the next start."""
        self._film(self.scene)
        subprocess.run(["systemctl", "stop", "spiegelbox-recorder.service"], check=True)
        found["stopped"] = {
            "result": _show("recorder", "Result"),
            "sealed": len(list(RECORDINGS.glob("*.sealed"))),
            "tails": len(list(RECORDINGS.glob("*.tail"))),
        }
        subprocess.run(["systemctl", "start", "spiegelbox-recorder.service"], check=True)
        self._until(lambda: self._state() == "closing", "the closing question after a stop")
        found["stopped"]["asks"] = True
        self._wires_again()
        self._put_away()

    def hangs(self) -> None:
        """A recorder that hangs while filming is ended by the watchdog, and another asks about the film."""
        self._film(self.scene)
        before = int(_show("recorder", "NRestarts"))
        os.kill(int(_show("recorder", "MainPID")), signal.SIGSTOP)
        begun_s = time.monotonic()
        self._until(lambda: int(_show("recorder", "NRestarts")) > before, "a restart")
        self._until(lambda: _show("recorder", "ActiveState") == "active", "active again")
        found["hung"] = {"seconds": time.monotonic() - begun_s}
        self._until(lambda: self._state() == "closing", "the closing question after a hang")
        found["hung"]["asks"] = True

    def keeps_apart(self) -> None:
        """What each process could reach if it tried: the same units, with a probe in their place."""
        found["probes"] = {}
        for name in ("recorder", "sync", "console"):
            unit = f"spiegelbox-probe-{name}.service"
            subprocess.run(["systemctl", "start", unit], check=False)
            said = Path(f"/test/probe-{name}.json")
            found["probes"][name] = json.loads(said.read_text()) if said.exists() else _journal(unit)
        answer = subprocess.run(
            ["runuser", "-u", "www-data", "--", "python3", "/test/program/probe.py", "nginx"],
            capture_output=True,
            text=True,
            check=False,
        )
        found["probes"]["nginx"] = json.loads(answer.stdout) if answer.returncode == 0 else answer.stderr

    # -- private -------------------------------------------------------------------------------

    def _film(self, scene: Any) -> None:
        ask_client(scene, YES, coach=True)
        take_code(scene)
        self.wires.press()
        self._until(lambda: self._state() == "recording", "recording")
        found.setdefault("red", self.wires.state.light)
        self._until(lambda: self._film_s() >= _FILM_S, "the film grows")

    def _put_away(self) -> None:
        self.tablet.go("/")
        self.tablet.press("Weggooien")
        if self.tablet.page.has_button("Ja, weggooien"):
            self.tablet.press("Ja, weggooien")
        self._until(lambda: self._state() == "idle", "idle again")

    def _wires_again(self) -> None:
        self.wires = Wires(Path("/run/spiegelbox-recorder/wires"))

    def _film_s(self) -> int:
        minutes, seconds = str(self._status().get("elapsed", "00:00")).split(":")
        return 60 * int(minutes) + int(seconds)

    def _state(self) -> str:
        return str(self._status().get("state"))

    def _status(self) -> dict[str, Any]:
        """What the tablet is told each second."""
        try:
            status: dict[str, Any] = json.loads(self.tablet.fetch("/status.json"))
        except Exception:  # noqa: BLE001 - not there yet
            return {}
        return status

    def _until(self, holds: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"never: {what}; {self._status()}")
            time.sleep(0.2)


def _as_console(*words: str) -> str:
    return subprocess.run(
        [*AS_CONSOLE, *CONSOLE, *words], capture_output=True, text=True, check=True
    ).stdout.strip()


def _show(name: str, prop: str) -> str:
    unit = [f"spiegelbox-{name}.service"] if name else []
    return subprocess.run(
        ["systemctl", "show", "--value", "-p", prop, *unit], capture_output=True, text=True, check=True
    ).stdout.strip()


def _journal(unit: str) -> str:
    return subprocess.run(
        ["journalctl", "-u", unit, "--no-pager"], capture_output=True, text=True, check=False
    ).stdout


if __name__ == "__main__":
    main()
