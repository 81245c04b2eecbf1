"""Withdrawals before uploads, in every order in which they can cross."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.sync.worker import Kind
from tests.sync.conftest import MakeWorker
from tests.sync.fakes import HEADER, FakeRecorder, FakeStore
from tests.sync.turns import (
    ERASE_STEPS,
    ID,
    OTHER,
    PAYLOAD,
    UPLOAD_STEPS,
    At,
    KilledError,
    assert_gone,
    finish,
    kill,
)


def test_a_released_recording_is_delivered(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(ID, PAYLOAD)
    finish(make_worker())
    assert recorder.state(ID) == "in_store"
    assert b"".join(store.content[ID][name] for name in sorted(store.content[ID])[1:]) == HEADER + PAYLOAD


@pytest.mark.parametrize("moment", range(UPLOAD_STEPS))
def test_a_withdrawal_at_any_step_of_an_upload_wins(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, scratch: Path, moment: int
) -> None:
    recorder.release(ID, PAYLOAD)
    at = At(moment, lambda: recorder.withdraw(ID))
    finish(make_worker(at))
    assert_gone(recorder, store, scratch)
    # Stopped at that very step: the next thing done is the erasure.
    assert at.steps[moment + 1][0] is Kind.ERASE


@pytest.mark.parametrize("moment", range(UPLOAD_STEPS))
def test_a_withdrawal_and_a_kill_at_the_same_step_still_end_in_nothing(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, scratch: Path, moment: int
) -> None:
    recorder.release(ID, PAYLOAD)

    def withdraw_and_kill() -> None:
        recorder.withdraw(ID)
        raise KilledError

    with pytest.raises(KilledError):
        finish(make_worker(At(moment, withdraw_and_kill)))
    finish(make_worker())
    assert_gone(recorder, store, scratch)


@pytest.mark.parametrize("moment", range(UPLOAD_STEPS))
@pytest.mark.parametrize("erasing", range(ERASE_STEPS))
def test_killed_while_uploading_withdrawn_and_killed_while_erasing(
    make_worker: MakeWorker,
    recorder: FakeRecorder,
    store: FakeStore,
    scratch: Path,
    moment: int,
    erasing: int,
) -> None:
    recorder.release(ID, PAYLOAD)
    with pytest.raises(KilledError):
        finish(make_worker(At(moment, kill)))
    recorder.withdraw(ID)
    with pytest.raises(KilledError):
        finish(make_worker(At(erasing, kill)))
    finish(make_worker())
    assert_gone(recorder, store, scratch)


@pytest.mark.parametrize("erasing", range(ERASE_STEPS))
def test_withdrawn_first_nothing_ever_goes_up(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, scratch: Path, erasing: int
) -> None:
    recorder.release(ID, PAYLOAD)
    recorder.withdraw(ID)
    with pytest.raises(KilledError):
        finish(make_worker(At(erasing, kill)))
    finish(make_worker())
    assert store.puts == []
    assert_gone(recorder, store, scratch)


def test_withdrawn_after_delivery_the_store_copy_goes(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, scratch: Path
) -> None:
    recorder.release(ID, PAYLOAD)
    worker = make_worker()
    finish(worker)
    recorder.withdraw(ID)
    finish(worker)
    assert_gone(recorder, store, scratch)


def test_the_header_goes_first(make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore) -> None:
    recorder.release(ID, PAYLOAD)
    finish(make_worker())
    recorder.withdraw(ID)
    with pytest.raises(KilledError):
        finish(make_worker(At(1, kill)))
    assert sorted(store.content[ID]) == ["manifest.json", "part-00001", "part-00002"]


@pytest.mark.parametrize("moment", range(UPLOAD_STEPS))
def test_another_withdrawal_interrupts_an_upload_which_then_goes_on(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore, moment: int
) -> None:
    recorder.release(OTHER, PAYLOAD)
    finish(make_worker())
    recorder.release(ID, PAYLOAD)
    at = At(moment, lambda: recorder.withdraw(OTHER))
    finish(make_worker(at))
    assert at.steps[moment + 1][0] is Kind.ERASE
    assert (recorder.state(OTHER), recorder.state(ID)) == ("erased", "in_store")
    assert set(store.content) == {ID}


def test_withdrawals_come_before_uploads(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(OTHER, PAYLOAD)
    finish(make_worker())
    recorder.release(ID, PAYLOAD)
    recorder.withdraw(OTHER)
    at = At(-1, None)
    finish(make_worker(at))
    assert [kind for kind, _ in at.steps[:ERASE_STEPS]] == [Kind.ERASE] * ERASE_STEPS
