"""A box that has been in use keeps everything when a new version brings its state file up to date."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.domain.errors import StateFileTooNew
from appliance.domain.recording import RecordingState
from appliance.store.schema import STEPS, bring_up_to_date
from appliance.store.state import StateDb

OLD_ROW = {
    "id": "1" * 32,
    "film": "2" * 32,
    "state": "in_review",
    "talk_code": "MEREL-4172",
    "klantmanager": "anna",
    "language": "nl",
    "people": '["client"]',
    "purposes": '["self"]',
    "text_hash": "sha256:0",
    "code_tag": "ab" * 8,
    "started_at": "2026-11-02T10:00:00+00:00",
    "finished_at": "2026-11-02T10:40:00+00:00",
    "seconds": 2400.0,
    "sound": 1,
    "gaps": "[]",
    "unfinished_cuts": "[]",
    "asks_at_boot": 0,
    "review_ends": "2026-11-16T10:40:00+00:00",
    "retention_ends": "2027-05-01T10:40:00+00:00",
    "size_bytes": 5,
    "sha256": "ab",
    "end_reason": "",
}


def _first_version(path: Path) -> None:
    db = sqlite3.connect(path)
    for statement in STEPS[0].split(";\n"):
        db.execute(statement)
    names = ", ".join(OLD_ROW)
    db.execute(
        f"INSERT INTO recording ({names}) VALUES ({', '.join('?' * len(OLD_ROW))})",  # noqa: S608 - our own
        tuple(OLD_ROW.values()),
    )
    db.execute("PRAGMA user_version=1")
    db.commit()
    db.close()


def test_the_code_on_a_slip_of_before_still_finds_its_recording_and_is_the_client_s(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    _first_version(path)
    row, person = StateDb(path).by_code_tag(bytes.fromhex(str(OLD_ROW["code_tag"])))
    assert (row.id, row.standing.state, person) == (OLD_ROW["id"], RecordingState.IN_REVIEW, "client")
    assert row.dates.review_ends.isoformat() == OLD_ROW["review_ends"]


def test_a_step_is_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    _first_version(path)
    for _ in range(2):
        db = StateDb(path)
        assert len(db.recordings()) == 1
        db.close()
    (version,) = sqlite3.connect(path).execute("PRAGMA user_version").fetchone()
    assert version == len(STEPS)


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    _first_version(path)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE code_tag (in_the_way TEXT)")
    with pytest.raises(sqlite3.OperationalError):
        bring_up_to_date(db)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT code_tag FROM recording").fetchone() == (OLD_ROW["code_tag"],)


def test_a_file_of_a_later_version_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version={len(STEPS) + 1}")
    db.commit()
    with pytest.raises(StateFileTooNew):
        StateDb(path)


def test_a_film_that_an_earlier_version_left_open_gets_the_dates_of_the_usual_policy(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    _first_version(path)
    db = sqlite3.connect(path)
    db.execute("UPDATE recording SET state='recording', review_ends=NULL, retention_ends=NULL")
    db.commit()
    db.close()
    (row,) = StateDb(path).recordings()
    assert row.dates.review_ends - row.started_at == timedelta(days=14)
    assert row.dates.retention_ends - row.started_at == timedelta(days=180)
    assert row.on_silence == "destroy"
