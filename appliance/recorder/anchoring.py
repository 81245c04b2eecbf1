"""What of the audit log is to be anchored in the store: sync asks for it stretch by stretch.

Sync gets lines that stand on the disk and are signed already, and nothing else of the recorder. Asked on a
socket thread: both files only grow, so nobody has to wait for the button. A log that does not begin with what
was anchored before is not brought: the box was put back to an older state, and health says so.
"""

from __future__ import annotations

from pathlib import Path

from appliance.crypto.checkpoint import log_signer
from appliance.crypto.notes import NoteSigner
from appliance.store.audit_anchor import next_anchor, write_anchor
from appliance.store.audit_checkpoints import notes_in
from appliance.store.layout import Layout


class Anchoring:
    """Reads the log of one box for sync."""

    def __init__(self, layout: Layout, signer: NoteSigner) -> None:
        self._log, self._checkpoints = layout.audit, layout.audit_checkpoints
        self.key = str(log_signer(signer).verifier)

    def behind(self, *, since: int, root: str) -> bytes:
        """Return the next anchor as bytes; none when nothing behind ``since`` lines is signed yet.

        ``root`` (hex) is the root of those lines as they were anchored. Raises: AuditDamaged.
        """
        notes = notes_in(_content(self._checkpoints))  # first, so that the log is at least as long
        anchor = next_anchor(_content(self._log), notes, since=since, root=bytes.fromhex(root))
        return b"" if anchor is None else write_anchor(anchor)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
