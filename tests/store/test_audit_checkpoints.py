from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.crypto.checkpoint import log_signer, read_checkpoint
from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import AuditDamaged
from appliance.store.audit import AuditLog
from appliance.store.audit_check import check_audit
from appliance.store.audit_checkpoints import ENTRIES, EVERY_S, AuditCheckpoints, notes_in

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
BOX = NoteSigner.generate("bench")


class Box:
    """A log and its checkpoints, opened and closed as the recorder does."""

    def __init__(self, folder: Path) -> None:
        self.log_path, self.path = folder / "audit.jsonl", folder / "checkpoints"
        self.boot()

    def boot(self, box: NoteSigner = BOX) -> None:
        self.log = AuditLog(self.log_path)
        self.checkpoints = AuditCheckpoints(self.log, self.path, box, now_s=0.0)

    def crash(self) -> None:
        self.checkpoints.close()
        self.log.close()

    def happens(self, times: int) -> None:
        for _ in range(times):
            self.log.append("press", at=AT)

    @property
    def sizes(self) -> list[int]:
        verifier = log_signer(BOX).verifier
        return [read_checkpoint(verifier, note).size for note in notes_in(self.path.read_bytes())]


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_a_checkpoint_is_written_after_so_many_lines(box: Box):
    box.happens(ENTRIES - 1)
    box.checkpoints.tick(1.0)
    assert box.sizes == []
    box.happens(1)
    box.checkpoints.tick(1.0)
    assert box.sizes == [ENTRIES]


def test_a_checkpoint_is_written_after_an_hour_with_something_new(box: Box):
    box.checkpoints.tick(EVERY_S)
    assert box.sizes == []
    box.happens(1)
    box.checkpoints.tick(EVERY_S - 1)
    assert box.sizes == []
    box.checkpoints.tick(EVERY_S)
    box.checkpoints.tick(3 * EVERY_S)
    assert box.sizes == [1]


def test_what_was_said_already_is_not_said_again(box: Box):
    box.happens(2)
    box.checkpoints.write(0.0)
    box.checkpoints.write(0.0)
    box.crash()
    box.boot()
    box.checkpoints.write(0.0)
    assert box.sizes == [2]


def test_every_checkpoint_fits_the_log(box: Box):
    for _ in range(5):
        box.happens(3)
        box.checkpoints.write(0.0)
    verifier = log_signer(BOX).verifier
    told = [read_checkpoint(verifier, note) for note in notes_in(box.path.read_bytes())]
    assert check_audit(box.log_path.read_bytes(), told) == []
    assert [one.size for one in told] == [3, 6, 9, 12, 15]


def test_a_checkpoint_torn_anywhere_by_a_power_cut_is_taken_off(box: Box):
    box.happens(1)
    box.checkpoints.write(0.0)
    one = box.path.read_bytes()
    box.happens(1)
    box.checkpoints.write(0.0)
    both = box.path.read_bytes()
    for length in range(len(one), len(both)):
        box.crash()
        box.path.write_bytes(both[:length])
        box.boot()
        assert box.path.read_bytes() == one
        box.checkpoints.write(0.0)
        assert box.sizes == [1, 2]
    for length in range(len(one)):
        box.crash()
        box.path.write_bytes(one[:length])
        box.boot()
        assert box.path.read_bytes() == b""


def test_a_log_that_is_not_the_one_it_signed_is_never_signed_again(box: Box):
    box.happens(3)
    box.checkpoints.write(0.0)
    box.crash()
    box.log_path.unlink()
    with pytest.raises(AuditDamaged):  # gone
        box.boot()
    other = AuditLog(box.log_path)
    for _ in range(5):
        other.append("forged", at=AT)
    other.close()
    with pytest.raises(AuditDamaged):  # another story, longer than the first
        box.boot()


def test_checkpoints_of_another_box_are_not_gone_on_with(box: Box):
    box.happens(1)
    box.checkpoints.write(0.0)
    box.crash()
    with pytest.raises(AuditDamaged, match="niet van deze box"):
        box.boot(NoteSigner.generate("bench"))


def test_only_the_owner_reads_the_checkpoints(box: Box):
    assert box.path.stat().st_mode & 0o077 == 0
