"""What the updater keeps between two looks: the highest number it believed, and how its update goes.

One small file that is always whole. Without it (a new box, a new data partition) the box starts from nothing;
what a server could do then is give an old channel that has not run out yet.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.store.durable_file import DurableFile
from appliance.update.course import Pending
from appliance.update.version import Version

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """``handled`` is the installation time of the newest bundle that was looked at."""

    sequence: int = 0
    newest: datetime | None = None  # the latest moment that is certain
    checked_at: datetime | None = None
    on_offer: bool = False  # the channel had something that could not be fetched yet
    said: str = "De box heeft nog niet gekeken of er een update is."
    pending: Pending | None = None
    failed: frozenset[Version] = field(default_factory=frozenset)
    handled: str = ""
    failures: int = 0  # in a row, of fetching or installing


class MemoryFile:
    """The file; one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._file = DurableFile(folder / "memory.json")

    def load(self) -> Memory:
        """Return what was kept. Raises: OSError."""
        content = self._file.read()
        if content is None:
            return Memory()
        try:
            return _from_json(json.loads(content))
        except (ValueError, LookupError, TypeError) as error:
            _log.warning("update.memory-unreadable error=%s", type(error).__name__)
            return Memory()

    def save(self, memory: Memory) -> None:
        """Keep it; durable on return. Raises: OSError."""
        self._file.replace(json.dumps(_to_json(memory)).encode())


def _to_json(memory: Memory) -> dict[str, Any]:
    pending = memory.pending
    return {
        "sequence": memory.sequence,
        "newest": memory.newest and memory.newest.isoformat(),
        "checked_at": memory.checked_at and memory.checked_at.isoformat(),
        "on_offer": memory.on_offer,
        "said": memory.said,
        "pending": pending and [pending.version and str(pending.version), pending.slot, pending.tries],
        "failed": sorted(map(str, memory.failed)),
        "handled": memory.handled,
        "failures": memory.failures,
    }


def _from_json(told: dict[str, Any]) -> Memory:
    pending = told["pending"]
    return Memory(
        sequence=int(told["sequence"]),
        newest=_moment(told["newest"]),
        checked_at=_moment(told["checked_at"]),
        on_offer=bool(told["on_offer"]),
        said=str(told["said"]),
        pending=pending and _pending(*pending),
        failed=frozenset(map(Version.parse, told["failed"])),
        handled=str(told["handled"]),
        failures=int(told["failures"]),
    )


def _pending(version: str | None, slot: str, tries: int) -> Pending:
    return Pending(None if version is None else Version.parse(version), str(slot), int(tries))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
