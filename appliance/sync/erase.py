"""Erasing a recording from the store: the header first, so that it opens no more, and proof at the end.

A deletion that is merely answered with "ok" counts for nothing (a locked bucket answers that too): only
a listing of the parent without the recording, old versions included, ends it. Every step may be repeated;
until it is proven the recording stays on the list. Source: design §5, journeys 33.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from appliance.domain.errors import EraseNotProven
from appliance.sync.names import MANIFEST, is_ours, part_name
from appliance.sync.remote import Remote


class Step(StrEnum):
    """What is about to be done."""

    DELETE_HEADER = "delete-header"
    DELETE_PARTS = "delete-parts"
    DELETE_MANIFEST = "delete-manifest"
    PURGE = "purge"
    PROVE = "prove"


def steps(remote: Remote, recording_id: str) -> Iterator[Step]:
    """Yield each step before it is done; the last one proves. Raises StoreError, EraseNotProven."""
    yield Step.DELETE_HEADER
    # Without a listing: part 0 holds the age header and must go even when the folder cannot be listed.
    remote.delete(recording_id, part_name(0))
    yield Step.DELETE_PARTS
    for name in sorted(remote.names(recording_id)):
        if is_ours(name) and name != MANIFEST:
            remote.delete(recording_id, name)
    yield Step.DELETE_MANIFEST
    remote.delete(recording_id, MANIFEST)
    yield Step.PURGE
    # The folder itself, whatever others put in it, and the old versions of everything.
    remote.purge(recording_id)
    yield Step.PROVE
    if recording_id in remote.folders():
        raise EraseNotProven
