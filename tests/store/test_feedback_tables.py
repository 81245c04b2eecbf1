"""What the disk keeps of feedback: numbers and lines of a month, and no way back to a talk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from appliance.store.state import StateDb

LINES = [f"zin {number}" for number in range(30)]


def test_faces_count_by_month_and_lines_stay_whole(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    for face, line in (("good", "fijn"), ("good", ""), ("bad", "eng")):
        db.feedback.add("2026-11", face=face, line=line)
    db.feedback.add("2026-12", face="good", line="later")
    assert db.feedback.faces("2026-11") == {"good": 2, "bad": 1}
    assert sorted(db.feedback.lines("2026-11")) == ["eng", "fijn"]


def test_neither_the_answer_nor_the_disk_tells_in_which_order_lines_came(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    db = StateDb(path)
    for line in LINES:
        db.feedback.add("2026-11", face="good", line=line)
    assert {tuple(db.feedback.lines("2026-11")) for _ in range(5)} != {tuple(LINES)}
    on_disk = sqlite3.connect(path).execute("SELECT line FROM feedback_line").fetchall()
    assert [line for (line,) in on_disk] != LINES


def test_a_table_of_feedback_has_no_column_that_leads_anywhere(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "state.sqlite")
    StateDb(tmp_path / "state.sqlite")
    columns = {
        table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        for table in ("feedback", "feedback_line")
    }
    assert columns == {"feedback": ["month", "face", "n"], "feedback_line": ["place", "month", "line"]}


def test_after_two_years_it_is_gone(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    db.feedback.add("2024-11", face="good", line="oud")
    db.feedback.add("2024-12", face="good", line="net niet")
    db.feedback.add("2026-12", face="bad", line="nu")
    assert (db.feedback.faces("2024-11"), db.feedback.lines("2024-11")) == ({}, [])
    assert db.feedback.lines("2024-12") == ["net niet"]
