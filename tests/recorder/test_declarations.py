"""Every recording that is gone leaves one signed paper that names no one, whatever happened on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.crypto.notes import NoteSigner
from appliance.domain.destruction import Destruction
from appliance.domain.errors import NoteAltered
from appliance.domain.recording import RecordingEvent
from appliance.recorder.declarations import DECLARATION_KIND, read_declaration
from appliance.recorder.receipts import RECEIPT_KIND
from appliance.store.layout import Layout
from tests.recorder.bench import Bench
from tests.recorder.delivering import deliver
from tests.recorder.dying import dies_before, opened
from tests.recorder.film import look_back


def layout_of(bench: Bench) -> Layout:
    return Layout(bench.settings.paths.data, bench.settings.paths.run)


def signer_of(layout: Layout) -> NoteSigner:
    return NoteSigner.from_text(layout.box_key.read_text(encoding="ascii"))


def notes_in(layout: Layout) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in layout.declarations.iterdir()}


def the_declaration(bench: Bench) -> Destruction:
    layout = layout_of(bench)
    (note,) = notes_in(layout).values()
    return read_declaration(signer_of(layout).verifier, note.decode())


def _withdraw(bench: Bench) -> None:
    bench.ask("recordings.withdraw", id=bench.recordings()[0]["id"], by=["noor", "fg"])


def _withdraw_after_delivery(bench: Bench) -> None:
    bench.days_pass(15)
    bench.reach_recording("released")
    film = deliver(bench)
    _withdraw(bench)
    assert notes_in(layout_of(bench)) == {}  # not before the store proved it
    bench.clock.pass_s(7200)
    bench.sync.ask("sync.erased", id=film)


def _keep_until_the_end(bench: Bench) -> None:
    bench.days_pass(15)
    bench.reach_recording("released")
    film = deliver(bench)
    bench.days_pass(166)
    bench.reach_recording("recalling")
    bench.sync.ask("sync.erased", id=film)


def _wait_in_silence(bench: Bench) -> None:
    bench.days_pass(14.1)


ENDS: dict[str, tuple[str, Callable[[Bench], None], bool]] = {
    "withdrawn": ("look", _withdraw, False),
    "silence": ("look", _wait_in_silence, False),
    "retention": ("keep", _keep_until_the_end, True),
    "discarded": ("discard", lambda _bench: None, False),
}


@pytest.mark.parametrize("reason", ENDS)
def test_it_says_why_when_how_and_where(bench: Bench, reason: str) -> None:
    answer, end, recalled = ENDS[reason]
    bench.record(answer=answer)
    end(bench)
    bench.reach_recording()
    told = the_declaration(bench)
    assert (told.reason, told.recalled, told.slot, told.box) == (reason, recalled, "file", "bench")
    assert told.to_fields()["key"] == {"slot": "file", "assurance": "reduced"}
    assert told.decided_at <= told.erased_at == bench.clock.now() or reason == "silence"
    assert "verminderde zekerheid" in told.key_words
    assert ("nagekeken" in told.store_words) is recalled
    assert told.why.endswith(".")


def test_a_withdrawal_after_delivery_tells_both_moments(bench: Bench) -> None:
    bench.record(answer="keep")
    _withdraw_after_delivery(bench)
    told = the_declaration(bench)
    assert (told.erased_at - told.decided_at).total_seconds() == pytest.approx(7200, abs=60)
    assert told.to_fields()["store"] == {"listed_at": told.erased_at.isoformat()}


def test_wiping_everything_is_told_as_that(bench: Bench) -> None:
    code = bench.record(answer="keep")
    playback, _ = look_back(bench, " ".join(code))
    assert bench.refused("review.cut", playback=playback, pieces=[[0.0, 86_000.0]]) == "unknown-recording"
    assert the_declaration(bench).reason == "all-wiped"


def test_it_names_no_one(bench: Bench) -> None:
    bench.record(answer="look")
    (recording,) = bench.recordings()
    _withdraw(bench)
    (note,) = notes_in(layout_of(bench)).values()
    for personal in ("anna", recording["talk_code"], "client", "Kamer 1", "noor", recording["recorded_at"]):
        assert personal.encode() not in note


def test_anything_changed_and_another_kind_of_note_are_no_declarations(bench: Bench) -> None:
    bench.record(answer="discard")
    layout = layout_of(bench)
    signer = signer_of(layout)
    (note,) = notes_in(layout).values()
    for forged in (
        note.decode().replace("discarded", "withdrawn"),
        signer.sign_as(RECEIPT_KIND, "{}\n"),
        signer.sign_as(DECLARATION_KIND, "{}\n"),
        signer.sign_as(DECLARATION_KIND, "[]\n"),
        NoteSigner.generate("bench").sign_as(DECLARATION_KIND, note.decode().split("\n")[1] + "\n"),
    ):
        with pytest.raises(NoteAltered):
            read_declaration(signer.verifier, forged)


def test_the_desk_finds_the_declarations_of_a_month(bench: Bench) -> None:
    bench.record(answer="discard")
    month = f"{bench.clock.now().astimezone():%Y-%m}"
    (row,) = bench.ask("declarations.find", month=month)["declarations"]
    assert row["why"] == "De cliënt koos na het gesprek voor weggooien."
    assert bench.ask("declarations.find", month="2026-01")["declarations"] == []
    reply, note = bench.console.ask_body("declarations.give", id=row["recording"])
    assert reply["declaration"] == row
    assert read_declaration(signer_of(layout_of(bench)).verifier, note.decode()).film == row["film"]
    assert bench.refused("declarations.give", id="0" * 32) == "unknown-recording"


def test_one_that_got_lost_comes_back_byte_for_byte_at_boot(bench: Bench) -> None:
    bench.record(answer="discard")
    bench.shut_down()
    (path,) = layout_of(bench).declarations.iterdir()
    note = path.read_bytes()
    path.unlink()
    bench.clock.pass_s(3600)
    bench.boot()
    assert path.read_bytes() == note


# -- a crash anywhere --------------------------------------------------------------------------


def _recalled(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    deliver(bench)
    _withdraw(bench)


# How to come to the moment before an end, and the step that ends it.
LAST_STEPS: dict[str, tuple[Callable[[Bench], object], RecordingEvent]] = {
    "on the box": (lambda bench: bench.record(answer="look"), RecordingEvent.WITHDRAW),
    "in the store": (_recalled, RecordingEvent.ERASED),
}


@pytest.mark.parametrize("where", LAST_STEPS)
def test_a_crash_before_any_touch_of_the_disk_ends_in_one_declaration_and_nothing_else(
    bench: Bench, tmp_path: Path, where: str
) -> None:
    come_to, event = LAST_STEPS[where]
    come_to(bench)
    bench.shut_down()
    crashes = 0
    while True:
        data = tmp_path / f"died-{crashes}" / "data"
        shutil.copytree(bench.folder / "data", data)

        def end(data: Path = data) -> None:
            with opened(data, bench.clock) as book:
                (row,) = book.db.recordings()
                book.ledger.apply(row.id, event, reason="withdrawn")

        died = dies_before(crashes + 1, end)
        bench.clock.pass_s(60)  # a declaration made anew would tell another time
        with opened(data, bench.clock) as book:
            before = book.notes()
            book.ledger.settle()  # as every boot does
            for row in book.db.recordings():  # it died before the decision was written: decide again
                book.ledger.apply(row.id, event, reason="withdrawn")
            assert book.content_left == ((), (), set())
            (note,) = book.notes().values()
            assert before in ({}, book.notes())
            assert read_declaration(book.signer.verifier, note.decode()).reason == "withdrawn"
            book.ledger.settle()
            assert list(book.notes().values()) == [note]
        shutil.rmtree(data.parent)
        if not died:
            break
        crashes += 1
    assert crashes > 20
    bench.boot()
