"""Feedback on the box: given after a talk, told by month and room, and never before the month is over."""

from __future__ import annotations

from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually


def _november(bench: Bench) -> dict[str, object]:
    found = bench.ask("feedback.month", month="2026-11")
    return {name: found[name] for name in ("room", "over", "faces", "lines")}


def test_a_month_is_told_when_it_is_over_with_what_is_few_left_out(bench: Bench) -> None:
    for number in range(5):
        bench.ask("feedback.give", face="good", line=f"zin {number}")
    bench.ask("feedback.give", face="bad", line="")
    running = _november(bench)
    assert (running["over"], running["lines"]) == (False, [])
    assert running["faces"] == {"good": None, "so_so": None, "bad": None}
    bench.days_pass(30)
    over = _november(bench)
    assert (over["room"], over["over"]) == ("Kamer 1", True)
    assert over["faces"] == {"good": 5, "so_so": None, "bad": None}
    assert sorted(over["lines"]) == [f"zin {number}" for number in range(5)]  # type: ignore[call-overload]


def test_feedback_stands_neither_in_the_health_nor_in_the_log(bench: Bench) -> None:
    audit = bench.settings.paths.data / "recorder" / "audit" / "audit.jsonl"
    eventually(lambda: "daily-proof" in audit.read_text(), "the day's proof, which comes by itself")
    before = audit.read_text()
    bench.ask("feedback.give", face="bad", line="Het was niet fijn.")
    assert bench.ask("health")["counters"] == {}
    assert audit.read_text() == before


def test_a_face_that_is_none_of_the_three_is_refused(bench: Bench) -> None:
    assert bench.refused("feedback.give", face="furious", line="") == "message-damaged"
    assert bench.refused("feedback.month", month="2026-13") == "message-damaged"
