"""An anchor: a stretch of the audit log and the signed checkpoint behind it, kept where the box cannot reach.

One small object for each stretch, named after its first and last line; never overwritten. The first line is
``{"v", "start", "proof", "checkpoint"}`` as JSON, the rest are the lines of the log byte for byte. ``proof``
shows that the log of ``start`` lines is the beginning of this one, to whoever has only the two checkpoints.
Pure: knows no file and no store. Source: https://c2sp.org/tlog-checkpoint, RFC 6962 section 2.1.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from appliance.crypto.checkpoint import Checkpoint, parse_checkpoint
from appliance.crypto.merkle import consistency_proof, leaf_hash, root_of
from appliance.crypto.note_form import unverified_text
from appliance.domain.errors import AuditDamaged
from appliance.store.audit_line import split_lines

ANCHOR_BYTES = 1 << 20  # of lines; after weeks without a store the box brings several
_NAME = re.compile(r"([0-9]{12})-([0-9]{12})\.jsonl")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The lines from ``start`` (counted from 0) up to the size of the checkpoint in ``note``."""

    start: int
    note: str  # a signed checkpoint; whether it is true is for crypto.checkpoint.read_checkpoint
    proof: tuple[bytes, ...]
    lines: bytes

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says, believed or not."""
        return parse_checkpoint(unverified_text(self.note))

    @property
    def name(self) -> str:
        return anchor_name(self.start, self.checkpoint.size)


def anchor_name(start: int, size: int) -> str:
    """Return the name of the object, which sorts as the log grows."""
    return f"{start:012}-{size:012}.jsonl"


def stretch_of(name: str) -> tuple[int, int] | None:
    """Return (start, size) of an anchor's name, None for any other name."""
    found = _NAME.fullmatch(name)
    return (int(found[1]), int(found[2])) if found else None


def next_anchor(content: bytes, notes: Sequence[str], *, since: int, root: bytes) -> Anchor | None:
    """Return what is to be anchored behind the first ``since`` lines, None when nothing new is signed yet.

    ``root`` is the Merkle root of those lines as they were anchored. Raises: AuditDamaged when this log does
    not begin with them: it was put back to an older state, or it is another one.
    """
    lines = split_lines(content)
    leaves = [leaf_hash(line) for line in lines]
    if len(leaves) < since:
        raise AuditDamaged(f"het telt {len(leaves)} regels, en er zijn er {since} verankerd")
    if since and root_of(leaves[:since]) != root:
        raise AuditDamaged(f"de eerste {since} regels zijn niet wat verankerd is")
    ends = list(accumulate(map(len, lines), initial=0))
    signed = [(parse_checkpoint(unverified_text(note)).size, note) for note in notes]
    waiting = [(size, note) for size, note in signed if since < size <= len(lines)]
    if not waiting:
        return None
    fitting = [each for each in waiting if ends[each[0]] - ends[since] <= ANCHOR_BYTES]
    size, note = max(fitting or [min(waiting)])
    proof = consistency_proof(leaves[:size], since) if since else ()
    return Anchor(since, note, proof, content[ends[since] : ends[size]])


def write_anchor(anchor: Anchor) -> bytes:
    """Return the object as bytes."""
    head = {
        "v": 1,
        "start": anchor.start,
        "proof": [hashed.hex() for hashed in anchor.proof],
        "checkpoint": anchor.note,
    }
    return json.dumps(head, sort_keys=True, ensure_ascii=False).encode() + b"\n" + anchor.lines


def read_anchor(content: bytes) -> Anchor:
    """Undo ``write_anchor``. Raises: AuditDamaged (not the form), NoteAltered (no checkpoint in it)."""
    head, _, lines = content.partition(b"\n")
    try:
        fields = json.loads(head)
    except ValueError:
        raise AuditDamaged("een anker is onleesbaar") from None
    match fields:
        case {"v": 1, "start": int(start), "proof": list(proof), "checkpoint": str(note)} if all(
            isinstance(hashed, str) and _HASH.fullmatch(hashed) for hashed in proof
        ):
            anchor = Anchor(start, note, tuple(map(bytes.fromhex, proof)), lines)
            parse_checkpoint(unverified_text(note))
            return anchor
    raise AuditDamaged("een anker heeft andere velden")
