"""The anchors of a box for ``spiegelbox audit verify``: out of the store or a folder, and what they tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.cli.os_words import in_dutch
from appliance.cli.store_access import open_store
from appliance.crypto.checkpoint import Checkpoint, read_mark
from appliance.crypto.merkle import leaf_hash, root_of
from appliance.domain.errors import AuditDamaged, FileUnreadable, NoteAltered
from appliance.settings.model import Settings
from appliance.store.anchor_check import check_against_anchors, check_anchors
from appliance.store.audit_anchor import Anchor, read_anchor, stretch_of
from appliance.store.audit_check import AuditFault
from appliance.store.audit_line import split_lines
from appliance.sync.anchor import LIMIT_BYTES
from appliance.sync.names import audit_folder
from appliance.sync.remote import read_small

Reader = Callable[[str], Checkpoint]


@dataclass(slots=True)
class Anchored:
    """What the anchors of one box say about its log."""

    anchors: list[Anchor] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # what is wrong with the anchors, or with the log
    places: list[AuditFault] = field(default_factory=list)

    @property
    def covered(self) -> int:
        """How many lines lie in the store."""
        return max((anchor.checkpoint.size for anchor in self.anchors), default=0)


def from_store(settings: Settings, secret_values: Mapping[str, str]) -> dict[str, bytes]:
    """Return the objects in the box's folder of the store by name. Raises: StoreError, SettingsError."""
    folder = audit_folder(settings.box.id)
    with open_store(settings, secret_values) as store:
        return {
            name: read_small(store, folder, name, limit_bytes=LIMIT_BYTES) or b""
            for name in sorted(store.names(folder))
            if stretch_of(name)
        }


def from_folder(folder: Path) -> dict[str, bytes]:
    """Return the same from a copy of that folder. Raises: FileUnreadable."""
    try:
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if stretch_of(path.name)}
    except OSError as error:
        raise FileUnreadable(f"{folder}: {in_dutch(error)}") from None


def compare(content: bytes, objects: Mapping[str, bytes], reader: Reader) -> Anchored:
    """Compare a log with its anchors; ``reader`` believes a checkpoint or raises NoteAltered."""
    found = Anchored()
    for name, stored in objects.items():
        try:
            anchor = read_anchor(stored)
            reader(anchor.note)
        except (AuditDamaged, NoteAltered) as error:
            found.told.append(f"het anker {name} in de opslag is niet te vertrouwen ({error.args[0]})")
        else:
            found.anchors.append(anchor)
    if not objects:
        found.told.append("in de opslag ligt geen anker van deze box")
    wrong = check_anchors(found.anchors)
    found.places = [*wrong, *check_against_anchors(content, _up_to(found.anchors, wrong))]
    found.told += [fault.sentence for fault in found.places]
    return found


def _up_to(anchors: Sequence[Anchor], wrong: Sequence[AuditFault]) -> list[Anchor]:
    """Return the anchors before the first one that is wrong itself."""
    end = min((fault.first for fault in wrong), default=None)
    return [one for one in anchors if end is None or one.checkpoint.size < end]


def check_marks(content: bytes, marks: Sequence[str]) -> Iterator[str]:
    """Yield a sentence for each slip that tells of another log. Raises: NoteAltered (no mark)."""
    lines = split_lines(content)
    for mark in marks:
        size, start = read_mark(mark)
        if size > len(lines):
            yield f"op het briefje telt het logboek {size} regels, nu nog {len(lines)}: het is afgekapt"
        elif not root_of([leaf_hash(line) for line in lines[:size]]).hex().startswith(start):
            yield f"op het briefje stond een ander logboek: een van de eerste {size} regels is veranderd"
