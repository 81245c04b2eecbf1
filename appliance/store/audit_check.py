"""Is this the log that the box wrote? Every fault with the number of its line, in plain Dutch. Pure.

Two witnesses: the chain in the lines themselves, and the signed checkpoints. The chain finds a line that was
altered, dropped, doubled, moved or put in; who rewrites all hashes behind his change is found by the first
checkpoint that comes after it, and a log that was cut off by every checkpoint that counted further. What
happened after the last checkpoint has only the chain for a witness: a cut there is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from appliance.crypto.checkpoint import Checkpoint
from appliance.crypto.merkle import GrowingTree, leaf_hash
from appliance.domain.errors import AuditDamaged
from appliance.store.audit_line import START, AuditLine, read_line, split_lines


@dataclass(frozen=True, slots=True, order=True)
class AuditFault:
    """What is wrong, from line ``first`` to ``last`` (from 1)."""

    first: int
    last: int
    sentence: str


def check_audit(content: bytes, checkpoints: Sequence[Checkpoint] = ()) -> list[AuditFault]:
    """Return every fault of a log, in the order of its lines; the checkpoints are taken for true."""
    lines = split_lines(content)
    chain = list(_chain_faults(lines))
    return sorted({*chain, *_checkpoint_faults(lines, checkpoints, chain)})


def _chain_faults(lines: Sequence[bytes]) -> Iterator[AuditFault]:
    """Walk the chain; after a fault go on from what the line itself says, so that one fault is one."""
    seq, prev = 0, START
    for number, line in enumerate(lines, start=1):
        try:
            found = read_line(line)
        except AuditDamaged as damage:
            yield AuditFault(number, number, f"regel {number} {damage.args[0]}")
            seq, prev = seq + 1, ""  # its hash is unknown: the next line has no one to fit
            continue
        yield from _misplaced(found, number=number, seq=seq, prev=prev)
        seq, prev = found.entry.seq + 1, found.digest


def _misplaced(found: AuditLine, *, number: int, seq: int, prev: str) -> Iterator[AuditFault]:
    """Find what is wrong with the place of a line that is whole in itself; ``prev`` "" fits any."""
    here = found.entry.seq
    if here > seq:
        gone = f"regel {here}" if here == seq + 1 else f"regel {seq + 1} tot en met {here}"
        sentence = f"{gone} ontbreekt op zijn plaats: op regel {number} staat wat regel {here + 1} was"
        yield AuditFault(number, number, sentence)
    elif here < seq:
        sentence = f"regel {number} staat dubbel of niet op zijn plaats: dit was regel {here + 1}"
        yield AuditFault(number, number, sentence)
    elif prev and found.prev != prev:  # two whole lines that were never neighbours: one of them is foreign
        before = max(number - 1, 1)
        sentence = f"regel {before} of regel {number} is vervangen: zij sluiten niet op elkaar aan"
        yield AuditFault(before, number, sentence)


def _checkpoint_faults(
    lines: Sequence[bytes], checkpoints: Sequence[Checkpoint], chain: Sequence[AuditFault]
) -> Iterator[AuditFault]:
    yield from _quarrels(checkpoints)
    roots = _roots(lines, {checkpoint.size for checkpoint in checkpoints})
    agreed = 0  # the lines that a checkpoint vouches for
    for checkpoint in sorted(checkpoints, key=lambda one: one.size):
        size = checkpoint.size
        if roots.get(size) == checkpoint.root:
            agreed = size
        elif any(fault.first <= size for fault in chain):
            continue  # told already, and more precisely
        elif size > len(lines):
            yield AuditFault(len(lines) + 1, size, _cut_off(len(lines), size))
            return
        else:
            what = f"regel {size}" if size == agreed + 1 else f"een regel van {agreed + 1} tot en met {size}"
            sentence = f"{what} is later herschreven: het ijkpunt van {size} regels past er niet bij"
            yield AuditFault(agreed + 1, size, sentence)
            return


def _quarrels(checkpoints: Sequence[Checkpoint]) -> Iterator[AuditFault]:
    """Find checkpoints of one size with two roots: the box told two stories."""
    seen: dict[int, bytes] = {}
    for checkpoint in checkpoints:
        if seen.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
            size = checkpoint.size
            sentence = f"twee ijkpunten van {size} regels spreken elkaar tegen: er zijn twee logboeken"
            yield AuditFault(1, size, sentence)


def _cut_off(length: int, size: int) -> str:
    gone = (
        f"regel {size} ontbreekt" if size == length + 1 else f"regel {length + 1} tot en met {size} ontbreken"
    )
    return f"het logboek is afgekapt: {gone}"


def _roots(lines: Sequence[bytes], sizes: set[int]) -> dict[int, bytes]:
    tree = GrowingTree()
    roots = {0: tree.root}
    for line in lines:
        tree.append(leaf_hash(line))
        if tree.size in sizes:
            roots[tree.size] = tree.root
    return roots
