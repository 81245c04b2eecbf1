"""A withdrawal, a crash and a late part in every order and at every step: nothing of the film ever stays.

A schedule says before which step each of the three happens. Steps are counted through restarts, so a crash
may fall in the upload or in the erasure, before or after the withdrawal, and a part of an rclone that nobody
killed may arrive at any moment after the crash. All of them are walked.
"""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from appliance.sync.progress import Progress
from appliance.sync.upload import Uploader
from appliance.sync.worker import SWEEP_S, Task, Worker
from tests.sync.fakes import AtOnce, Clock, FakeAdmission, FakeRecorder, FakeStore, WhenAsked

ID = "0123456789abcdef0123456789abcdef"
NEIGHBOUR = "f" * 32
STEPS = 3 + 4 + 5 + 5  # an upload of one part, and an erasure
NEVER = STEPS + 1


class CrashError(BaseException):
    """Stands for kill -9: nothing may catch it."""


class Schedule:
    """One walk: ``withdraw``, ``crash`` and ``late`` are steps, counted from 0 over every process."""

    def __init__(self, folder: Path, *, withdraw: int, crash: int, late: int) -> None:
        self.withdraw, self.crash, self.late = withdraw, crash, late
        self.folder = folder
        self.recorder = FakeRecorder(folder / f"{withdraw}-{crash}-{late}")
        self.store = FakeStore(content={NEIGHBOUR: {"part-00000": b"of another recording"}})
        self.progress = Progress(Path(":memory:"))
        self.clock = Clock()
        self.number = 0
        self.puts_at_withdrawal: int | None = None
        self.recorder.release(ID, b"film")

    def walk(self, read_back: type[AtOnce] | type[WhenAsked]) -> None:
        while True:
            try:
                worker = self._worker(read_back)
                for _ in range(3):  # the last rounds find what came late
                    while worker.turn():
                        pass
                    self.clock.pass_s(SWEEP_S)
            except CrashError:
                continue
            if self.recorder.state(ID) == "erased":
                return
            self._withdraw()  # it had been delivered before the schedule came to it

    def _worker(self, read_back: type[AtOnce] | type[WhenAsked]) -> Worker:
        scratch = self.recorder.payload("scratch")
        scratch.mkdir(exist_ok=True)
        return Worker(
            uploader=Uploader(
                recorder=self.recorder,
                remote=self.store,
                progress=self.progress,
                scratch=scratch,
                part_bytes=1000,
                read_back=read_back,
            ),
            admission=FakeAdmission(),
            sealed=self.recorder.payload,
            clock=self.clock,
            jitter=lambda: 0.0,
            is_quiet=lambda: False,
            on_step=self._before,
        )

    def _before(self, task: Task, step: str) -> None:
        number, self.number = self.number, self.number + 1
        if number == self.withdraw:
            self._withdraw()
        if number == self.late:
            self.store.content.setdefault(ID, {})["part-00000"] = b"late"
        if number == self.crash:
            raise CrashError

    def _withdraw(self) -> None:
        self.recorder.withdraw(ID)
        self.puts_at_withdrawal = len(self.store.puts)


@pytest.mark.parametrize("read_back", [AtOnce, WhenAsked])
@pytest.mark.parametrize("withdraw", range(STEPS))
def test_in_every_schedule_the_withdrawal_wins(
    in_memory: Path, withdraw: int, read_back: type[AtOnce] | type[WhenAsked]
) -> None:
    outcomes: Counter[int] = Counter()
    for crash, late in product((*range(STEPS), NEVER), repeat=2):
        if late < crash:  # what is late comes from a process that was killed
            continue
        schedule = Schedule(in_memory, withdraw=withdraw, crash=crash, late=late)
        schedule.walk(read_back)
        assert schedule.recorder.state(ID) == "erased", (withdraw, crash, late)
        assert set(schedule.store.content) == {NEIGHBOUR}, (withdraw, crash, late)
        # Not one byte more went up once the client had said no.
        assert len(schedule.store.puts) == schedule.puts_at_withdrawal, (withdraw, crash, late)
        outcomes[schedule.number] += 1
        schedule.progress.close()
    assert len(outcomes) > 3  # the schedules really differ
