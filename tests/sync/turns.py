"""Taking turns of the worker in a test: until it rests, up to a step, or until it is killed at one."""

from __future__ import annotations

from pathlib import Path

from appliance.sync import erase
from appliance.sync.worker import Kind, Task, Worker
from tests.sync.fakes import FakeRecorder, FakeStore
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
