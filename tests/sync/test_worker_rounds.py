"""The rounds of the worker: anchors and inventory, on time, never in the way of a withdrawal or a film."""

from __future__ import annotations

from collections.abc import Callable

from appliance.domain.errors import AuditDamaged, SpiegelboxError, StoreUnreachable
from appliance.sync.worker import Kind, Worker
from tests.sync.fakes import Clock, FakeRecorder, FakeStore

ID = "0123456789abcdef0123456789abcdef"


class Ring:
    """A round that counts itself."""

    every_s = 3600.0

    def __init__(self) -> None:
        self.walked = 0
        self.fails: SpiegelboxError | None = None

    def walk(self, on_step: Callable[[str], None]) -> None:
        on_step("ring")
        if self.fails:
            raise self.fails
        self.walked += 1


def finish(worker: Worker) -> None:
    for _ in range(100):
        if not worker.turn():
            return
    raise AssertionError("the worker does not come to rest")


def with_ring(make_worker, kind: Kind = Kind.ANCHOR) -> tuple[Worker, Ring]:
    worker, ring = make_worker(), Ring()
    worker.rounds = {kind: ring}
    return worker, ring


def test_a_round_comes_at_the_start_and_every_hour(make_worker, clock: Clock):
    worker, ring = with_ring(make_worker)
    finish(worker)
    clock.pass_s(3599)
    finish(worker)
    assert ring.walked == 1
    clock.pass_s(1)
    finish(worker)
    assert ring.walked == 2


def test_a_round_that_fails_is_told_waits_and_comes_again(make_worker, recorder: FakeRecorder, clock: Clock):
    worker, ring = with_ring(make_worker)
    ring.fails = AuditDamaged("x")
    finish(worker)
    assert recorder.troubles == ["audit-damaged"]
    ring.fails = None
    clock.pass_s(3600)
    finish(worker)
    assert (ring.walked, recorder.wells) == (1, 1)


def test_a_round_that_fails_stops_no_film_and_no_withdrawal(
    make_worker, recorder: FakeRecorder, store: FakeStore, clock: Clock
):
    worker, ring = with_ring(make_worker, Kind.INVENTORY)
    ring.fails = StoreUnreachable("x")
    recorder.release(ID, bytes(100))
    finish(worker)
    assert recorder.state(ID) == "in_store"
    recorder.withdraw(ID)
    clock.pass_s(60)
    finish(worker)
    assert recorder.state(ID) == "erased"
