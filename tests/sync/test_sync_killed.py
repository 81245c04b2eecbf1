"""kill -9 of a real process with the real rclone, before every step of an upload and of an erasure."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.sync.fakes import HEADER, FakeRecorder
from tests.sync.servers.places import Place
from tests.sync.servers.town import Town

ID = "0123456789abcdef0123456789abcdef"
PAYLOAD = bytes(index % 251 for index in range(2000))  # two parts of 1,500 with the header
UPLOAD_STEPS = 3 + 8 + 5
ERASE_STEPS = 5
KINDS = ("local", "sftp-only")


def run(base: Path, steps: int) -> int:
    """Run a sync process for so many steps; return its exit status."""
    command = [sys.executable, "-m", "tests.sync.killed_at_step", str(base), str(steps)]
    return subprocess.run(command, check=False, timeout=60).returncode


def make_box(base: Path, place: Place) -> FakeRecorder:
    base.mkdir()
    (base / "place.json").write_text(json.dumps({"store": asdict(place.store), "secrets": place.secrets}))
    recorder = FakeRecorder(base / "recorder")
    recorder.release(ID, PAYLOAD)
    return recorder


def killed_once(base: Path, place: Place, steps: int) -> list[str]:
    """Kill an upload before a step and let the next process finish; return the steps that were done."""
    recorder = make_box(base, place)
    assert run(base, steps) == -signal.SIGKILL
    assert recorder.state(ID) == "released"
    assert run(base, 1000) == 0
    assert recorder.state(ID) == "in_store"
    content = place.content()
    assert sorted(content) == [f"{ID}/{name}" for name in ("manifest.json", "part-00000", "part-00001")]
    assert content[f"{ID}/part-00000"] + content[f"{ID}/part-00001"] == HEADER + PAYLOAD
    noted = (base / "walked").read_text().splitlines()
    return noted[:steps] + noted[steps + 1 :]  # the one before which it was killed was noted, not done


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", range(0, UPLOAD_STEPS, 2))
def test_an_upload_killed_before_any_step_is_finished_by_the_next_process(
    tmp_path: Path, town: Town, kind: str, first: int
) -> None:
    places = [town(kind), town(kind)]
    with ThreadPoolExecutor(2) as both:  # the processes mostly wait for rclone
        walks = both.map(
            lambda place, steps: killed_once(tmp_path / f"{steps}", place, steps), places, (first, first + 1)
        )
    for steps in walks:
        assert steps.count("upload put-part") == 2  # no part goes up a second time


@pytest.mark.parametrize(("kind", "steps"), [(kind, steps) for kind in KINDS for steps in range(ERASE_STEPS)])
def test_an_erasure_killed_before_any_step_is_finished_by_the_next_process(
    tmp_path: Path, town: Town, kind: str, steps: int
) -> None:
    place = town(kind)
    base = tmp_path / "box"
    recorder = make_box(base, place)
    assert run(base, UPLOAD_STEPS - 2) == -signal.SIGKILL
    recorder.withdraw(ID)
    assert run(base, steps) == -signal.SIGKILL
    assert recorder.state(ID) == "recalling"
    assert run(base, 1000) == 0
    assert recorder.state(ID) == "erased"
    assert place.content() == {}
