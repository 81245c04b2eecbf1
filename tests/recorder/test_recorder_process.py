"""The recorder as a real process: how it starts, refuses, keeps its secrets and ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.cli.demo.wires import Wires
from appliance.control import ControlClient, new_token_key
from appliance.settings.model import Settings, Users
from appliance.settings.writer import dumps
from tests.bench.one_talk import consent
from tests.bench.processes import settings_of
from tests.recorder.eventually import PATIENCE_S, eventually


class Process:
    """One recorder process on a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token_key = new_token_key()
        self.settings = settings_of(folder, self.token_key)
        self.process: subprocess.Popen[str] | None = None

    def run(self, settings: Settings | None = None, *more: str) -> subprocess.Popen[str]:
        path = self.folder / "settings.toml"
        path.write_text(dumps(settings or self.settings))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "appliance.recorder", "--settings", str(path), *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self.process

    def start(self) -> subprocess.Popen[str]:
        process = self.run(None, "--simulated", str(self.folder / "w"), "--day-s", "86400")
        assert process.stdout is not None
        assert process.stdout.readline() == "klaar\n"
        return process

    def refusal(self, settings: Settings | None = None, *more: str) -> str:
        _, said = self.run(settings, *more).communicate(timeout=60)
        assert self.process is not None
        assert self.process.returncode == 1
        assert "Traceback" not in said
        return said

    def filming(self) -> ControlClient:
        console = ControlClient(self.settings.paths.run / "console.sock", timeout_s=30)
        consent(console, self.token_key)
        wires = Wires(self.folder / "w")
        wires.button(down=True)
        wires.button(down=False)
        eventually(self._film_grows, "the film grows")
        return console

    def _film_grows(self) -> bool:
        films = self.settings.paths.data / "recordings"
        return any(film.stat().st_size > 100_000 for film in films.glob("*.sealed"))


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Process]:
    made = Process(tmp_path)
    yield made
    if made.process is not None:
        made.process.kill()
        made.process.communicate()


def _status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


def test_its_memory_stays_in_memory_and_makes_no_core(box: Process) -> None:
    process = box.start()
    assert _status(process.pid, "VmLck") > 0
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_a_term_while_filming_seals_the_film_and_the_next_start_asks_about_it(box: Process) -> None:
    process = box.start()
    box.filming()
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_S) == 0
    box.start()
    console = ControlClient(box.settings.paths.run / "console.sock", timeout_s=30)
    talk = console.ask("status")["talk"]
    assert (talk["state"], bool(talk["stopped_at"])) == ("closing", True)


def test_a_kill_while_filming_loses_no_sealed_fragment_and_ends_the_process_with_the_code(
    box: Process,
) -> None:
    process = box.start()
    box.filming()
    eventually(lambda: _every_child(process.pid), "the process that knows the code is seen")
    workers = _every_child(process.pid)
    process.kill()
    process.wait(PATIENCE_S)
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "the code is gone too")
    box.start()
    console = ControlClient(box.settings.paths.run / "console.sock", timeout_s=30)
    assert console.ask("status")["talk"]["state"] == "closing"


def _every_child(pid: int) -> list[int]:
    """Return the processes whose parent this is, whichever of its threads started them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone in the meantime
            fields = stat.read_text().rsplit(")", 1)[1].split()
            if int(fields[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def test_a_second_recorder_on_the_same_box_is_refused(box: Process, tmp_path: Path) -> None:
    first = box.start()
    said = box.refusal(None, "--simulated", str(tmp_path / "w2"))
    assert first.poll() is None
    first.kill()
    first.communicate()
    assert "draait" in said


def test_a_settings_file_with_faults_names_them_all(box: Process) -> None:
    policy = replace(box.settings.policy, review_window_days=0, retention_days=-1, max_talk_minutes=1)
    said = box.refusal(replace(box.settings, policy=policy), "--simulated", "w")
    for key in ("review_window_days", "retention_days", "max_talk_minutes"):
        assert key in said


def test_a_user_that_does_not_exist_is_named(box: Process) -> None:
    said = box.refusal(
        replace(box.settings, users=Users(console="niemand-hier", sync="root")), "--simulated", "w"
    )
    assert "niemand-hier" in said


def test_a_file_that_is_no_video_is_refused_before_anything_starts(box: Process, tmp_path: Path) -> None:
    text = tmp_path / "brief.mp4"
    text.write_text("Geachte heer, mevrouw")
    said = box.refusal(None, "--simulated", str(tmp_path / "w"), "--input", str(text))
    assert "geen video" in said


def test_without_hardware_it_says_which_part_is_missing_and_what_to_do(box: Process) -> None:
    said = box.refusal()
    assert "knop" in said
    assert "spiegelbox check --hardware" in said
