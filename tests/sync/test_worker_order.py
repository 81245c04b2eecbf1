"""Withdrawals before uploads, in every order in which they can cross, and a store that goes and comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.domain.errors import RecorderUnreachable, StoreRefused, StoreUnfit, WrongState
from appliance.sync import erase
from appliance.sync.worker import SWEEP_S, Kind, Task, Worker
from tests.sync.conftest import MakeWorker
from tests.sync.fakes import HEADER, Clock, FakeAdmission, FakeRecorder, FakeStore
from tests.sync.test_upload_steps import ALL_STEPS

ID = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32
PAYLOAD = bytes(2500)
UPLOAD_STEPS = len(ALL_STEPS)
ERASE_STEPS = len(erase.Step)


class KilledError(BaseException):
    """Stands for kill -9: nothing may catch it."""


def finish(worker: Worker) -> None:
    """Take turns until nothing is due."""
    for _ in range(100):
        if not worker.turn():
            return
    raise AssertionError("the worker does not come to rest")


class At:
    """Calls ``action`` before the step with this number, once; remembers all steps."""

    def __init__(self, number: int, action: object) -> None:
        self.number, self.action = number, action
        self.steps: list[tuple[Kind, str]] = []

    def __call__(self, task: Task, step: str) -> None:
        self.steps.append((task.kind, step))
        if len(self.steps) - 1 == self.number:
            self.action()  # type: ignore[operator]


def kill() -> None:
    raise KilledError


def assert_gone(recorder: FakeRecorder, store: FakeStore, scratch: Path) -> None:
    assert recorder.state(ID) == "erased"
    assert store.content == {}
    assert list(scratch.iterdir()) == []


def test_a_released_recording_is_delivered(
    make_worker: MakeWorker, recorder: FakeRecorder, store: FakeStore
) -> None:
    recorder.release(ID, PAYLOAD)
    finish(make_worker())
    assert recorder.state(ID) == "in_store"
    assert b"".join(store.content[ID][name] for name in sorted(store.content[ID])[1:]) == HEADER + PAYLOAD


# -- a withdrawal and an upload cross ------------------------------------------------------------


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


# -- tombstones --------------------------------------------------------------------------------


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


# -- uploads that are no longer wanted -----------------------------------------------------------


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


# -- a store that goes and comes -----------------------------------------------------------------


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


# -- quiet hours and a store that is not trusted yet ---------------------------------------------


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
