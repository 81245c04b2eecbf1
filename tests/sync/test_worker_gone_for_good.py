"""What was erased, frozen or refused never stays in the store, whatever turns up later."""

from __future__ import annotations

import pytest

from appliance.domain.errors import WrongState
from appliance.sync.worker import SWEEP_S, Kind
from tests.sync.conftest import MakeWorker
from tests.sync.fakes import Clock, FakeRecorder, FakeStore
from tests.sync.turns import ID, OTHER, PAYLOAD, UPLOAD_STEPS, At, KilledError, finish


def test_an_erased_recording_never_goes_up_again_even_if_the_recorder_asks(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(ID, PAYLOAD)
    recorder.withdraw(ID)
    finish(make_worker())
    recorder.release(ID, PAYLOAD)
    finish(make_worker())
    assert store.puts == []


def test_a_late_part_is_removed_again(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, clock: Clock
) -> None:
    recorder.release(ID, PAYLOAD)
    recorder.withdraw(ID)
    worker = make_worker()
    finish(worker)
    store.content[ID] = {"part-00001": b"from an rclone that nobody killed"}
    store.content[OTHER] = {"part-00000": b"of another box"}
    finish(worker)
    assert ID in store.content  # the store is not searched at every turn
    clock.pass_s(SWEEP_S)
    finish(worker)
    assert set(store.content) == {OTHER}


def test_a_restart_searches_for_late_parts_at_once(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(ID, PAYLOAD)
    recorder.withdraw(ID)
    finish(make_worker())
    store.content[ID] = {"part-00001": b"late"}
    finish(make_worker())
    assert store.content == {}


@pytest.mark.parametrize("moment", range(3, UPLOAD_STEPS))
def test_a_recording_that_is_frozen_halfway_leaves_nothing_in_the_store(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, moment: int
) -> None:
    recorder.release(ID, PAYLOAD)
    at = At(moment, lambda: recorder.forget(ID))
    finish(make_worker(at))
    assert at.steps[moment + 1][0] is Kind.ERASE_ABANDONED
    assert store.content == {}


def test_a_delivery_that_the_recorder_refuses_is_taken_back(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    def refuse(recording_id: str, _: str) -> None:
        recorder.forget(recording_id)
        raise WrongState

    recorder.release(ID, PAYLOAD)
    recorder.delivered = refuse  # type: ignore[method-assign]
    finish(make_worker())
    assert store.content == {}


def test_killed_right_after_the_recorder_heard_it_the_delivery_stands(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(ID, PAYLOAD)
    hear = recorder.delivered

    def hear_and_kill(recording_id: str, manifest_sha256: str) -> None:
        hear(recording_id, manifest_sha256)
        raise KilledError

    recorder.delivered = hear_and_kill  # type: ignore[method-assign]
    with pytest.raises(KilledError):
        finish(make_worker())
    finish(make_worker())
    assert recorder.state(ID) == "in_store"
    assert "manifest.json" in store.content[ID]
