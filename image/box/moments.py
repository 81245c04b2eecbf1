"""The times of files that were made together with the image: one moment for all of them.

Files from a package keep the whole second that the package gave them. What a build made has the moment of
that build, to the nanosecond, and a build that goes on from an earlier one would carry that along, into the
initrd too. Standard library only; runs inside the image while it is made.
"""

from __future__ import annotations

import os
from pathlib import Path

_NOT_OF_THE_IMAGE = frozenset({"proc", "sys", "dev", "run", "tmp", "work"})
_SECOND_NS = 1_000_000_000


def settle(root: Path, *, epoch_s: int) -> None:
    """Give everything under ``root`` that was made by a build the time ``epoch_s``, seconds since 1970."""
    for folder, folders, files in os.walk(root):
        if Path(folder) == root:
            folders[:] = sorted(set(folders) - _NOT_OF_THE_IMAGE)
        for name in (*folders, *files):
            path = Path(folder, name)
            # What is mounted over a file for the build (how to find names) is not the image's.
            if path.lstat().st_mtime_ns % _SECOND_NS and not path.is_mount():
                os.utime(path, ns=(epoch_s * _SECOND_NS,) * 2, follow_symlinks=False)
