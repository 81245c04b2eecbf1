"""A store that goes and comes, refuses, or does not erase: everything waits for it, nothing is lost."""

from __future__ import annotations

import pytest

from appliance.domain.errors import RecorderUnreachable, StoreRefused
from appliance.sync.worker import Kind
from tests.sync.conftest import MakeWorker
from tests.sync.fakes import Clock, FakeRecorder, FakeStore
from tests.sync.turns import ID, OTHER, PAYLOAD, At, finish


def test_with_the_store_away_uploads_wait_together_and_go_on_when_it_is_back(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, clock: Clock
) -> None:
    recorder.release(ID, PAYLOAD)
    recorder.release(OTHER, PAYLOAD)
    store.leave()
    at = At(-1, None)
    worker = make_worker(at)
    finish(worker)
    assert recorder.troubles == ["store-unreachable"]  # one try for both
    store.come_back()
    finish(worker)
    assert store.puts == []  # not before its time
    clock.pass_s(60)
    finish(worker)
    assert {recorder.state(ID), recorder.state(OTHER)} == {"in_store"}
    assert recorder.wells == 1


def test_a_store_away_for_weeks_is_asked_ever_less_often(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, clock: Clock
) -> None:
    recorder.release(ID, PAYLOAD)
    store.leave()
    worker = make_worker()
    for _ in range(14 * 24 * 6):  # two weeks, a look every ten minutes
        finish(worker)
        clock.pass_s(600)
    assert 14 * 4 <= len(recorder.troubles) <= 14 * 8 + 10
    store.come_back()
    clock.pass_s(6 * 3600)
    finish(worker)
    assert recorder.state(ID) == "in_store"


def test_a_withdrawal_does_not_wait_because_the_store_was_away(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, clock: Clock
) -> None:
    recorder.release(OTHER, PAYLOAD)
    finish(make_worker())
    recorder.release(ID, PAYLOAD)
    store.leave()
    worker = make_worker()
    for _ in range(20):
        finish(worker)
        clock.pass_s(6 * 3600)
    finish(worker)
    store.come_back()
    recorder.withdraw(OTHER)
    worker.turn()
    assert recorder.state(OTHER) == "erased"
    finish(worker)  # and as the store evidently answers, the upload need not wait either
    assert recorder.state(ID) == "in_store"


def test_a_withdrawal_that_waits_for_the_store_is_the_first_thing_it_gets_when_it_is_back(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, clock: Clock
) -> None:
    recorder.release(OTHER, PAYLOAD)
    finish(make_worker())
    recorder.withdraw(OTHER)
    store.leave()
    at = At(-1, None)
    worker = make_worker(at)
    for _ in range(10):  # its wait has grown to hours
        finish(worker)
        clock.pass_s(6 * 3600)
    finish(worker)
    recorder.release(ID, PAYLOAD)
    store.come_back()
    at.steps.clear()
    while recorder.state(ID) != "in_store":
        finish(worker)
        clock.pass_s(600)
    assert recorder.state(OTHER) == "erased"
    assert at.steps[0][0] is Kind.ERASE


def test_an_erasure_that_is_not_proven_is_tried_until_it_is(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, clock: Clock
) -> None:
    recorder.release(ID, PAYLOAD)
    worker = make_worker()
    finish(worker)
    store.keeps.add(ID)  # answers "ok" and keeps it, as a locked bucket does
    recorder.withdraw(ID)
    for _ in range(10):
        finish(worker)
        assert recorder.state(ID) == "recalling"
        clock.pass_s(6 * 3600)
    assert set(recorder.troubles) == {"erase-not-proven"}
    assert len(recorder.troubles) == 10
    store.keeps.clear()
    finish(worker)
    assert recorder.state(ID) == "erased"
    assert recorder.wells == 2  # at the start and now


def test_an_erasure_that_cannot_be_proven_holds_up_no_upload(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(OTHER, PAYLOAD)
    worker = make_worker()
    finish(worker)
    store.keeps.add(OTHER)
    recorder.withdraw(OTHER)
    recorder.release(ID, PAYLOAD)
    finish(worker)
    assert recorder.state(ID) == "in_store"


def test_one_damaged_recording_holds_up_no_other(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(ID, PAYLOAD)
    recorder.release(OTHER, PAYLOAD)
    store.spoils.add("part-00002")
    recorder.payload(OTHER).write_bytes(b"short enough for one part")
    finish(make_worker())
    assert (recorder.state(ID), recorder.state(OTHER)) == ("released", "in_store")
    assert recorder.troubles == ["read-back-differs"]
    assert recorder.wells == 0  # something still needs attention


def test_a_refusing_store_is_reported(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(ID, PAYLOAD)
    store.away = StoreRefused("quota")
    finish(make_worker())
    assert recorder.troubles == ["store-refused"]


def test_a_recorder_that_is_away_is_the_callers_matter(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    def nobody_answers() -> None:
        raise RecorderUnreachable

    recorder.release(ID, PAYLOAD)
    with pytest.raises(RecorderUnreachable):
        finish(make_worker(At(5, nobody_answers)))
    finish(make_worker())
    assert recorder.state(ID) == "in_store"
