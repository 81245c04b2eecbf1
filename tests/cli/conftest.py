"""A desk with a recording in parts on it, and its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.open_desk import IDENTITY, PART_BYTES, SEALED, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, tmp_path / "opname", tmp_path / "key.txt", tmp_path / "film.mp4")
    desk.recording.mkdir()
    for index, start in enumerate(range(0, len(SEALED), PART_BYTES)):
        desk.part(index).write_bytes(SEALED[start : start + PART_BYTES])
    desk.key.write_text(f"# self\n{IDENTITY}\n", encoding="utf-8")
    return desk
