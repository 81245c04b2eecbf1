"""Whatever is done to a small log is found, and the right line named: every mutation, on every line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from appliance.crypto.checkpoint import Checkpoint
from appliance.crypto.merkle import leaf_hash, root_of
from appliance.store.audit_check import AuditFault, check_audit
from appliance.store.audit_line import START, AuditEntry, read_line, write_line

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
COUNT = 6


def entry(seq: int, event: str = "press") -> AuditEntry:
    return AuditEntry(seq, AT, event, "f" * 32, {"number": seq})


def chained(entries: Iterable[AuditEntry], *, prev: str = START) -> list[bytes]:
    lines = []
    for one in entries:
        line, prev = write_line(one, prev=prev)
        lines.append(line)
    return lines


def checkpoint(lines: list[bytes]) -> Checkpoint:
    return Checkpoint("spiegelbox/audit/bench", len(lines), root_of([leaf_hash(line) for line in lines]))


LINES = chained(map(entry, range(COUNT)))
LAST = [checkpoint(LINES)]
EVERY = [checkpoint(LINES[:size]) for size in range(1, COUNT + 1)]
PLACES = range(COUNT)


def faults(lines: list[bytes], checkpoints: list[Checkpoint] | None = None) -> list[AuditFault]:
    return check_audit(b"".join(lines), LAST if checkpoints is None else checkpoints)


def first_line(lines: list[bytes], checkpoints: list[Checkpoint] | None = None) -> int:
    found = faults(lines, checkpoints)
    assert found, "nothing was found"
    assert f"{found[0].first} " in f"{found[0].sentence} "
    return found[0].first


def test_a_log_that_nobody_touched_has_no_faults():
    assert faults(LINES) == []
    assert faults(LINES, EVERY) == []
    assert check_audit(b"") == []
    assert faults([*LINES, *chained([entry(COUNT)], prev=read_line(LINES[-1]).digest)]) == []


@pytest.mark.parametrize("at", PLACES)
def test_every_changed_byte_is_found_in_its_line(at: int):
    line = LINES[at]
    for place in range(len(line) - 1):
        changed = line[:place] + (b"7" if line[place : place + 1] != b"7" else b"8") + line[place + 1 :]
        assert first_line([*LINES[:at], changed, *LINES[at + 1 :]], []) == at + 1


@pytest.mark.parametrize("at", PLACES)
def test_a_second_spelling_of_the_same_entry_is_found(at: int):
    spaced = LINES[at].replace(b'":"', b'": "', 1)
    returned = LINES[at].replace(b"\n", b"\r\n")
    for other in (spaced, returned):
        assert first_line([*LINES[:at], other, *LINES[at + 1 :]], []) == at + 1


@pytest.mark.parametrize("at", PLACES)
def test_a_dropped_line_is_named(at: int):
    (fault,) = faults([*LINES[:at], *LINES[at + 1 :]])
    assert fault.first == at + 1
    assert f"regel {at + 1} ontbreekt" in fault.sentence


@pytest.mark.parametrize("at", range(COUNT - 1))
def test_two_dropped_lines_are_named(at: int):
    (fault,) = faults([*LINES[:at], *LINES[at + 2 :]])
    assert fault.first == at + 1
    assert f"regel {at + 1} tot en met {at + 2} ontbre" in fault.sentence


@pytest.mark.parametrize("one", PLACES)
def test_two_lines_that_changed_places_are_both_named(one: int):
    for other in range(one + 1, COUNT):
        lines = list(LINES)
        lines[one], lines[other] = lines[other], lines[one]
        named = {fault.first for fault in faults(lines)}
        assert min(named) == one + 1
        assert other + 1 in named


@pytest.mark.parametrize("at", PLACES)
def test_a_line_that_stands_there_twice_is_named(at: int):
    for behind in range(at, COUNT):
        lines = [*LINES[: behind + 1], LINES[at], *LINES[behind + 1 :]]
        assert first_line(lines) == behind + 2


@pytest.mark.parametrize("at", range(COUNT + 1))
def test_a_line_that_was_put_in_is_found_with_the_one_whose_place_it_took(at: int):
    prev = read_line(LINES[at - 1]).digest if at else START
    (forged,) = chained([entry(at, "forged")], prev=prev)
    named = first_line([*LINES[:at], forged, *LINES[at:]], []) if at < COUNT else at + 1
    assert named in (at + 1, at + 2)
    assert first_line([*LINES[:at], b"nonsense\n", *LINES[at:]]) == at + 1


@pytest.mark.parametrize("at", PLACES)
def test_a_line_that_was_replaced_by_a_forged_one_is_found_where_the_chain_breaks(at: int):
    prev = read_line(LINES[at - 1]).digest if at else START
    (forged,) = chained([entry(at, "forged")], prev=prev)
    lines = [*LINES[:at], forged, *LINES[at + 1 :]]
    (fault,) = faults(lines)
    assert fault.first <= at + 1 <= fault.last
    if at + 1 < COUNT:  # without any checkpoint too, but for the last line
        assert [(fault.first, fault.last) for fault in faults(lines, [])] == [(at + 1, at + 2)]
    (foreign,) = chained([entry(at, "forged")], prev="1" * 64)
    named = faults([*LINES[:at], foreign, *LINES[at + 1 :]], [])
    assert any(fault.first <= at + 1 <= fault.last for fault in named)


@pytest.mark.parametrize("kept", PLACES)
def test_a_log_that_was_cut_off_is_found_by_a_checkpoint(kept: int):
    (fault,) = faults(LINES[:kept])
    assert (fault.first, fault.last) == (kept + 1, COUNT)
    assert "afgekapt" in fault.sentence


@pytest.mark.parametrize("at", PLACES)
def test_a_log_cut_within_a_line_is_found_in_that_line(at: int):
    for place in range(1, len(LINES[at])):
        assert first_line([*LINES[:at], LINES[at][:place]], []) == at + 1


@pytest.mark.parametrize("at", PLACES)
def test_a_chain_rewritten_after_a_checkpoint_is_found_and_the_line_named(at: int):
    prev = read_line(LINES[at - 1]).digest if at else START
    rewritten = chained([entry(at, "forged"), *map(entry, range(at + 1, COUNT))], prev=prev)
    forked = [*LINES[:at], *rewritten]
    assert faults(forked, []) == []  # the chain alone has been made to fit
    (exact,) = faults(forked, EVERY)
    assert (exact.first, exact.last) == (at + 1, at + 1)
    (rough,) = faults(forked, [checkpoint(LINES[:3]), *LAST])
    assert rough.first <= at + 1 <= rough.last
    assert (rough.first, rough.last) in {(1, 3), (4, COUNT)}
    assert "herschreven" in rough.sentence


@pytest.mark.parametrize("at", PLACES)
def test_two_checkpoints_that_tell_two_stories_are_found_whichever_log_is_shown(at: int):
    prev = read_line(LINES[at - 1]).digest if at else START
    fork = [*LINES[:at], *chained([entry(at, "forged"), *map(entry, range(at + 1, COUNT))], prev=prev)]
    for shown in (LINES, fork):
        told = [fault.sentence for fault in faults(shown, [checkpoint(LINES), checkpoint(fork)])]
        assert any("spreken elkaar tegen" in sentence for sentence in told)


def test_checkpoints_of_two_lengths_on_two_branches_are_found_whichever_log_is_shown():
    fork = chained([entry(0), entry(1, "forged"), *map(entry, range(2, COUNT))])
    witnesses = [checkpoint(LINES[:4]), checkpoint(fork)]
    assert first_line(LINES, witnesses) == 5
    assert first_line(fork, witnesses) == 1
