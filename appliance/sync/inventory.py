"""Once a day: does the store hold what the box says it holds, and nothing that the box destroyed?

Looks only. The store belongs to many boxes: a folder that this box does not know is its own only when the
manifest in it says so; what another box signed is remembered and not looked at again, so that a day costs
one listing and the manifests of what is new. What was erased and is there again goes on the list of what is
swept away (worker.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from appliance.crypto.note_form import unverified_text
from appliance.domain.errors import NoteAltered
from appliance.store.layout import RECORDING_ID
from appliance.sync.names import MANIFEST
from appliance.sync.progress import Progress
from appliance.sync.remote import Remote, read_small

EVERY_S = 24 * 3600.0
MANIFEST_BYTES = 1 << 20
NEW_A_DAY = 200  # folders whose manifest is read in one walk; the rest comes the next day
TOLD_AT_MOST = 500  # ids in one answer; more than that is one fault, not five hundred


class Holder(Protocol):
    """What this room asks of the recorder."""

    def holdings(self) -> Mapping[str, str]:
        """Return what should lie in the store by film: ``store``, ``maybe`` or ``gone``."""

    def listed(self, *, missing: Sequence[str], unknown: Sequence[str], back: Sequence[str]) -> None:
        """Report what the listing showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """The daily look of one box."""

    recorder: Holder
    remote: Remote
    progress: Progress
    box: str
    every_s: float = EVERY_S

    def walk(self, on_step: Callable[[str], None]) -> None:
        """Compare the store's listing with the box and tell the recorder. Raises: StoreError."""
        holdings = self.recorder.holdings()
        gone = {film for film, word in holdings.items() if word == "gone"}
        self.progress.bury(gone)
        on_step("list-store")
        there = {folder for folder in self.remote.folders() if RECORDING_ID.fullmatch(folder)}
        missing = {film for film, word in holdings.items() if word == "store"} - there
        on_step("read-manifests")
        new = sorted(there - holdings.keys() - self.progress.foreign())
        unknown = [folder for folder in islice(new, NEW_A_DAY) if self._is_ours(folder)]
        self.recorder.listed(
            missing=sorted(missing)[:TOLD_AT_MOST],
            unknown=unknown[:TOLD_AT_MOST],
            back=sorted(gone & there)[:TOLD_AT_MOST],
        )

    def _is_ours(self, folder: str) -> bool:
        """Say whether this box signed the manifest; without one it is an upload under way, of any box."""
        note = read_small(self.remote, folder, MANIFEST, limit_bytes=MANIFEST_BYTES)
        if note is None:
            return False
        if _box_of(note) == self.box:
            return True
        self.progress.add_foreign(folder)
        return False


def _box_of(note: bytes) -> str:
    """Return the box that a manifest names, "" when it is no manifest."""
    try:
        fields = json.loads(unverified_text(note.decode()).partition("\n")[2])
        return str(fields["box"])
    except (UnicodeDecodeError, NoteAltered, ValueError, KeyError, TypeError):
        return ""
