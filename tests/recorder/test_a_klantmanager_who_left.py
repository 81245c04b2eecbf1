"""A klantmanager leaves: what they filmed goes, but for what was agreed with a client or frozen for one."""

from __future__ import annotations

import json

from tests.recorder.bench import Bench

BY = ["noor", "fg"]


def _left(bench: Bench, *keep: str) -> dict[str, int]:
    found: dict[str, int] = bench.ask(
        "recordings.klantmanager_left", klantmanager="anna", by=BY, keep=list(keep)
    )
    return {name: found[name] for name in ("destroyed", "kept")}


def test_what_a_klantmanager_filmed_goes_with_them_but_for_what_was_agreed(bench: Bench) -> None:
    for answer in ("keep", "look", "keep"):
        bench.record(1.0, answer=answer)
    agreed, frozen, _ = (row["id"] for row in bench.recordings())
    bench.ask("recordings.freeze", id=frozen, by=BY, days=30)
    assert _left(bench, agreed) == {"destroyed": 1, "kept": 2}
    assert {row["id"] for row in bench.recordings()} == {agreed, frozen}
    assert len(bench.films_on_disk) == 2


def test_what_lies_in_the_store_is_called_back(bench: Bench) -> None:
    bench.record(1.0, answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    assert _left(bench) == {"destroyed": 1, "kept": 0}
    (job,) = bench.sync.ask("sync.jobs")["erase"]
    bench.sync.ask("sync.erased", id=job["id"])
    declarations = bench.settings.paths.data / "recorder" / "declarations"
    assert any('"klantmanager-left"' in path.read_text() for path in declarations.iterdir())


def test_a_wrong_number_among_what_should_stay_destroys_nothing(bench: Bench) -> None:
    bench.record(1.0, answer="keep")
    asked = {"klantmanager": "anna", "by": BY, "keep": ["0" * 32]}
    assert bench.refused("recordings.klantmanager_left", **asked) == "unknown-recording"
    assert [row["state"] for row in bench.recordings()] == ["confirmed"]


def test_what_others_filmed_stays(bench: Bench) -> None:
    bench.record(1.0, answer="keep")
    gone = bench.ask("recordings.klantmanager_left", klantmanager="bea", by=BY, keep=[])
    assert (gone["destroyed"], gone["kept"]) == (0, 0)
    assert [row["state"] for row in bench.recordings()] == ["confirmed"]


def test_a_recording_is_found_by_its_day_its_room_and_its_klantmanager(bench: Bench) -> None:
    bench.record(1.0)
    day = bench.clock.now().astimezone().date().isoformat()
    found = {
        (room, klantmanager): len(
            bench.ask("recordings.find", date=day, room=room, klantmanager=klantmanager)["recordings"]
        )
        for room in ("kamer 1", "Kamer 2")
        for klantmanager in ("anna", "bea")
    }
    assert found == {
        ("kamer 1", "anna"): 1,
        ("kamer 1", "bea"): 0,
        ("Kamer 2", "anna"): 0,
        ("Kamer 2", "bea"): 0,
    }


def test_the_log_tells_that_it_was_done_at_a_desk_and_names_no_one(bench: Bench) -> None:
    bench.record(1.0, answer="keep")
    bench.ask("recordings.withdraw", id=bench.recordings()[0]["id"], by=["Noor Bakker", "Jan de Wit"])
    lines = (bench.settings.paths.data / "recorder" / "audit" / "audit.jsonl").read_text()
    events = [json.loads(line)["event"] for line in lines.splitlines()]
    assert events.index("at-desk") + 1 == events.index("withdraw")
    assert "Noor" not in lines
    assert "Wit" not in lines
