"""Each purpose has its own end, the first one ends the recording, and no promise is changed afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from appliance.crypto.checkpoint import read_mark
from appliance.crypto.merkle import leaf_hash, root_of
from appliance.domain.recording import RecordingState
from appliance.settings.model import Policy
from appliance.store.layout import Layout
from appliance.store.state import StateDb
from tests.recorder.bench import Bench
from tests.recorder.delivering import deliver, tell_other_settings
from tests.recorder.eventually import eventually
from tests.recorder.film import look_back

DAYS = {"coach": 60, "leertafel": 30}


@pytest.fixture
def own_terms(bench: Bench) -> Bench:
    """A box whose policy is 180 days, with shorter terms for the coach and the leertafel."""
    tell_other_settings(bench, retention_days=DAYS)
    return bench


def kept_days(bench: Bench) -> float:
    """Days from the end of the talk to the end of the recording."""
    (recording,) = bench.recordings()
    review, retention = (
        datetime.fromisoformat(recording[name]) for name in ("review_ends", "retention_ends")
    )
    return 14 + (retention - review) / timedelta(days=1)


def record(bench: Bench, *purposes: str, answer: str = "keep") -> str:
    code = bench.consent(purposes=purposes)["review_words"]
    bench.start_filming()
    bench.film(2.0)
    bench.ask("talk.stop")
    bench.reach("closing")
    bench.ask("talk.closing", answer=answer)
    return " ".join(code)


@pytest.mark.parametrize(
    ("purposes", "days"),
    [(("self",), 180), (("self", "coach"), 60), (("self", "coach", "leertafel"), 30)],
)
def test_the_shortest_term_of_the_chosen_purposes_ends_the_recording(
    own_terms: Bench, purposes: tuple[str, ...], days: int
) -> None:
    record(own_terms, *purposes)
    assert kept_days(own_terms) == days
    own_terms.days_pass(15)
    own_terms.reach_recording("released")
    deliver(own_terms)
    own_terms.days_pass(days - 15 - 0.1)
    assert [r["state"] for r in own_terms.recordings()] == ["in_store"]
    own_terms.days_pass(0.2)
    own_terms.reach_recording("recalling")


def test_taking_a_purpose_away_never_keeps_the_film_longer(own_terms: Bench) -> None:
    code = record(own_terms, "self", "leertafel")
    playback, _ = look_back(own_terms, code)
    own_terms.ask("review.narrow", playback=playback, purposes=["self"])
    assert kept_days(own_terms) == 30


def test_settings_that_change_later_move_no_date(bench: Bench) -> None:
    record(bench, "self", "coach")
    tell_other_settings(bench, policy=Policy(review_window_days=1, retention_days=1825))
    assert kept_days(bench) == 180
    bench.days_pass(13.9)
    assert [r["state"] for r in bench.recordings()] == ["confirmed"]


def test_silence_means_what_the_client_was_told(bench: Bench) -> None:
    record(bench, "self", answer="look")
    tell_other_settings(bench, policy=Policy(on_silence="release"))
    bench.days_pass(14.1)
    bench.reach_recording()
    assert bench.films_on_disk == set()


def test_weeks_without_network_destroy_what_is_on_the_box_and_go_on_asking_the_store(bench: Bench) -> None:
    record(bench, "self")
    bench.days_pass(15)
    bench.reach_recording("released")
    (film,) = bench.films_on_disk
    bench.days_pass(170)  # and sync never asked anything
    bench.reach_recording("recalling")
    assert bench.films_on_disk == set()
    assert bench.sync.ask("sync.jobs") == {"upload": [], "erase": [{"id": film}]}
    bench.days_pass(40)
    assert bench.sync.ask("sync.jobs")["erase"] == [{"id": film}]
    bench.sync.ask("sync.erased", id=film)
    assert bench.recordings() == []


def test_a_box_that_was_off_past_every_date_destroys_at_boot(bench: Bench) -> None:
    record(bench, "self", answer="look")
    bench.shut_down()
    bench.days_pass(400)
    bench.boot()
    bench.reach_recording()
    assert bench.films_on_disk == set()


def test_a_film_found_damaged_at_boot_has_an_end_too(bench: Bench) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(2.0)
    eventually(lambda: bench.recorder.capture.waiting == 0, "the box has sealed what it could")
    bench.shut_down()
    (sealed,) = bench.settings.paths.data.joinpath("recordings").glob("*.sealed")
    sealed.write_bytes(sealed.read_bytes()[:-1000])  # more is gone than a power cut takes
    bench.boot()
    bench.reach_recording("quarantined")
    bench.days_pass(181)
    bench.reach_recording()
    assert bench.films_on_disk == set()


def test_a_crash_while_a_film_is_closed_moves_its_dates_once(bench: Bench) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(30.0)
    bench.shut_down()
    db = StateDb(Layout(bench.settings.paths.data, bench.settings.paths.run).state)
    (row,) = db.recordings(RecordingState.RECORDING)
    ended = row.started_at + timedelta(seconds=30)
    # The row as it stands between the two writes with which a film is closed.
    db.save(replace(row, finished_at=ended, dates=row.dates.later(timedelta(seconds=30))))
    db.close()
    bench.boot()
    bench.reach_recording("in_review")
    (recording,) = bench.recordings()
    promised = datetime.fromisoformat(recording["retention_ends"])
    assert promised - bench.clock.now() < timedelta(days=180, seconds=1)


def test_the_screens_the_slip_and_the_receipt_tell_the_same_term(own_terms: Bench) -> None:
    told = {row["key"]: row["retention_days"] for row in own_terms.ask("policy")["purposes"]}
    assert told == {"self": 180, **DAYS}
    answer = own_terms.consent(purposes=("self", "leertafel"))
    by = datetime.fromisoformat(answer["erased_by"])
    assert by - own_terms.clock.now() == timedelta(days=30)
    assert own_terms.talk["review"]["erased_by"] == answer["erased_by"]
    own_terms.start_filming()
    (note,) = own_terms.settings.paths.data.joinpath("recorder", "receipts").iterdir()
    assert set(re.findall(r"P\d+D", note.read_text(encoding="utf-8"))) == {"P30D"}


def test_the_slip_tells_where_the_log_stood(bench: Bench) -> None:
    size, root = read_mark(bench.consent()["log_mark"])
    log = Layout(bench.settings.paths.data, bench.settings.paths.run).audit
    lines = log.read_bytes().splitlines(keepends=True)
    assert root_of([leaf_hash(line) for line in lines[:size]]).hex().startswith(root)
