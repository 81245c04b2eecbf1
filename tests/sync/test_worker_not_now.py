"""Quiet hours, and a store that has not shown that it can erase: nothing goes up, erasing goes on."""

from __future__ import annotations

import pytest

from appliance.domain.errors import StoreUnfit
from appliance.sync.worker import Kind
from tests.sync.conftest import MakeWorker
from tests.sync.fakes import Clock, FakeAdmission, FakeRecorder, FakeStore
from tests.sync.turns import ID, OTHER, PAYLOAD, UPLOAD_STEPS, At, finish


def test_in_quiet_hours_nothing_goes_up_and_withdrawals_do_not_wait(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, quiet: list[bool]
) -> None:
    recorder.release(OTHER, PAYLOAD)
    worker = make_worker()
    finish(worker)
    quiet.append(True)
    recorder.release(ID, PAYLOAD)
    recorder.withdraw(OTHER)
    finish(worker)
    assert recorder.state(OTHER) == "erased"
    assert (recorder.state(ID), store.content) == ("released", {})
    quiet.clear()
    finish(worker)
    assert recorder.state(ID) == "in_store"


@pytest.mark.parametrize("moment", range(3, UPLOAD_STEPS))
def test_a_quiet_hour_stops_an_upload_between_two_parts_and_keeps_what_was_brought(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, quiet: list[bool], moment: int
) -> None:
    recorder.release(ID, PAYLOAD)
    worker = make_worker(At(moment, lambda: quiet.append(True)))
    finish(worker)
    assert recorder.state(ID) == "released"
    quiet.clear()
    finish(worker)
    assert recorder.state(ID) == "in_store"
    assert [store.puts.count(f"part-0000{number}") for number in range(3)] == [1, 1, 1]


def test_nothing_goes_to_a_store_that_was_not_checked_and_the_check_comes_first(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, admission: FakeAdmission
) -> None:
    admission.given = False
    admission.refuses = StoreUnfit("bins")
    recorder.release(ID, PAYLOAD)
    at = At(-1, None)
    worker = make_worker(at)
    finish(worker)
    assert (store.puts, recorder.troubles) == ([], ["store-unfit"])
    assert recorder.waits == [("", 60.0)]  # every upload, for a minute
    assert {kind for kind, _ in at.steps} == {Kind.CHECK_STORE}


def test_a_store_that_becomes_fit_gets_what_waited(
    make_worker: MakeWorker, recorder: FakeRecorder, clock: Clock, admission: FakeAdmission
) -> None:
    admission.given = False
    admission.refuses = StoreUnfit("bins")
    recorder.release(ID, PAYLOAD)
    worker = make_worker()
    finish(worker)
    admission.refuses = None
    finish(worker)
    assert admission.asked == 1  # not before its time
    clock.pass_s(60)
    finish(worker)
    assert recorder.state(ID) == "in_store"


def test_an_unchecked_store_is_erased_from_all_the_same(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, admission: FakeAdmission
) -> None:
    recorder.release(ID, PAYLOAD)
    worker = make_worker()
    finish(worker)
    admission.given = False
    recorder.withdraw(ID)
    finish(worker)
    assert recorder.state(ID) == "erased"


def test_a_store_that_fails_to_erase_is_checked_again_before_it_gets_anything_more(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, admission: FakeAdmission
) -> None:
    recorder.release(OTHER, PAYLOAD)
    worker = make_worker()
    finish(worker)
    store.keeps.add(OTHER)
    recorder.withdraw(OTHER)
    recorder.release(ID, PAYLOAD)
    admission.refuses = StoreUnfit("erases")
    finish(worker)
    assert recorder.state(ID) == "released"
    assert store.content.keys() == {OTHER}
