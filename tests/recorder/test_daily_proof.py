"""Once a day the box says, signed, that nothing outlived its date; what nobody knows is found and named."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.crypto.keyring import KeyringEntry
from appliance.crypto.notes import NoteSigner
from appliance.recorder.daily_proof import PROOF_KIND
from appliance.store.audit import read_audit
from appliance.store.layout import Layout
from tests.recorder.bench import Bench
from tests.recorder.delivering import deliver
from tests.recorder.dying import opened

STRANGER = "e" * 32


def layout_of(bench: Bench) -> Layout:
    return Layout(bench.settings.paths.data, bench.settings.paths.run)


def statement(bench: Bench) -> dict[str, Any]:
    """The last signed statement, verified as anybody can."""
    layout = layout_of(bench)
    key = NoteSigner.from_text(layout.box_key.read_text(encoding="ascii")).verifier
    told: dict[str, Any] = json.loads(key.verify_as(PROOF_KIND, layout.daily_proof.read_text()))
    return told


def tomorrow(bench: Bench) -> dict[str, Any]:
    bench.days_pass(1.01)
    bench.recorder.housekeep()
    return statement(bench)


def health(bench: Bench) -> dict[str, Any]:
    return next(part for part in bench.ask("health")["parts"] if part["part"] == "Bewaartermijn")


def plant(bench: Bench, name: str, *, hours_old: float) -> Path:
    path = layout_of(bench).recordings / name
    path.write_bytes(b"?")
    at = (bench.clock.now() + timedelta(days=1) - timedelta(hours=hours_old)).timestamp()
    os.utime(path, (at, at))
    return path


def test_there_is_one_statement_a_day_in_the_audit_log_too(bench: Bench) -> None:
    bench.recorder.housekeep()
    first = statement(bench)
    bench.days_pass(0.9)
    bench.recorder.housekeep()
    assert statement(bench) == first
    second = tomorrow(bench)
    assert datetime.fromisoformat(second["at"]) - datetime.fromisoformat(first["at"]) >= timedelta(days=1)
    lines = [entry for entry in read_audit(layout_of(bench).audit) if entry.event == "daily-proof"]
    assert [line.at.isoformat() for line in lines] == [first["at"], second["at"]]
    assert lines[-1].detail == dict.fromkeys(lines[-1].detail, 0)


def test_it_survives_a_restart_and_a_box_that_was_off_makes_it_at_boot(bench: Bench) -> None:
    bench.recorder.housekeep()
    first = statement(bench)
    bench.shut_down()
    bench.boot()
    bench.recorder.housekeep()
    assert statement(bench) == first
    bench.shut_down()
    bench.days_pass(30)
    bench.boot()
    bench.recorder.housekeep()
    assert statement(bench)["at"] == bench.clock.now().isoformat()


def test_it_counts_what_lies_where(bench: Bench) -> None:
    bench.record(answer="look")
    told = tomorrow(bench)
    assert (told["on_box"], told["in_store"], told["overdue"], told["unknown"]) == (1, 0, [], [])
    sentence = health(bench)["sentence"]
    assert sentence.startswith("Niets is langer bewaard dan beloofd, gecontroleerd op ")
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    deliver(bench)
    told = tomorrow(bench)
    assert (told["on_box"], told["in_store"], told["recalling"]) == (0, 1, 0)


def test_a_clock_that_is_not_known_proves_nothing(bench: Bench) -> None:
    bench.recorder.housekeep()
    first = statement(bench)
    bench.clock.known = False
    assert tomorrow(bench) == first
    bench.days_pass(1)
    assert health(bench) | {"part": ""} == {
        "part": "",
        "ok": False,
        "sentence": "De bewaartermijnen zijn niet gecontroleerd.",
        "next_step": "Kijk of de klok van de box goed staat.",
    }


def test_what_the_store_has_not_erased_after_its_date_is_overdue_until_it_has(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    film = deliver(bench)
    bench.days_pass(170)
    bench.reach_recording("recalling")
    told = tomorrow(bench)
    assert (told["recalling"], told["overdue"]) == (1, [film])
    assert health(bench)["ok"] is False
    assert film in health(bench)["sentence"]
    assert {entry.film for entry in read_audit(layout_of(bench).audit) if entry.event == "overdue"} == {film}
    bench.sync.ask("sync.erased", id=film)
    assert tomorrow(bench)["overdue"] == []
    assert health(bench)["ok"] is True


def test_a_withdrawal_that_the_store_has_not_proven_yet_is_counted_apart(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    deliver(bench)
    bench.ask("recordings.withdraw", id=bench.recordings()[0]["id"], by=["noor", "fg"])
    told = tomorrow(bench)
    assert (told["recalling"], told["overdue"]) == (1, [])


def test_a_frozen_recording_has_no_date_while_it_is_frozen(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.ask("recordings.freeze", id=bench.recordings()[0]["id"], by=["noor", "fg"], days=400)
    bench.days_pass(200)
    told = tomorrow(bench)
    assert (told["frozen"], told["overdue"]) == (1, [])


@pytest.mark.parametrize("name", [f"{STRANGER}.sealed", f"{STRANGER}.tail", "film.mp4"])
def test_a_file_that_nobody_knows_is_named(bench: Bench, name: str) -> None:
    bench.record(answer="look")
    plant(bench, name, hours_old=2)
    told = tomorrow(bench)
    assert told["unknown"] == [STRANGER if STRANGER in name else name]
    assert health(bench)["ok"] is False
    assert told["unknown"][0] in health(bench)["sentence"]


def test_a_copy_under_the_name_of_a_known_film_is_named(bench: Bench) -> None:
    bench.record(answer="look")
    (film,) = bench.films_on_disk
    plant(bench, f"{film}.mp4", hours_old=2)
    assert tomorrow(bench)["unknown"] == [f"{film}.mp4"]


def test_a_film_that_is_being_cut_right_now_is_no_stranger(bench: Bench) -> None:
    plant(bench, f"{STRANGER}.sealed", hours_old=0.5)
    assert tomorrow(bench)["unknown"] == []


def test_a_key_that_belongs_to_no_recording_is_named_until_the_next_boot_destroys_it(bench: Bench) -> None:
    bench.recorder.housekeep()
    bench.shut_down()
    layout = layout_of(bench)
    with opened(layout.data, bench.clock) as book:
        book.keyring.put(STRANGER, KeyringEntry(release=b"r", review=b"v"))
        book.daily.make()
    assert statement(bench)["unknown"] == [STRANGER]
    bench.boot()
    assert health(bench)["ok"] is False
    assert tomorrow(bench)["unknown"] == []


def test_a_recording_whose_file_is_gone_is_named(bench: Bench) -> None:
    bench.record(answer="look")
    (film,) = bench.films_on_disk
    layout_of(bench).sealed(film).unlink()
    assert tomorrow(bench)["missing"] == [film]
    assert "datalek" in health(bench)["next_step"]


def test_a_film_that_the_box_gave_away_and_still_has_is_overdue(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    film = deliver(bench)
    plant(bench, f"{film}.sealed", hours_old=2)
    assert tomorrow(bench)["overdue"] == [film]


def test_what_sync_saw_in_the_store_is_told_at_once_and_again_every_day(bench: Bench) -> None:
    bench.recorder.housekeep()
    assert statement(bench)["store"] is None
    assert "De opslag is nog niet nagekeken." in health(bench)["sentence"]
    bench.sync.ask("sync.listed", missing=[], unknown=[], back=[])
    assert "Ook de opslag is nagekeken." in health(bench)["sentence"]
    bench.sync.ask("sync.listed", missing=["a" * 32], unknown=[STRANGER], back=["b" * 32])
    assert statement(bench)["store"] == {
        "at": bench.clock.now().isoformat(),
        "missing": ["a" * 32],
        "unknown": [STRANGER],
        "back": ["b" * 32],
    }
    assert health(bench)["ok"] is False
    assert tomorrow(bench)["store"]["unknown"] == [STRANGER]
    bench.sync.ask("sync.listed", missing=[], unknown=[], back=[])
    assert health(bench)["ok"] is True


def test_a_store_that_was_not_looked_at_for_days_is_said_to_be_so(bench: Bench) -> None:
    bench.sync.ask("sync.listed", missing=[], unknown=[], back=[])
    bench.days_pass(5)
    bench.recorder.housekeep()
    assert "voor het laatst nagekeken op" in health(bench)["sentence"]


def test_sync_is_told_what_should_lie_in_the_store_and_what_never_again(bench: Bench) -> None:
    def holdings() -> str:
        return bench.sync.ask_body("sync.holdings")[1].decode()

    bench.record(answer="keep")
    (film,) = bench.films_on_disk
    assert holdings() == ""
    bench.days_pass(15)
    bench.reach_recording("released")
    assert holdings() == f"{film} maybe\n"
    deliver(bench)
    assert holdings() == f"{film} store\n"
    bench.ask("recordings.freeze", id=bench.recordings()[0]["id"], by=["noor", "fg"], days=3)
    assert holdings() == f"{film} store\n"
    bench.ask("recordings.withdraw", id=bench.recordings()[0]["id"], by=["noor", "fg"])
    assert holdings() == f"{film} maybe\n"
    bench.sync.ask("sync.erased", id=film)
    assert holdings() == f"{film} gone\n"


def test_a_window_that_grew_because_the_clock_jumped_is_not_overdue(bench: Bench) -> None:
    bench.record()
    bench.clock.jump_s(20 * 86_400.0)  # fourteen days were promised, and certainly none has passed
    bench.recorder.housekeep()
    assert statement(bench)["overdue"] == []
    assert health(bench)["ok"]
