"""The check before the first delivery: remembered, repeated for another store, and never leaving anything."""

from __future__ import annotations

import pytest

from appliance.domain.errors import StoreUnfit, StoreUnreachable
from appliance.settings.model import Store
from appliance.sync.admission import VALID_S, CheckedAdmission
from appliance.sync.progress import Progress
from tests.sync.conftest import MakeWorker
from tests.sync.fakes import Clock, FakeRecorder, FakeStore

HERE = Store(path="/mnt/here")
STEPS = ["answers", "keeps", "overwrites", "erases", "bins"]


class ShownStore(FakeStore):
    """A store in memory that also tells what it keeps."""

    bins: tuple[str, ...] = ()

    def leftovers(self, name: str) -> tuple[str, ...]:
        return self.bins

    def snapshots(self) -> tuple[str, ...]:
        return ()

    def keeps_versions(self) -> bool:
        return False


@pytest.fixture
def store() -> ShownStore:
    return ShownStore()


@pytest.fixture
def admitted(store: ShownStore, progress: Progress, clock: Clock) -> CheckedAdmission:
    return CheckedAdmission(store=HERE, remote=store, progress=progress, now=clock)


class KilledError(BaseException):
    """Stands for kill -9."""


def test_a_fit_store_is_remembered_and_left_empty(
    admitted: CheckedAdmission, store: ShownStore, progress: Progress
) -> None:
    steps: list[str] = []
    assert not admitted.is_given()
    admitted.ask(steps.append)
    assert steps == STEPS
    assert admitted.is_given()
    assert store.content == {}
    assert progress.uploads() == {}


def test_another_folder_or_address_is_another_store(
    admitted: CheckedAdmission, store: ShownStore, progress: Progress, clock: Clock
) -> None:
    admitted.ask(lambda _: None)
    for other in (
        Store(path="/mnt/there"),
        Store(kind="smb", path="/mnt/here"),
        Store(path="/mnt/here", options={"a": "b"}),
    ):
        assert not CheckedAdmission(store=other, remote=store, progress=progress, now=clock).is_given()


def test_after_a_week_it_is_asked_again_and_also_when_the_clock_was_put_back(
    admitted: CheckedAdmission, clock: Clock
) -> None:
    admitted.ask(lambda _: None)
    clock.pass_s(VALID_S - 1)
    assert admitted.is_given()
    clock.pass_s(1)
    assert not admitted.is_given()
    clock.pass_s(-VALID_S - 1)
    assert not admitted.is_given()


def test_what_was_taken_back_is_asked_anew(admitted: CheckedAdmission) -> None:
    admitted.ask(lambda _: None)
    admitted.take_back()
    assert not admitted.is_given()


def test_a_store_with_a_bin_is_refused_in_words(admitted: CheckedAdmission, store: ShownStore) -> None:
    store.bins = ("#recycle",)
    with pytest.raises(StoreUnfit) as refused:
        admitted.ask(lambda _: None)
    assert "#recycle" in refused.value.sentence
    assert "prullenbak" in refused.value.next_step
    assert not admitted.is_given()


def test_a_store_that_alters_what_it_gets_is_refused(admitted: CheckedAdmission, store: ShownStore) -> None:
    store.spoils.add("part-00000")
    with pytest.raises(StoreUnfit):
        admitted.ask(lambda _: None)


def test_a_store_that_is_away_is_not_called_unfit(admitted: CheckedAdmission, store: ShownStore) -> None:
    store.leave()
    with pytest.raises(StoreUnreachable):
        admitted.ask(lambda _: None)
    assert not admitted.is_given()


@pytest.mark.parametrize("killed_at", STEPS)
def test_killed_in_the_middle_of_a_check_the_next_process_cleans_up(
    admitted: CheckedAdmission,
    store: ShownStore,
    recorder: FakeRecorder,
    make_worker: MakeWorker,
    killed_at: str,
) -> None:
    def kill(step: str) -> None:
        if step == killed_at:
            store.leave()  # nothing reaches the store any more, not even the cleaning up on the way out
            raise KilledError

    with pytest.raises(KilledError):
        admitted.ask(kill)
    store.come_back()
    worker = make_worker()
    while worker.turn():
        pass
    assert store.content == {}
