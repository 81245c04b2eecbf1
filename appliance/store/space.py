"""How much room the disk has."""

from __future__ import annotations

import shutil
from pathlib import Path


def free_bytes(folder: Path) -> int:
    """Return what an ordinary program may still write, in bytes."""
    return shutil.disk_usage(folder).free
