"""Is the box's own log the one that was anchored in the store? Every difference by its line, in plain Dutch.

Pure. The store has two witnesses: the signed checkpoints, which the box cannot take back, and the lines
themselves, which tell what stood there. Lines are compared by what they say (when, what, which film): who
alters one line and computes the chain anew behind it changes every later line, but only one of them lies.
What the box wrote behind the last anchor has no witness yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from appliance.crypto.merkle import GrowingTree, leaf_hash, verify_consistency
from appliance.store.audit_anchor import Anchor
from appliance.store.audit_check import AuditFault
from appliance.store.audit_line import split_lines

_PLACE = ("seq", "prev", "hash")  # what a line says of its place in the chain


def check_anchors(anchors: Sequence[Anchor]) -> list[AuditFault]:
    """Return what is wrong with the anchors themselves, in order; their notes were verified before."""
    return list(_anchor_faults(sorted(anchors, key=lambda one: (one.start, one.checkpoint.size))))


def check_against_anchors(content: bytes, anchors: Sequence[Anchor]) -> list[AuditFault]:
    """Return every difference between a log and what whole anchors of it say."""
    anchored = split_lines(b"".join(one.lines for one in sorted(anchors, key=lambda one: one.start)))
    lines = split_lines(content)
    if len(lines) >= len(anchored) and lines[: len(anchored)] == anchored:
        return []
    return list(_differences(lines, anchored))


def _anchor_faults(anchors: Sequence[Anchor]) -> Iterator[AuditFault]:
    tree = GrowingTree()
    size, root = 0, tree.root
    for anchor in anchors:
        to = anchor.checkpoint
        if anchor.start > size:
            gone = _stretch(size + 1, anchor.start)
            yield AuditFault(size + 1, anchor.start, f"in de opslag ontbreekt het anker van {gone}")
            return
        if anchor.start < size:
            told = f"in de opslag liggen twee ankers van regel {anchor.start + 1} en verder: twee logboeken"
            yield AuditFault(anchor.start + 1, max(size, to.size), told)
            return
        for line in split_lines(anchor.lines):
            tree.append(leaf_hash(line))
        if (tree.size, tree.root) != (to.size, to.root):
            told = f"het anker van {_stretch(size + 1, to.size)} is in de opslag veranderd"
            yield AuditFault(size + 1, to.size, told)
            return
        grew = size == 0 or verify_consistency(
            old_size=size, old_root=root, size=to.size, root=to.root, proof=anchor.proof
        )
        if not grew:
            told = f"het bewijs bij het anker van {_stretch(size + 1, to.size)} klopt niet"
            yield AuditFault(size + 1, to.size, told)
        size, root = to.size, to.root


def _differences(lines: list[bytes], anchored: list[bytes]) -> Iterator[AuditFault]:
    here, there = [_said(line) for line in lines], [_said(line) for line in anchored]
    found = False
    for kind, first, last, here_first, here_last in SequenceMatcher(
        None, there, here, autojunk=False
    ).get_opcodes():
        fault = _difference(kind, (first, last), (here_first, here_last), lines=here, anchored=there)
        if fault is not None:
            found = True
            yield fault
    if not found:  # every line says the same, in other bytes
        first = next(at for at, (one, other) in enumerate(zip(lines, anchored, strict=False)) if one != other)
        yield AuditFault(first + 1, first + 1, f"regel {first + 1} is anders geschreven dan in de opslag")


def _difference(
    kind: str,
    gone: tuple[int, int],
    new: tuple[int, int],
    *,
    lines: Sequence[str],
    anchored: Sequence[str],
) -> AuditFault | None:
    """Return one difference in words; None for what the box wrote behind the last anchor."""
    (first, last), (here_first, here_last) = gone, new
    at_the_end = last == len(anchored) and here_last == len(lines)
    if kind == "equal" or (kind == "insert" and first == len(anchored)):
        return None
    if kind == "insert":
        if all(line in anchored for line in lines[here_first:here_last]):
            told = (
                f"op regel {here_first + 1} staat iets dat daar niet hoort: het logboek is door elkaar gezet"
            )
        else:
            told = f"{_stretch(here_first + 1, here_last)} staat niet in de opslag: later ingevoegd"
        return AuditFault(here_first + 1, here_last, told)
    if kind == "delete" and at_the_end:
        told = f"het logboek stopt na regel {len(lines)}, en {_stretch(first + 1, last)} is verankerd: "
        return AuditFault(first + 1, last, told + "afgekapt, of de box is teruggezet naar een oude stand")
    if kind == "delete":
        elsewhere = all(line in lines for line in anchored[first:last])
        told = f"{_stretch(first + 1, last)} " + (
            "staat niet meer op zijn plaats" if elsewhere else "is uit het logboek verdwenen"
        )
        return AuditFault(first + 1, last, told)
    if at_the_end and last - first > 1:
        told = f"vanaf regel {first + 1} is dit een ander logboek dan in de opslag: er zijn er twee"
        return AuditFault(first + 1, max(last, here_last), told)
    return AuditFault(first + 1, last, f"{_stretch(first + 1, last)} is veranderd nadat het verankerd was")


def _said(line: bytes) -> str:
    """Return what a line says without its place; a line that is no line says its bytes."""
    try:
        fields = json.loads(line)
    except ValueError:
        return line.hex()
    if not isinstance(fields, dict):
        return line.hex()
    return json.dumps({key: fields[key] for key in fields if key not in _PLACE}, sort_keys=True)


def _stretch(first: int, last: int) -> str:
    return f"regel {first}" if first == last else f"regel {first} tot en met {last}"
