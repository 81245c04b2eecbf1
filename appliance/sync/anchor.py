"""Bringing the box's audit log to the store, stretch by stretch, where the box cannot take it back.

Append only: an object is named after the lines in it, is read back, and is never written over. What was
brought is remembered here and looked up in the store when that memory is gone, so that a kill between the two
brings nothing twice. The store may be away for weeks: the log waits on the box, and comes in stretches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from appliance.crypto.checkpoint import read_checkpoint
from appliance.crypto.notes import NoteVerifier
from appliance.domain.errors import AuditDamaged, NoteAltered, ReadBackDiffers
from appliance.store.audit_anchor import Anchor, read_anchor, stretch_of
from appliance.store.audit_line import split_lines
from appliance.sync.names import audit_folder
from appliance.sync.progress import Progress
from appliance.sync.remote import Remote, read_small

EVERY_S = 3600.0
LIMIT_BYTES = 4 << 20  # no anchor is larger: the recorder gives about 1 MiB at a time


class AuditSource(Protocol):
    """What this room asks of the recorder."""

    def audit(self, since: int, root: str) -> tuple[bytes, str]:
        """Return the next anchor behind ``since`` lines (empty when there is none), and the log's public key.

        ``root`` (hex) is that of those lines as they were anchored. Raises: AuditDamaged (the box has another
        log than the one that was anchored), RecorderUnreachable.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchoring:
    """The way of one box's log to the store."""

    recorder: AuditSource
    remote: Remote
    progress: Progress
    box: str
    every_s: float = EVERY_S

    def walk(self, on_step: Callable[[str], None]) -> None:
        """Bring everything that is signed and not there yet. Raises: StoreError, ReadBackDiffers, AuditError.

        Nothing is asked of the store when the log did not grow.
        """
        while True:
            size, root = self.progress.anchored()
            content, key = self.recorder.audit(size, root)
            if not content:
                return
            on_step("list-anchors")
            verifier = NoteVerifier.from_text(key)
            anchor = self._brought_before(size, verifier)
            if anchor is None:
                anchor = read_anchor(content)
                self._bring(anchor.name, content, on_step)
            self.progress.set_anchored(anchor.checkpoint.size, anchor.checkpoint.root.hex())

    def _bring(self, name: str, content: bytes, on_step: Callable[[str], None]) -> None:
        folder = audit_folder(self.box)
        on_step("put-anchor")
        self.remote.put_small(folder, name, content)
        on_step("read-anchor-back")
        if read_small(self.remote, folder, name, limit_bytes=LIMIT_BYTES) != content:
            raise ReadBackDiffers(name)

    def _brought_before(self, size: int, verifier: NoteVerifier) -> Anchor | None:
        """Return the last whole anchor of ours behind ``size``, which a kill kept us from remembering.

        What a kill left half written in the place of the next one is deleted: it was never proven.
        """
        folder = audit_folder(self.box)
        stretches = {name: stretch for name in self.remote.names(folder) if (stretch := stretch_of(name))}
        for name, (start, to) in sorted(stretches.items(), key=lambda each: each[1][1], reverse=True):
            if to <= size:
                return None
            content = read_small(self.remote, folder, name, limit_bytes=LIMIT_BYTES) or b""
            anchor = _whole(content, verifier)
            if anchor is not None:
                return anchor
            if start == size:
                self.remote.delete(folder, name)
        return None


def _whole(content: bytes, verifier: NoteVerifier) -> Anchor | None:
    try:
        anchor = read_anchor(content)
        checkpoint = read_checkpoint(verifier, anchor.note)
    except (AuditDamaged, NoteAltered):
        return None
    lines = split_lines(anchor.lines)
    return anchor if anchor.start + len(lines) == checkpoint.size and anchor.lines.endswith(b"\n") else None
