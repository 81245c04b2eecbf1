"""kill -9 of a real process with the real rclone, before every step of an upload and of an erasure."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.sync.fakes import HEADER, FakeRecorder

ID = "0123456789abcdef0123456789abcdef"
PAYLOAD = bytes(index % 251 for index in range(2000))  # two parts of 1,500 with the header
UPLOAD_STEPS = 3 + 2 * 3 + 5
ERASE_STEPS = 5


def run(base: Path, steps: int) -> int:
    """Run a sync process for so many steps; return its exit status."""
    command = [sys.executable, "-m", "tests.sync.killed_at_step", str(base), str(steps)]
    return subprocess.run(command, check=False, timeout=60).returncode


def make_box(base: Path) -> FakeRecorder:
    base.mkdir()
    (base / "store").mkdir()
    recorder = FakeRecorder(base / "recorder")
    recorder.release(ID, PAYLOAD)
    return recorder


def killed_once(base: Path, steps: int) -> list[str]:
    """Kill an upload before a step and let the next process finish; return the steps that were done."""
    recorder = make_box(base)
    assert run(base, steps) == -signal.SIGKILL
    assert recorder.state(ID) == "released"
    assert run(base, 1000) == 0
    assert recorder.state(ID) == "in_store"
    folder = base / "store" / ID
    parts = sorted(folder.glob("part-*"))
    assert b"".join(part.read_bytes() for part in parts) == HEADER + PAYLOAD
    assert sorted(each.name for each in folder.iterdir()) == ["manifest.json", "part-00000", "part-00001"]
    noted = (base / "walked").read_text().splitlines()
    return noted[:steps] + noted[steps + 1 :]  # the one before which it was killed was noted, not done


@pytest.mark.parametrize("first", range(0, UPLOAD_STEPS, 2))
def test_an_upload_killed_before_any_step_is_finished_by_the_next_process(tmp_path: Path, first: int) -> None:
    with ThreadPoolExecutor(2) as both:  # the processes mostly wait for rclone
        walks = both.map(lambda steps: killed_once(tmp_path / f"{steps}", steps), (first, first + 1))
    for steps in walks:
        assert steps.count("upload put-part") == 2  # no part goes up a second time


@pytest.mark.parametrize("steps", range(ERASE_STEPS))
def test_an_erasure_killed_before_any_step_is_finished_by_the_next_process(
    tmp_path: Path, steps: int
) -> None:
    base = tmp_path / "box"
    recorder = make_box(base)
    assert run(base, UPLOAD_STEPS - 2) == -signal.SIGKILL
    recorder.withdraw(ID)
    assert run(base, steps) == -signal.SIGKILL
    assert recorder.state(ID) == "recalling"
    assert run(base, 1000) == 0
    assert recorder.state(ID) == "erased"
    assert list((base / "store").iterdir()) == []
