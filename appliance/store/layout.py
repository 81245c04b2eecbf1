"""Where everything lies on the box's own disk. Names are made here and nowhere else.

data/recorder/   only the recorder: state.sqlite keyring/ keys/ audit/ receipts/ declarations/
data/recordings/ written by the recorder, readable by sync: ciphertext only
data/sync/       only sync: progress of uploads (rclone.conf, with its secrets, lies in memory)
data/console/    only the console: accounts, token key
data/update/     only the updater: what it saw, what is being tried
run/             the sockets, one per peer
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

RECORDING_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files of one box."""

    data: Path
    run: Path

    @property
    def recorder(self) -> Path:
        return self.data / "recorder"

    @property
    def state(self) -> Path:
        return self.recorder / "state.sqlite"

    @property
    def keyring(self) -> Path:
        return self.recorder / "keyring"

    @property
    def keys(self) -> Path:
        return self.recorder / "keys"

    @property
    def audit(self) -> Path:
        return self.recorder / "audit" / "audit.jsonl"

    @property
    def audit_checkpoints(self) -> Path:
        return self.audit.with_name("checkpoints")

    @property
    def receipts(self) -> Path:
        return self.recorder / "receipts"

    @property
    def declarations(self) -> Path:
        return self.recorder / "declarations"

    @property
    def daily_proof(self) -> Path:
        return self.recorder / "daily-proof.note"

    @property
    def box_key(self) -> Path:
        return self.keys / "box.key"

    @property
    def recordings(self) -> Path:
        return self.data / "recordings"

    @property
    def sync(self) -> Path:
        return self.data / "sync"

    @property
    def console(self) -> Path:
        return self.data / "console"

    @property
    def update(self) -> Path:
        return self.data / "update"

    @property
    def console_socket(self) -> Path:
        return self.run / "console.sock"

    @property
    def sync_socket(self) -> Path:
        return self.run / "sync.sock"

    @property
    def update_socket(self) -> Path:
        return self.run / "update.sock"

    def sealed(self, recording_id: str) -> Path:
        """Return the ciphertext of a recording: an age payload (nonce and chunks) without its header."""
        return self.recordings / f"{_checked(recording_id)}.sealed"

    def receipt(self, recording_id: str, number: int = 1) -> Path:
        """Return a consent receipt, from 2 on of a yes said anew; it outlives its recording."""
        again = f"-{number}" if number > 1 else ""
        return self.receipts / f"{_checked(recording_id)}{again}.note"

    def declaration(self, recording_id: str) -> Path:
        """Return the declaration of destruction of a recording."""
        return self.declarations / f"{_checked(recording_id)}.note"

    def tail_log(self, recording_id: str) -> Path:
        """Return the tail log that lets boot seal a torn file without any key."""
        return self.recordings / f"{_checked(recording_id)}.tail"


def _checked(recording_id: str) -> str:
    if not RECORDING_ID.fullmatch(recording_id):
        raise ValueError("not a recording id")
    return recording_id
