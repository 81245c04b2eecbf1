"""Where a recording is, in four words that are never mixed up, and the few states beside them.

Pure. "Onderweg" is not "veilig" and is not "weg" (journeys, step 10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

FATES = ("window", "under_way", "safe", "leaving", "gone", "frozen", "damaged")
# What a klantmanager can still take back; not what a client had frozen (art. 18).
WITHDRAWABLE = frozenset({"in_review", "confirmed", "released", "in_store", "quarantined"})

_FATE = {
    "recording": "window",
    "in_review": "window",
    "confirmed": "window",
    "released": "under_way",
    "in_store": "safe",
    "recalling": "leaving",
    "shredded": "gone",
    "erased": "gone",
    "frozen": "frozen",
    "quarantined": "damaged",
}


def by_fate(recordings: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the recordings under the fate of each, every fate present, the newest first."""
    groups: dict[str, list[Mapping[str, Any]]] = {fate: [] for fate in FATES}
    for recording in sorted(recordings, key=lambda row: str(row["recorded_at"]), reverse=True):
        groups[_FATE[recording["state"]]].append(recording)
    return groups
