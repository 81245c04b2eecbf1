"""The checkpoints of the audit log, beside it: the box's signed word, again and again, for what it wrote.

Written at boot, after every ``ENTRIES`` lines or hour with something new, and at an orderly stop. Each is one
signed note and an empty line. A log that does not begin with what the last checkpoint says is never signed
again: the box would be signing two stories. What keeps the file itself from being thrown away is a copy
elsewhere; ``spiegelbox audit verify`` compares with as many copies as it is given.
Source: https://c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from appliance.crypto.checkpoint import Checkpoint, log_signer, read_checkpoint, sign_checkpoint
from appliance.crypto.merkle import leaf_hash, root_of
from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import AuditDamaged, NoteAltered
from appliance.store.audit import AuditLog, take_off_torn_end

ENTRIES = 32
EVERY_S = 3600.0
_GAP = b"\n\n"  # behind the text of a note, and behind the note


class AuditCheckpoints:
    """Signs the log as it grows. One writer: the one of the log."""

    def __init__(self, log: AuditLog, path: Path, box: NoteSigner, *, now_s: float) -> None:
        """Open or begin the file beside ``log``; ``now_s`` is monotonic.

        Raises: AuditDamaged (the log does not begin with what this box signed before).
        """
        self._log, self._signer, self._written_s = log, log_signer(box), now_s
        take_off_torn_end(path, _whole_notes)
        self._size = self._checked(path)
        self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def tick(self, now_s: float) -> None:
        """Write a checkpoint when it is time for one."""
        new = self._log.size - self._size
        if new >= ENTRIES or (new and now_s - self._written_s >= EVERY_S):
            self.write(now_s)

    def write(self, now_s: float) -> None:
        """Sign the log as it is now, unless the last checkpoint says so already; durable on return."""
        if self._log.size == self._size:
            return
        note = sign_checkpoint(self._signer, size=self._log.size, root=self._log.root)
        os.write(self._fd, note.encode() + b"\n")
        os.fdatasync(self._fd)
        self._size, self._written_s = self._log.size, now_s

    def close(self) -> None:
        os.close(self._fd)

    def _checked(self, path: Path) -> int:
        """Return the size that the last checkpoint tells of."""
        notes = notes_in(path.read_bytes()) if path.exists() else ()
        if not notes:
            return 0
        try:
            last = read_checkpoint(self._signer.verifier, notes[-1])
        except NoteAltered as error:
            raise AuditDamaged(f"het laatste ijkpunt is niet van deze box: {error}") from None
        if not _begins_with(self._log.path, last):
            raise AuditDamaged(f"het begint niet met de {last.size} regels van het laatste ijkpunt")
        return last.size


def notes_in(content: bytes) -> tuple[str, ...]:
    """Take the notes in a file of checkpoints apart; a last one that is not whole is given as it is."""
    pieces = content.decode(errors="replace").removesuffix("\n\n").split("\n\n")
    if pieces == [""]:
        return ()
    return tuple("\n\n".join(pieces[at : at + 2]) + "\n" for at in range(0, len(pieces), 2))


def _whole_notes(content: bytes) -> int:
    """Return the length up to the last gap that stands behind a note."""
    gaps = content.count(_GAP)
    whole = content.rfind(_GAP)
    if gaps % 2:
        whole = content.rfind(_GAP, 0, whole)
    return whole + len(_GAP) if whole >= 0 else 0


def _begins_with(log: Path, checkpoint: Checkpoint) -> bool:
    with log.open("rb") as lines:
        leaves = [leaf_hash(line) for line in islice(lines, checkpoint.size)]
    return len(leaves) == checkpoint.size and root_of(leaves) == checkpoint.root
