"""What the state file keeps, and what it forgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.domain.errors import TokenUsed, UnknownRecording
from appliance.domain.recording import RecordingState, Standing
from appliance.domain.retention import Deadlines
from appliance.store.state import RecordingRow, StateDb

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
TAGS = {"client": b"c" * 8, "maatje": b"m" * 8}


def _row(number: int = 1, **changes: object) -> RecordingRow:
    row = RecordingRow(
        id=f"{number:032x}",
        film=f"{number + 100:032x}",
        standing=Standing(RecordingState.RECORDING),
        talk_code="MEREL-4172",
        klantmanager="anna",
        language="nl",
        people=("client",),
        purposes=("self", "coach"),
        text_hash="sha256:" + "0" * 64,
        started_at=AT,
        dates=Deadlines(AT + timedelta(days=14), AT + timedelta(days=180)),
        on_silence="destroy",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def test_a_recording_comes_back_as_it_went_in(tmp_path: Path) -> None:
    row = _row(
        standing=Standing(RecordingState.FROZEN, RecordingState.CONFIRMED),
        finished_at=AT + timedelta(minutes=40),
        seconds=2400.5,
        sound=False,
        gaps=(12.5, 300.0),
        unfinished_cuts=((1.0, 2.0),),
        asks_at_boot=True,
        dates=Deadlines(AT, AT + timedelta(days=1), AT + timedelta(days=2)),
        size_bytes=5,
        sha256="ab",
        on_silence="release",
        end_reason="withdrawn",
        ended_at=AT + timedelta(days=3),
        recalled=True,
        erased_at=AT + timedelta(days=4),
    )
    db = StateDb(tmp_path / "state.sqlite")
    db.begin(row, jti="j1", tags=TAGS)
    db.close()
    assert StateDb(tmp_path / "state.sqlite").recording(row.id) == row


def test_a_token_makes_one_recording(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    db.begin(_row(1), jti="once", tags=TAGS)
    with pytest.raises(TokenUsed):
        db.begin(_row(2), jti="once", tags=TAGS)
    assert [row.id for row in db.recordings()] == [_row(1).id]
    assert db.token_is_used("once")


def test_a_buried_recording_leaves_no_person_behind(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    db = StateDb(path)
    db.begin(_row(), jti="j", tags=TAGS)
    db.bury(replace(_row(), end_reason="withdrawn"), destroyed_at=AT, declaration="note\n")
    with pytest.raises(UnknownRecording):
        db.recording(_row().id)
    assert db.tombstones() == {_row().film: "withdrawn"}
    for file in tmp_path.iterdir():  # the write-ahead log too, while the box goes on
        assert b"MEREL-4172" not in file.read_bytes()
        assert b"anna" not in file.read_bytes()


def test_states_select_and_films_find(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    db.begin(_row(1), jti="a", tags={"client": b"1" * 8})
    db.begin(_row(2, standing=Standing(RecordingState.RELEASED)), jti="b", tags={"client": b"2" * 8})
    assert [r.id for r in db.recordings(RecordingState.RELEASED)] == [_row(2).id]
    assert db.by_film(_row(2).film).id == _row(2).id


def test_everybody_s_code_finds_the_recording_and_tells_whose_it_is(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    db.begin(_row(1), jti="a", tags=TAGS)
    db.begin(_row(2), jti="b", tags={"client": b"2" * 8})
    assert db.by_code_tag(TAGS["client"]) == (_row(1), "client")
    assert db.by_code_tag(TAGS["maatje"]) == (_row(1), "maatje")
    with pytest.raises(UnknownRecording):
        db.by_code_tag(b"x" * 8)


def test_who_comes_in_later_gets_a_code_beside_those_that_were_there(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    db.begin(_row(), jti="a", tags=TAGS)
    wider = replace(_row(), people=("client", "maatje", "ander"), purposes=("self",))
    db.go_on(wider, jti="b", tags={"ander": b"a" * 8}, at=AT)
    assert [db.by_code_tag(tag)[1] for tag in (*TAGS.values(), b"a" * 8)] == ["client", "maatje", "ander"]
    assert db.recording(_row().id).purposes == ("self",)


def test_a_used_token_brings_nobody_in(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    db.begin(_row(), jti="a", tags=TAGS)
    with pytest.raises(TokenUsed):
        db.go_on(replace(_row(), people=("client", "ander")), jti="a", tags={"ander": b"a" * 8}, at=AT)
    assert db.recording(_row().id).people == ("client",)
    with pytest.raises(UnknownRecording):
        db.by_code_tag(b"a" * 8)


def test_saving_what_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownRecording):
        StateDb(tmp_path / "state.sqlite").save(_row())


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    with pytest.raises(RuntimeError), db.transaction():
        db.set_fact("salt", "x")
        raise RuntimeError
    assert db.fact("salt") is None


def test_counters_count_per_month(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    for at in (AT, AT, AT + timedelta(days=40)):
        db.count("no", at)
    assert db.counters() == {"2026-11": {"no": 2}, "2026-12": {"no": 1}}


def test_what_is_written_over_and_over_does_not_pile_up_beside_the_file(tmp_path: Path) -> None:
    db = StateDb(tmp_path / "state.sqlite")
    for number in range(500):
        with db.transaction():
            db.set_fact("now", str(number))
    beside = sum(file.stat().st_size for file in tmp_path.iterdir() if file.name != "state.sqlite")
    assert beside < 256 * 1024
