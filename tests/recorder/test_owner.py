"""The one thread that owns the state: it goes on, whatever its work does."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from appliance.domain.errors import SpiegelboxError, WrongState
from appliance.recorder.owner import Owner

PATIENCE_S = 60.0


class Seen:
    def __init__(self) -> None:
        self.faults: list[str] = []
        self.ticked = threading.Event()
        self.told = threading.Event()

    def fault(self, error: SpiegelboxError) -> None:
        self.faults.append(error.code)
        self.told.set()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def owner(seen: Seen) -> Iterator[Owner]:
    made = Owner(on_tick=seen.ticked.set, on_fault=seen.fault)
    made.start()
    yield made
    made.stop()


def test_an_answer_comes_from_the_owner_s_own_thread(owner: Owner) -> None:
    assert owner.call(lambda: threading.current_thread().name) == "owner"


def test_a_refusal_goes_to_who_asked_and_is_no_fault(owner: Owner, seen: Seen) -> None:
    def refuse() -> None:
        raise WrongState

    with pytest.raises(WrongState):
        owner.call(refuse)
    assert seen.faults == []


def test_work_that_fails_unforeseen_is_a_fault_and_the_thread_goes_on(owner: Owner, seen: Seen) -> None:
    with pytest.raises(ZeroDivisionError):
        owner.call(lambda: 1 / 0)
    assert seen.told.wait(PATIENCE_S)
    assert seen.faults == ["error"]
    assert owner.call(lambda: "still there") == "still there"


def test_an_error_of_ours_in_posted_work_is_a_fault_with_its_own_name(owner: Owner, seen: Seen) -> None:
    def fail() -> None:
        raise WrongState

    owner.post(fail)
    assert seen.told.wait(PATIENCE_S)
    assert seen.faults == ["wrong-state"]


def test_time_passes_without_work_and_with_it(owner: Owner, seen: Seen) -> None:
    assert seen.ticked.wait(PATIENCE_S)
    seen.ticked.clear()
    owner.call(lambda: None)
    assert seen.ticked.wait(PATIENCE_S)


def test_what_waits_is_done_before_it_ends(seen: Seen) -> None:
    made = Owner(on_tick=lambda: None, on_fault=seen.fault)
    done: list[int] = []
    for number in range(5):
        made.post(lambda number=number: done.append(number))  # type: ignore[misc]
    made.start()
    made.stop()
    assert done == [0, 1, 2, 3, 4]


def test_a_full_queue_raises_on_nobody_s_thread(seen: Seen) -> None:
    made = Owner(on_tick=lambda: None, on_fault=seen.fault)  # never started: nothing is taken out
    for _ in range(2_000):
        made.post(lambda: None)
