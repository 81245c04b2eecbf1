"""The queue that beheer sees: waiting, sending, safe and erasing are four things."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.recorder.bench import Bench
from tests.recorder.delivering import deliver

TROUBLE = {
    "error": "store-full",
    "sentence": "De opslag van de gemeente is vol.",
    "next_step": "Maak ruimte in de opslag.",
}


@pytest.fixture
def released(bench: Bench) -> Bench:
    """A box with one recording that may go to the store."""
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    return bench


def film_of(bench: Bench) -> str:
    return str(bench.sync.ask("sync.jobs")["upload"][0]["id"])


def row(bench: Bench) -> dict[str, Any]:
    rows = bench.ask("queue")["rows"]
    assert len(rows) == 1
    return dict(rows[0])


def test_a_released_recording_waits_until_sync_tells_of_a_part(released: Bench) -> None:
    assert row(released)["place"] == "waiting"
    released.sync.ask("sync.progress", id=film_of(released), parts_done=2, parts=5)
    found = row(released)
    assert (found["place"], found["parts_done"], found["parts"]) == ("sending", 2, 5)
    assert released.ask("queue")["counts"] == {"waiting": 0, "sending": 1, "safe": 0, "erasing": 0}


def test_only_a_proven_delivery_is_safe(released: Bench) -> None:
    deliver(released)
    assert row(released)["place"] == "safe"


def test_a_trouble_tells_what_to_do_and_when_it_is_tried_again(released: Bench) -> None:
    film = film_of(released)
    released.sync.ask("sync.progress", id=film, parts_done=1, parts=2)
    released.sync.ask("sync.trouble", **TROUBLE, id=film, wait_s=600)
    queue = released.ask("queue")
    assert queue["trouble"] == {key: TROUBLE[key] for key in ("sentence", "next_step")}
    now = datetime.fromisoformat(released.ask("status")["now"])
    again = datetime.fromisoformat(queue["rows"][0]["next_attempt"])
    assert 0 < (again - now).total_seconds() <= 600
    part = next(each for each in released.ask("health")["parts"] if each["part"] == "Opslag van de gemeente")
    assert (part["ok"], part["next_step"]) == (False, TROUBLE["next_step"])


def test_a_trouble_of_the_whole_store_holds_every_upload(released: Bench) -> None:
    released.sync.ask("sync.trouble", **TROUBLE, id="", wait_s=600)
    assert row(released)["next_attempt"] is not None
    released.sync.ask("sync.well")
    queue = released.ask("queue")
    assert (queue["trouble"], queue["rows"][0]["next_attempt"]) == (None, None)


def test_progress_ends_the_waiting(released: Bench) -> None:
    film = film_of(released)
    released.sync.ask("sync.trouble", **TROUBLE, id="", wait_s=600)
    released.sync.ask("sync.progress", id=film, parts_done=1, parts=2)
    assert row(released)["next_attempt"] is None
