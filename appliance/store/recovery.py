"""Ends what a power cut left of a sealed recording, without any key.

The longest beginning that a record of the tail log proves is kept, and that record's final chunk makes it a
valid age payload again. What was in flight is lost: the append that had not returned. Doing this twice, or
cutting the power while it is done, gives the same file, byte for byte.

The file is read once, from its beginning, although everything before the last append was acknowledged as
durable and the last record alone could end the file. On purpose: flash programs in pairs of pages, so a
power cut can damage what was written well before it, and a file that is ended behind such damage would be
valid for nobody. Now it ends before the damage. The price is the reading, which the digest for the manifest
needs anyway (docs/performance.md); nothing is read twice, and memory stays that of one read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from appliance.crypto.payload import NONCE_BYTES, SEALED_CHUNK_BYTES
from appliance.domain.errors import ContentTruncated
from appliance.store.disk import Disk, DiskFile, RealDisk
from appliance.store.layout import Layout
from appliance.store.sealed_writer import SealedInfo
from appliance.store.tail_log import FINAL_BYTES, TailRecord, appends_begun, read_records

_READ_BYTES = 1024 * 1024
_SMALLEST_BYTES = NONCE_BYTES + FINAL_BYTES


def recover(layout: Layout, recording_id: str, *, disk: Disk | None = None) -> SealedInfo | None:
    """Return the file as it is now, whole; None when the power went before anything of it was safe.

    Reads the file once, for its digest. Raises: ContentTruncated (more is gone than a power cut takes, and
    nothing valid is left), OSError.
    """
    disk = disk or RealDisk()
    path, log_path = layout.sealed(recording_id), layout.tail_log(recording_id)
    log = _content(disk, log_path)
    try:
        file = disk.open(path)
    except FileNotFoundError:
        return None
    try:
        if log is None:
            return _whole(file)
        ending = _proven(file, read_records(log))
        if ending is None:
            if appends_begun(len(log)) > 1:
                raise ContentTruncated("geen enkel deel past bij het logboek ernaast")
            return None
        info = _end(file, *ending)
    finally:
        file.close()
    disk.remove(log_path)
    disk.sync_folder(path.parent)
    return info


def _whole(file: DiskFile) -> SealedInfo | None:
    """Take in a file without a tail log: it was closed, or it never began."""
    size_bytes = file.size_bytes()
    if size_bytes <= NONCE_BYTES:
        return None
    if size_bytes < _SMALLEST_BYTES or (size_bytes - _SMALLEST_BYTES) % SEALED_CHUNK_BYTES:
        raise ContentTruncated(f"{size_bytes} bytes is geen hele opname")
    digest = hashlib.sha256()
    for at in range(0, size_bytes, _READ_BYTES):
        digest.update(file.read_at(at, _READ_BYTES))
    return SealedInfo(size_bytes, digest.hexdigest())


def _proven(file: DiskFile, records: Iterable[TailRecord]) -> tuple[TailRecord, hashlib._Hash] | None:
    """Return the record that proves most of the file, and the digest so far."""
    ending, digest, at = None, hashlib.sha256(), 0
    for record in sorted(records, key=lambda record: record.size_bytes):
        while at < record.size_bytes:
            block = file.read_at(at, min(_READ_BYTES, record.size_bytes - at))
            if not block:
                return ending
            digest.update(block)
            at += len(block)
        if at == record.size_bytes and digest.digest() == record.sha256:
            ending = record, digest.copy()
    return ending


def _end(file: DiskFile, record: TailRecord, digest: hashlib._Hash) -> SealedInfo:
    file.truncate(record.size_bytes)
    file.write_at(record.size_bytes, record.final)
    file.sync()
    digest.update(record.final)
    return SealedInfo(record.size_bytes + FINAL_BYTES, digest.hexdigest())


def _content(disk: Disk, path: Path) -> bytes | None:
    try:
        file = disk.open(path)
    except FileNotFoundError:
        return None
    try:
        return file.read_at(0, file.size_bytes())
    finally:
        file.close()
