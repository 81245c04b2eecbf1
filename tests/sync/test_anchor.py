"""The audit log comes to the store once, whole and in order, whatever is killed, away or put back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import AuditDamaged, ReadBackDiffers, StoreUnreachable
from appliance.recorder.anchoring import Anchoring as RecorderSide
from appliance.store.anchor_check import check_against_anchors, check_anchors
from appliance.store.audit import AuditLog
from appliance.store.audit_anchor import read_anchor
from appliance.store.audit_checkpoints import AuditCheckpoints
from appliance.store.layout import Layout
from appliance.sync.anchor import Anchoring
from appliance.sync.progress import Progress
from tests.sync.fakes import FakeStore

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
FOLDER = "audit/box-1"


class Box:
    """The recorder's side, with a log that grows when the test says so."""

    def __init__(self, folder: Path) -> None:
        self.layout = Layout(folder / "data", folder / "run")
        self.signer = NoteSigner.generate("box-1")
        self._side = RecorderSide(self.layout, self.signer)
        self.asked = 0

    def write(self, lines: int, *, event: str = "press") -> None:
        log = AuditLog(self.layout.audit)
        checkpoints = AuditCheckpoints(log, self.layout.audit_checkpoints, self.signer, now_s=0.0)
        for _ in range(lines):
            log.append(event, at=AT, number=log.size)
        checkpoints.write(0.0)
        checkpoints.close()
        log.close()

    def audit(self, since: int, root: str) -> tuple[bytes, str]:
        self.asked += 1
        return self._side.behind(since=since, root=root), self._side.key

    @property
    def log(self) -> bytes:
        return self.layout.audit.read_bytes()


@pytest.fixture
def box(tmp_path: Path) -> Box:
    box = Box(tmp_path / "box")
    box.write(3)
    return box


@pytest.fixture
def bring(box: Box, store: FakeStore, progress: Progress) -> Callable[..., None]:
    """Walk once, as a fresh process would."""

    def walk(on_step: Callable[[str], None] = lambda step: None, memory: Progress = progress) -> None:
        Anchoring(recorder=box, remote=store, progress=memory, box="box-1").walk(on_step)

    return walk


def assert_anchored(box: Box, store: FakeStore) -> None:
    anchors = [read_anchor(content) for content in store.content[FOLDER].values()]
    assert check_anchors(anchors) == check_against_anchors(box.log, anchors) == []
    assert max(one.checkpoint.size for one in anchors) == box.log.count(b"\n")


def test_what_is_signed_lies_in_the_store_and_what_came_later_comes_behind_it(box, store, bring):
    bring()
    box.write(4)
    bring()
    assert list(store.content[FOLDER]) == [
        "000000000000-000000000003.jsonl",
        "000000000003-000000000007.jsonl",
    ]
    assert_anchored(box, store)


def test_a_log_that_did_not_grow_costs_the_store_nothing(box, store, bring):
    bring()
    store.leave()
    bring()


def test_weeks_without_a_store_are_caught_up_with(box, store, bring):
    store.leave()
    for _ in range(5):
        box.write(2)
        with pytest.raises(StoreUnreachable):
            bring()
    store.come_back()
    bring()
    assert_anchored(box, store)


class KilledError(BaseException):
    """Stands for kill -9: nothing may catch it."""


@pytest.mark.parametrize("step", range(8))
def test_killed_before_any_step_it_brings_nothing_twice_and_nothing_over_another(box, store, bring, step):
    steps = 0

    def kill(_: str) -> None:
        nonlocal steps
        if steps == step:
            raise KilledError
        steps += 1

    bring()
    box.write(2)
    try:
        bring(kill)
        box.write(2)
        bring(kill)
    except KilledError:
        box.write(2)
    bring()
    assert_anchored(box, store)
    assert len(store.puts) == len(set(store.puts))


def test_killed_between_bringing_and_remembering_it_looks_in_the_store(box, store, progress, bring, tmp_path):
    forgetful = Progress(tmp_path / "before.sqlite")  # as the memory stood when the power went
    bring()
    box.write(2)
    bring(memory=forgetful)
    assert_anchored(box, store)
    assert len(store.puts) == 2
    forgetful.close()


def test_what_a_kill_left_half_written_is_brought_anew(box, store, bring):
    bring()
    box.write(2)
    half = "000000000003-000000000005.jsonl"
    store.content[FOLDER][half] = box.audit(*_stands(store))[0][:-20]
    box.write(2)
    bring()
    assert half not in store.content[FOLDER]
    assert_anchored(box, store)


def test_what_somebody_else_put_there_is_not_believed(box, store, bring, tmp_path):
    other = Box(tmp_path / "other")
    other.write(9)
    planted, _ = other.audit(0, "0" * 64)
    store.content[FOLDER] = {"000000000000-000000000009.jsonl": planted}
    bring()
    assert "000000000000-000000000003.jsonl" in store.content[FOLDER]
    assert "000000000000-000000000009.jsonl" not in store.content[FOLDER]


def test_an_anchor_that_comes_back_altered_is_not_believed(box, store, progress, bring):
    store.spoils.add("000000000000-000000000003.jsonl")
    with pytest.raises(ReadBackDiffers):
        bring()
    assert progress.anchored()[0] == 0
    store.spoils.clear()
    bring()
    assert_anchored(box, store)


def test_a_box_that_was_put_back_to_an_older_state_brings_nothing_more(box, store, bring, tmp_path):
    old = {path.name: path.read_bytes() for path in box.layout.audit.parent.iterdir()}
    box.write(4)
    bring()
    for name, content in old.items():
        (box.layout.audit.parent / name).write_bytes(content)
    before = dict(store.content[FOLDER])
    with pytest.raises(AuditDamaged):
        bring()
    box.write(9, event="another history")
    with pytest.raises(AuditDamaged):
        bring()
    assert store.content[FOLDER] == before


def _stands(store: FakeStore) -> tuple[int, str]:
    last = read_anchor(list(store.content[FOLDER].values())[-1]).checkpoint
    return last.size, last.root.hex()
