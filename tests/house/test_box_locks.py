"""The locks of a box hold what the lock of the whole project holds, and each process only its own part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*==[^\s;]+)", flags=re.MULTILINE)


def _pins(path: Path) -> set[str]:
    return set(PINNED.findall(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("process", ["recorder", "sync", "console"])
def test_a_box_runs_the_versions_that_were_tested(process: str, project: Path) -> None:
    assert _pins(project / f"image/box/{process}.txt") <= _pins(project / "requirements.txt")


def test_the_process_with_the_keys_carries_the_least(project: Path) -> None:
    names = {pin.split("==")[0] for pin in _pins(project / "image/box/recorder.txt")}
    assert names == {"cryptography", "cffi", "pycparser", "tomli-w", "av"}


def test_no_lock_names_a_registry(project: Path) -> None:
    for lock in (project / "image/box").glob("*.txt"):
        assert "://" not in lock.read_text(encoding="utf-8")
