"""A process that dies right before its n-th touch of the disk, and a ledger without its recorder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from appliance.crypto.keyring import Keyring
from appliance.crypto.notes import NoteSigner
from appliance.hardware.ports import Clock
from appliance.recorder.daily_proof import DailyProofs
from appliance.recorder.declarations import Declarations
from appliance.recorder.ledger import Ledger
from appliance.recorder.window_clock import WindowClock
from appliance.store import sealed_file
from appliance.store.audit import AuditLog
from appliance.store.durable_file import DurableFile
from appliance.store.layout import Layout
from appliance.store.slots_of import slots_of
from appliance.store.state import StateDb

_TOUCHES = frozenset(
    {
        *("write", "pwrite", "truncate", "ftruncate", "fsync", "fdatasync"),
        *("rename", "replace", "unlink", "remove", "open", "execute", "executemany"),
    }
)
_KILLED = 9


def dies_before(touch: int, work: Callable[[], object]) -> bool:
    """Do work in a child process that dies before its ``touch``-th touch; tell whether it got that far."""
    child = os.fork()
    if child == 0:
        try:
            sys.setprofile(_killer(touch))
            work()
        finally:
            os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, _KILLED)
    return status == _KILLED


def _killer(touch: int) -> Callable[[FrameType, str, Any], None]:
    left = touch

    def watch(_frame: FrameType, event: str, called: Any) -> None:
        nonlocal left
        if event == "c_call" and getattr(called, "__name__", "") in _TOUCHES:
            left -= 1
            if left == 0:
                os._exit(_KILLED)

    return watch


class Book:
    """A ledger on a disk, put together as the recorder does."""

    def __init__(self, layout: Layout, clock: Clock) -> None:
        self.layout = layout
        self.db = StateDb(layout.state)
        self.audit = AuditLog(layout.audit)
        self.keyring = Keyring(
            DurableFile(layout.keyring / "ring"),
            slots_of("file", folder=layout.keyring, path="", offset_bytes=0),
        )
        self.signer = NoteSigner.from_text(layout.box_key.read_text(encoding="ascii"))
        self.declarations = Declarations(layout=layout, signer=self.signer, slot="file")
        windows = WindowClock(self.db, clock)
        self.ledger = Ledger(
            windows=windows,
            db=self.db,
            audit=self.audit,
            keyring=self.keyring,
            layout=layout,
            clock=clock,
            declarations=self.declarations,
            on_hidden=lambda _recording: None,
        )
        self.daily = DailyProofs(
            db=self.db,
            audit=self.audit,
            keyring=self.keyring,
            layout=layout,
            clock=clock,
            windows=windows,
            signer=self.signer,
        )

    def close(self) -> None:
        self.audit.close()
        self.db.close()

    @property
    def content_left(self) -> tuple[object, ...]:
        """Everything that could still be a recording; all empty when nothing is left."""
        return (
            tuple(self.db.recordings()),
            self.keyring.ids(),
            sealed_file.films(self.layout),
        )

    def notes(self) -> dict[str, bytes]:
        """The declarations, by recording."""
        return {path.stem: path.read_bytes() for path in self.layout.declarations.glob("*.note")}


@contextmanager
def opened(data: Path, clock: Clock) -> Iterator[Book]:
    """Open the ledger of a box that is off."""
    book = Book(Layout(data, data.parent / "run"), clock)
    try:
        yield book
    finally:
        book.close()
