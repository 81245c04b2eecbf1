"""What staff may do to a recording: find it, and end it. Seeing it is not among them."""

from __future__ import annotations

import pytest

from appliance.domain.review import ReviewCode
from tests.recorder.bench import Bench


def test_a_code_tells_which_recording_it_opens_and_opens_nothing(bench: Bench) -> None:
    code = " ".join(bench.record(answer="keep"))
    found = bench.ask("recordings.by_code", code=code)
    assert found["recording"]["id"] == bench.recordings()[0]["id"]
    assert set(found) == {"recording"}


def test_a_wrong_code_finds_nothing(bench: Bench) -> None:
    bench.record(answer="keep")
    assert bench.refused("recordings.by_code", code=ReviewCode.from_bits(7).digits) == "code-unknown"


def test_a_day_is_searched_for_everybody_or_for_one_klantmanager(bench: Bench) -> None:
    bench.record(answer="keep")
    (own,) = bench.recordings()
    day = own["recorded_at"][:10]
    for who, count in (({}, 1), ({"klantmanager": "anna"}, 1), ({"klantmanager": "bert"}, 0)):
        assert len(bench.ask("recordings.find", date=day, **who)["recordings"]) == count, who


def test_the_klantmanager_who_takes_back_the_own_yes_ends_the_own_film_at_once(bench: Bench) -> None:
    code = " ".join(bench.record(answer="keep"))
    (own,) = bench.recordings()
    assert bench.ask("recordings.withdraw_own", id=own["id"], klantmanager="anna")["receipt"]
    bench.reach_recording()
    assert bench.films_on_disk == set()
    assert bench.refused("review.open", code=code) == "code-unknown"


@pytest.mark.parametrize("who", ["bert", "Anna"])
def test_nobody_ends_the_film_of_another_klantmanager(bench: Bench, who: str) -> None:
    bench.record(answer="keep")
    (own,) = bench.recordings()
    assert bench.refused("recordings.withdraw_own", id=own["id"], klantmanager=who) == "unknown-recording"
    assert [row["state"] for row in bench.recordings()] == ["confirmed"]


def test_a_klantmanager_cannot_end_what_a_client_had_frozen(bench: Bench) -> None:
    bench.record(answer="keep")
    (own,) = bench.recordings()
    bench.ask("recordings.freeze", id=own["id"], by=["noor", "fg"], days=30)
    assert bench.refused("recordings.withdraw_own", id=own["id"], klantmanager="anna") == "wrong-state"
    assert [row["state"] for row in bench.recordings()] == ["frozen"]
