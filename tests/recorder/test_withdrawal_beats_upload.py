"""Every order of delivery, withdrawal and erasure, with a restart between any two: the no always wins."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from appliance.domain.errors import KeyGone, SpiegelboxError, StateError, WrongState
from appliance.domain.recording import RecordingEvent, RecordingState, Standing
from appliance.recorder.deliveries import Deliveries
from appliance.recorder.owner import Owner
from appliance.store import sealed_file
from tests.recorder.bench import Bench
from tests.recorder.delivering import parts_of, sign
from tests.recorder.dying import Book, dies_before, opened

S = RecordingState
DEPTH = 6


@dataclass(slots=True)
class Sync:
    """What sync knows across the recorder's restarts: the film, its parts, and the manifest it was given."""

    film: str
    parts: list[dict[str, object]]
    manifest_sha256: str = "0" * 64


def deliveries_of(book: Book, owner: Owner) -> Deliveries:
    return Deliveries(
        owner=owner,
        ledger=book.ledger,
        db=book.db,
        keyring=book.keyring,
        layout=book.layout,
        signer=book.signer,
        box="bench",
    )


def _manifest(book: Book, box: Deliveries, sync: Sync) -> None:
    note = box.manifest(sync.film, sync.parts)
    sync.manifest_sha256 = hashlib.sha256(note).hexdigest()


def _withdraw(book: Book, box: Deliveries, sync: Sync) -> None:
    book.ledger.apply(book.db.by_film(sync.film).id, RecordingEvent.WITHDRAW, reason="withdrawn")


def _retention(book: Book, box: Deliveries, sync: Sync) -> None:
    book.ledger.apply(book.db.by_film(sync.film).id, RecordingEvent.RETENTION_OVER, reason="retention")


def _freeze(book: Book, box: Deliveries, sync: Sync) -> None:
    book.ledger.freeze(book.db.by_film(sync.film).id, days=10)


def _thaw(book: Book, box: Deliveries, sync: Sync) -> None:
    book.ledger.apply(book.db.by_film(sync.film).id, RecordingEvent.THAW)


STEPS: dict[str, Callable[[Book, Deliveries, Sync], object]] = {
    "header": lambda book, box, sync: box.header(sync.film),
    "manifest": _manifest,
    "delivered": lambda book, box, sync: box.delivered(sync.film, sync.manifest_sha256),
    "withdraw": _withdraw,
    "retention over": _retention,
    "freeze": _freeze,
    "thaw": _thaw,
    "erased": lambda book, box, sync: box.erased(sync.film),
}
ENDS = {"withdraw", "retention over"}


@pytest.fixture
def released(bench: Bench) -> Iterator[tuple[Path, Sync, Bench]]:
    """The disk of a box, off, with one film that waits for sync; and what sync already asked."""
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    film = bench.sync.ask("sync.jobs")["upload"][0]["id"]
    parts = parts_of(bench, film)
    bench.shut_down()
    yield bench.folder / "data", Sync(film, parts), bench
    bench.boot()


def test_every_order_of_steps_with_a_restart_between_any_two(
    released: tuple[Path, Sync, Bench], tmp_path: Path
) -> None:
    start, sync, bench = released
    seen: set[tuple[object, ...]] = set()
    walked = 0

    def walk(data: Path, sync: Sync, path: tuple[str, ...]) -> None:
        """Take every step from here, each on its own copy of this disk."""
        nonlocal walked
        for name, step in STEPS.items():
            copy = tmp_path / f"node-{walked}" / "data"
            shutil.copytree(data, copy)
            known = Sync(sync.film, sync.parts, sync.manifest_sha256)
            walked += 1
            changed = take(copy, known, step, (*path, name))
            after = state_of(copy, known, (*path, name))
            if changed and after not in seen and len(path) < DEPTH:
                seen.add(after)
                walk(copy, known, (*path, name))
            shutil.rmtree(copy.parent)

    def take(data: Path, sync: Sync, step: Callable[..., object], path: tuple[str, ...]) -> bool:
        owner = Owner(on_tick=lambda: None, on_fault=lambda error: None)
        owner.start()
        try:
            with opened(data, bench.clock) as book:
                book.ledger.settle()
                step(book, deliveries_of(book, owner), sync)
        except SpiegelboxError:
            return False
        finally:
            owner.stop()
        return True

    def state_of(data: Path, sync: Sync, path: tuple[str, ...]) -> tuple[object, ...]:
        """Restart, look at everything, and hold it against what must be true."""
        owner = Owner(on_tick=lambda: None, on_fault=lambda error: None)
        owner.start()
        try:
            with opened(data, bench.clock) as book:
                book.ledger.settle()
                state = check(book, deliveries_of(book, owner), sync, path)
        finally:
            owner.stop()
        return (state, sync.manifest_sha256 == "0" * 64, *(each in path for each in ENDS))

    walk(start, sync, ())
    assert {state[0] for state in seen} == {S.RELEASED, S.IN_STORE, S.FROZEN, S.RECALLING, S.ERASED}
    assert walked > 60


def check(book: Book, box: Deliveries, sync: Sync, path: tuple[str, ...]) -> RecordingState:
    """What holds in every state, whatever way led to it; return the state."""
    rows = book.db.recordings()
    state = rows[0].standing.state if rows else S.ERASED
    jobs = box.jobs()
    on_box = sync.film in sealed_file.films(book.layout), has_key(book, sync.film)
    held_on_box = state is S.RELEASED or (state is S.FROZEN and rows[0].standing.frozen_from is S.RELEASED)
    assert on_box == (held_on_box, held_on_box), path
    assert jobs["erase"] == ([{"id": sync.film}] if state is S.RECALLING else []), path
    assert bool(jobs["upload"]) is (state is S.RELEASED), path
    ended = state in (S.RECALLING, S.ERASED)
    if ended:
        assert ENDS & set(path), path
        for late in (
            lambda: box.header(sync.film),
            lambda: box.manifest(sync.film, sync.parts),
            lambda: box.delivered(sync.film, sync.manifest_sha256),
        ):
            with pytest.raises(StateError):
                late()
    assert (sync.film in book.db.tombstones()) is (state is S.ERASED), path
    assert len(book.notes()) == (1 if state is S.ERASED else 0), path
    return state


def has_key(book: Book, film: str) -> bool:
    try:
        return bool(book.keyring.get(film))
    except KeyGone:
        return False


def test_a_crash_before_any_touch_of_a_delivery_loses_nothing_and_a_withdrawal_still_wins(
    bench: Bench, tmp_path: Path
) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    film = bench.sync.ask("sync.jobs")["upload"][0]["id"]
    sign(bench, film, parts_of(bench, film))
    bench.shut_down()
    crashes, ways = 0, set()
    while True:
        data = tmp_path / f"died-{crashes}" / "data"
        shutil.copytree(bench.folder / "data", data)

        def finish(data: Path = data) -> None:
            with opened(data, bench.clock) as book:
                book.ledger.apply(book.db.by_film(film).id, RecordingEvent.DELIVERED)

        died = dies_before(crashes + 1, finish)
        with opened(data, bench.clock) as book:
            book.ledger.settle()
            (row,) = book.db.recordings()
            state = row.standing.state
            assert state in (S.RELEASED, S.IN_STORE)
            # Not in the store for certain: then the box has it still, whole.
            assert (film in sealed_file.films(book.layout)) is has_key(book, film) is (state is S.RELEASED)
            ways.add(state)
            book.ledger.apply(row.id, RecordingEvent.WITHDRAW, reason="withdrawn")
            assert book.db.recordings(S.RECALLING)
            assert book.keyring.ids() == ()
        shutil.rmtree(data.parent)
        if not died:
            break
        crashes += 1
    assert ways == {S.RELEASED, S.IN_STORE}
    bench.boot()


@pytest.mark.parametrize("standing", [S.IN_REVIEW, S.CONFIRMED, S.SHREDDED])
def test_sync_cannot_declare_gone_what_never_left_the_box(bench: Bench, standing: RecordingState) -> None:
    bench.record(answer="keep")
    (film,) = bench.films_on_disk
    bench.shut_down()
    owner = Owner(on_tick=lambda: None, on_fault=lambda error: None)
    owner.start()
    with opened(bench.settings.paths.data, bench.clock) as book:
        book.db.save(replace(book.db.by_film(film), standing=Standing(standing)))
        with pytest.raises(WrongState):
            deliveries_of(book, owner).erased(film)
        assert book.notes() == {}
        assert has_key(book, film)
    owner.stop()
    bench.boot()


def test_a_slot_that_failed_when_the_end_was_decided_is_erased_before_anything_is_declared(
    bench: Bench,
) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    (film,) = bench.films_on_disk
    bench.shut_down()
    with opened(bench.settings.paths.data, bench.clock) as book:
        kept = book.keyring.get(film)
        book.ledger.apply(book.db.by_film(film).id, RecordingEvent.WITHDRAW, reason="withdrawn")
        book.keyring.put(film, kept)  # as if the slot had refused to forget it
        row = book.db.by_film(film)
        book.ledger.apply(row.id, RecordingEvent.ERASED)
        assert book.content_left == ((), (), set())
        assert len(book.notes()) == 1
    bench.boot()
