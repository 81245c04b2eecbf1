"""The sealed file of a recording: the door to writing, recovering, reading, finding and destroying it.

``<id>.sealed`` is an age payload without its header: 16 bytes nonce, sealed chunks of 65,552 bytes, and the
final chunk of 24 bytes. Put the recording's header in front and any age tool opens it. ``<id>.tail`` is there
only while the recording is made, or after a crash. Nothing in clear is ever written.

Source: design §4 "Live writer"; C2SP age.md.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from appliance.store.disk import Disk, RealDisk
from appliance.store.layout import RECORDING_ID, Layout
from appliance.store.recovery import recover
from appliance.store.sealed_reader import SealedReader
from appliance.store.sealed_writer import SealedInfo, SealedWriter

__all__ = [
    "SealedInfo",
    "SealedReader",
    "SealedWriter",
    "destroy",
    "films",
    "last_write",
    "recover",
    "strangers",
]


def destroy(layout: Layout, recording_id: str, *, disk: Disk | None = None) -> None:
    """Delete the files of a recording; safe to call twice.

    The key goes first, by the caller's hand: flash keeps what a deleted file held, and only without its key
    that is noise. Raises: OSError.
    """
    disk = disk or RealDisk()
    disk.remove(layout.sealed(recording_id))
    disk.remove(layout.tail_log(recording_id))
    with suppress(FileNotFoundError):  # a folder that never was holds no files
        disk.sync_folder(layout.recordings)


def films(layout: Layout) -> set[str]:
    """Return the ids of all recordings that have a file on the disk."""
    if not layout.recordings.is_dir():
        return set()
    return {path.stem for path in layout.recordings.iterdir() if RECORDING_ID.fullmatch(path.stem)}


def strangers(layout: Layout) -> tuple[str, ...]:
    """Return the names in the folder of the recordings that this room never gave to a file."""
    ours = {name for film in films(layout) for name in (layout.sealed(film).name, layout.tail_log(film).name)}
    return tuple(sorted({path.name for path in layout.recordings.iterdir()} - ours))


def last_write(layout: Layout, recording_id: str) -> datetime | None:
    """Return when something was last written to a recording's file, None when there is no file."""
    try:
        at_s = layout.sealed(recording_id).stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(at_s, UTC)
