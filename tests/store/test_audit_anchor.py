"""What the store keeps of a log, and every way in which the box's own log can differ from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.crypto.checkpoint import log_signer, read_checkpoint
from appliance.crypto.merkle import EMPTY_ROOT, verify_consistency
from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import AuditDamaged
from appliance.store.anchor_check import check_against_anchors, check_anchors
from appliance.store.audit import AuditLog
from appliance.store.audit_anchor import (
    ANCHOR_BYTES,
    Anchor,
    next_anchor,
    read_anchor,
    stretch_of,
    write_anchor,
)
from appliance.store.audit_check import check_audit
from appliance.store.audit_checkpoints import AuditCheckpoints, notes_in
from appliance.store.audit_line import START, AuditEntry, write_line

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
BOX = NoteSigner.generate("zaandam-3")
LINES, SIGNED_EVERY = 22, 5  # two lines behind the last checkpoint


class Box:
    """A box that writes its log and signs it every few lines."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "audit.jsonl"
        self._checkpoints = folder / "checkpoints"

    def write(self, lines: int, *, event: str = "press") -> None:
        log = AuditLog(self.path)
        checkpoints = AuditCheckpoints(log, self._checkpoints, BOX, now_s=0.0)
        for _ in range(lines):
            log.append(event, at=AT + timedelta(seconds=log.size), number=log.size)
            if log.size % SIGNED_EVERY == 0:
                checkpoints.write(0.0)
        checkpoints.close()
        log.close()

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @property
    def notes(self) -> tuple[str, ...]:
        return notes_in(self._checkpoints.read_bytes())

    def anchors(self, *before: Anchor) -> list[Anchor]:
        """Anchor what is signed, behind what was anchored before."""
        found = list(before)
        while True:
            last = found[-1].checkpoint if found else None
            size, root = (last.size, last.root) if last else (0, EMPTY_ROOT)
            anchor = next_anchor(self.content, self.notes, since=size, root=root)
            if anchor is None:
                return found
            found.append(anchor)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    box = Box(tmp_path)
    box.write(LINES)
    return box


def anchored_in_steps(tmp_path: Path) -> tuple[Box, list[Anchor]]:
    """A log that was anchored twice while it grew."""
    box = Box(tmp_path)
    box.write(11)
    first = box.anchors()
    box.write(LINES - 11)
    return box, box.anchors(*first)


def said(faults: list) -> str:  # type: ignore[type-arg]
    return " / ".join(fault.sentence for fault in faults)


# -- the form ----------------------------------------------------------------------------------


def test_an_anchor_holds_the_lines_their_signed_checkpoint_and_the_proof(tmp_path: Path) -> None:
    box, (first, second) = anchored_in_steps(tmp_path)
    assert (first.name, second.name) == (
        "000000000000-000000000010.jsonl",
        "000000000010-000000000020.jsonl",
    )
    assert stretch_of(second.name) == (10, 20)
    lines = box.content.splitlines(keepends=True)
    assert first.lines + second.lines == b"".join(lines[:20])
    key = log_signer(BOX).verifier
    old, new = read_checkpoint(key, first.note), read_checkpoint(key, second.note)
    assert verify_consistency(
        old_size=old.size, old_root=old.root, size=new.size, root=new.root, proof=second.proof
    )
    assert [read_anchor(write_anchor(one)) for one in (first, second)] == [first, second]


@pytest.mark.parametrize("name", ["000000000000-000000000010.note", "part-00000", "0-10.jsonl", ""])
def test_another_name_is_no_anchor(name: str) -> None:
    assert stretch_of(name) is None


@pytest.mark.parametrize("content", [b"", b"{}\n", b"[1]\n", b"no json\n", b'{"v":2}\n'])
def test_something_else_is_no_anchor(content: bytes) -> None:
    with pytest.raises(AuditDamaged):
        read_anchor(content)


def test_nothing_is_anchored_that_is_not_signed_yet(box: Box) -> None:
    (anchor,) = box.anchors()
    assert anchor.checkpoint.size == 20
    box.write(1)
    assert box.anchors(anchor) == [anchor]


def test_weeks_without_a_store_come_in_pieces_of_a_bounded_size(tmp_path: Path) -> None:
    box = Box(tmp_path)
    log = AuditLog(box.path)
    checkpoints = AuditCheckpoints(log, tmp_path / "checkpoints", BOX, now_s=0.0)
    for number in range(30):
        log.append("much", at=AT, text="x" * (ANCHOR_BYTES // 10 - 400), number=number)
        checkpoints.write(0.0)
    anchors = box.anchors()
    assert [one.checkpoint.size for one in anchors] == [10, 20, 30]
    assert all(len(one.lines) <= ANCHOR_BYTES for one in anchors)
    assert check_anchors(anchors) == check_against_anchors(box.content, anchors) == []


def test_a_box_that_was_put_back_is_not_anchored_further(tmp_path: Path) -> None:
    _, anchors = anchored_in_steps(tmp_path / "new")
    last = anchors[-1].checkpoint
    old = Box(tmp_path / "old")
    old.write(11)
    with pytest.raises(AuditDamaged, match="11 regels, en er zijn er 20"):
        next_anchor(old.content, old.notes, since=last.size, root=last.root)
    old.write(14, event="other")  # and went on as if nothing had happened
    with pytest.raises(AuditDamaged, match="niet wat verankerd is"):
        next_anchor(old.content, old.notes, since=last.size, root=last.root)


# -- the box against the store -----------------------------------------------------------------


def test_a_log_that_only_grew_is_the_anchored_one(tmp_path: Path) -> None:
    box, anchors = anchored_in_steps(tmp_path)
    assert check_anchors(anchors) == check_against_anchors(box.content, anchors) == []


def rehashed(lines: list[bytes]) -> bytes:
    """Compute the chain anew over lines that were tampered with, as who owns the box can."""
    content, prev = b"", START
    for seq, line in enumerate(lines):
        fields = json.loads(line)
        at = datetime.fromisoformat(fields["at"])
        entry = AuditEntry(seq, at, fields["event"], fields["film"], fields["detail"])
        line, prev = write_line(entry, prev=prev)
        content += line
    return content


def altered(lines: list[bytes]) -> list[bytes]:
    return [*lines[:6], lines[6].replace(b"press", b"other"), *lines[7:]]


TAMPERING: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "altered": (altered, "regel 7 is veranderd nadat het verankerd was"),
    "the last anchored line altered": (
        lambda lines: [*lines[:19], lines[19].replace(b"press", b"other"), *lines[20:]],
        "regel 20 is veranderd nadat het verankerd was",
    ),
    "dropped": (lambda lines: [*lines[:6], *lines[9:]], "regel 7 tot en met 9 is uit het logboek verdwenen"),
    "put in": (
        lambda lines: [*lines[:6], lines[6].replace(b'"number":6', b'"number":99'), *lines[6:]],
        "regel 7 staat niet in de opslag: later ingevoegd",
    ),
    "doubled": (
        lambda lines: [*lines[:7], lines[6], *lines[7:]],
        "staat iets dat daar niet hoort: het logboek is door elkaar gezet",
    ),
    "reordered": (
        lambda lines: [*lines[:6], lines[9], *lines[6:9], *lines[10:]],
        "regel 10 staat niet meer op zijn plaats",
    ),
    "cut off": (
        lambda lines: lines[:13],
        "het logboek stopt na regel 13, en regel 14 tot en met 20 is verankerd",
    ),
    "forked": (
        lambda lines: [*lines[:8], *(line.replace(b"press", b"other") for line in lines[8:])],
        "vanaf regel 9 is dit een ander logboek dan in de opslag",
    ),
    "begun anew": (
        lambda lines: [line.replace(b"press", b"other") for line in lines],
        "vanaf regel 1 is dit een ander logboek dan in de opslag",
    ),
    "emptied": (lambda lines: [], "het logboek stopt na regel 0"),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_who_owns_the_box_and_computes_the_chain_anew_is_found_and_the_line_is_named(
    tmp_path: Path, how: str
) -> None:
    box, anchors = anchored_in_steps(tmp_path)
    tamper, told = TAMPERING[how]
    content = rehashed(tamper(box.content.splitlines(keepends=True)))
    assert check_audit(content) == []  # the chain alone sees nothing
    assert told in said(check_against_anchors(content, anchors))


def test_a_line_that_says_the_same_in_other_bytes_is_found(tmp_path: Path) -> None:
    box, anchors = anchored_in_steps(tmp_path)
    content = box.content.replace(b'"prev":"0000', b'"prev":"1000', 1)
    assert said(check_against_anchors(content, anchors)) == "regel 1 is anders geschreven dan in de opslag"


def test_a_line_that_is_no_line_is_found(tmp_path: Path) -> None:
    box, anchors = anchored_in_steps(tmp_path)
    lines = box.content.splitlines(keepends=True)
    content = b"".join([*lines[:4], b"\xff\n", b"[1]\n", *lines[6:]])
    assert "regel 5 tot en met 6 is veranderd" in said(check_against_anchors(content, anchors))


# -- the store itself --------------------------------------------------------------------------


def test_an_anchor_that_was_taken_out_of_the_store_is_missed(tmp_path: Path) -> None:
    _, (_, second) = anchored_in_steps(tmp_path)
    assert "ontbreekt het anker van regel 1 tot en met 10" in said(check_anchors([second]))


def test_an_anchor_whose_lines_were_altered_in_the_store_is_found(tmp_path: Path) -> None:
    _, (first, second) = anchored_in_steps(tmp_path)
    forged = Anchor(second.start, second.note, second.proof, second.lines.replace(b"press", b"other"))
    told = "het anker van regel 11 tot en met 20 is in de opslag veranderd"
    assert said(check_anchors([first, forged])) == told


def test_two_histories_of_one_box_in_the_store_are_found(tmp_path: Path) -> None:
    _, anchors = anchored_in_steps(tmp_path / "one")
    other = Box(tmp_path / "other")
    other.write(20, event="other")
    assert "twee logboeken" in said(check_anchors([*anchors, *other.anchors()]))


def test_a_proof_that_does_not_fit_is_found(tmp_path: Path) -> None:
    _, (first, second) = anchored_in_steps(tmp_path)
    forged = Anchor(second.start, second.note, (bytes(32), *second.proof[1:]), second.lines)
    assert "het bewijs bij het anker van regel 11 tot en met 20 klopt niet" in said(
        check_anchors([first, forged])
    )
