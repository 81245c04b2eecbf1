"""What the municipality would do with a film in its store: recompute, verify, and open it with a key."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from appliance.cli.sealed_source import MANIFEST_KIND, find_parts, read_as_one
from appliance.crypto.age_file import decrypt_stream
from appliance.crypto.identities import Identity
from appliance.crypto.notes import NoteVerifier
from appliance.domain.errors import SealError, StepFailed
from appliance.sync.names import MANIFEST


def recomputed(folder: Path) -> list[dict[str, object]]:
    """Return name, size and SHA-256 of every part, from its bytes. Raises: SealError, FileError."""
    return [
        {"name": part.name, "size_bytes": part.stat().st_size, "sha256": _sha256(part)}
        for part in find_parts(folder)
    ]


def signed_parts(folder: Path, verifier: NoteVerifier) -> list[dict[str, object]]:
    """Return the parts as the box signed them. Raises: NoteAltered."""
    body = json.loads(verifier.verify_as(MANIFEST_KIND, (folder / MANIFEST).read_text(encoding="utf-8")))
    parts: list[dict[str, object]] = body["parts"]
    return parts


def opened(folder: Path, identity: Identity) -> bytes:
    """Return the film in clear, in memory. Raises: SealError."""
    with read_as_one(find_parts(folder)) as source:
        return b"".join(decrypt_stream(source, (identity,)))


def opens(path: Path, identity: Identity) -> bool:
    """Tell whether a key opens anything of this file or folder."""
    try:
        with read_as_one(find_parts(path)) as source:
            next(decrypt_stream(source, (identity,)), None)
    except SealError:
        return False
    return True


def _sha256(part: Path) -> str:
    try:
        with part.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StepFailed(f"{part.name} is niet te lezen") from error
