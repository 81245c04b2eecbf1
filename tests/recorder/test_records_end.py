"""Receipts and declarations outlive a film by the policy's years, and not by a day more."""

from __future__ import annotations

from pathlib import Path

from appliance.settings.model import Policy
from appliance.store.audit import read_audit
from appliance.store.layout import Layout
from tests.recorder.bench import Bench
from tests.recorder.delivering import deliver, tell_other_settings


def papers(bench: Bench) -> dict[str, list[Path]]:
    layout = Layout(bench.settings.paths.data, bench.settings.paths.run)
    return {folder.name: sorted(folder.iterdir()) for folder in (layout.receipts, layout.declarations)}


def years_pass(bench: Bench, years: float) -> None:
    bench.days_pass(365 * years)
    bench.recorder.housekeep()


def test_they_stay_for_five_years_after_the_destruction_and_go_then(bench: Bench) -> None:
    bench.record(answer="discard")
    assert [len(found) for found in papers(bench).values()] == [1, 1]
    years_pass(bench, 4.99)
    assert [len(found) for found in papers(bench).values()] == [1, 1]
    years_pass(bench, 0.02)
    assert papers(bench) == {"receipts": [], "declarations": []}
    bench.shut_down()
    bench.boot()  # and no boot brings them back
    assert papers(bench) == {"receipts": [], "declarations": []}
    told = [
        entry
        for entry in read_audit(bench.settings.paths.data / "recorder" / "audit" / "audit.jsonl")
        if entry.event == "records-over"
    ]
    assert [(entry.film, entry.detail) for entry in told] == [("", {"recordings": 1})]


def test_the_municipality_may_choose_another_number_of_years(bench: Bench) -> None:
    bench.record(answer="discard")
    tell_other_settings(bench, policy=Policy(records_years=1))
    years_pass(bench, 1.01)
    assert papers(bench) == {"receipts": [], "declarations": []}


def test_a_receipt_whose_recording_still_lives_is_never_touched(bench: Bench) -> None:
    tell_other_settings(bench, policy=Policy(records_years=1, retention_days=1825))
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    deliver(bench)
    years_pass(bench, 3)
    assert len(papers(bench)["receipts"]) == 1


def test_a_receipt_without_a_declaration_goes_by_its_own_age(bench: Bench) -> None:
    bench.record(answer="discard")
    (declaration,) = papers(bench)["declarations"]
    declaration.write_text("nothing of ours\n")
    years_pass(bench, 4.9)
    assert len(papers(bench)["receipts"]) == 1
    years_pass(bench, 2)
    assert papers(bench)["receipts"] == []
