"""Write over a file before its name goes: on flash no proof that it is gone, but all there is."""

from __future__ import annotations

import os
from pathlib import Path


def shred(file: Path) -> None:
    """Write over a file and remove it, durably; nothing happens when it is not there. Raises: OSError."""
    if not file.exists():
        return
    with file.open("r+b") as secret:
        secret.write(os.urandom(file.stat().st_size))
        secret.flush()
        os.fsync(secret.fileno())
    file.unlink()
    sync(file.parent)


def sync(path: Path) -> None:
    """Bring a file or a folder to the disk. Raises: OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
