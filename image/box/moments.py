"""The times of files that were made together with the image: one moment for all of them.

Files from a package keep the whole second that the package gave them. What a build made has the moment of
that build, to the nanosecond, and a build that goes on from an earlier one would carry that along, into the
initrd too. Standard library only; runs inside the image while it is made.
"""

from __future__ import annotations

import errno
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
            if path.lstat().st_mtime_ns % _SECOND_NS:
                _set(path, epoch_s * _SECOND_NS)


def _set(path: Path, moment_ns: int) -> None:
    try:
        os.utime(path, ns=(moment_ns, moment_ns), follow_symlinks=False)
    except OSError as error:
        if error.errno != errno.EROFS:  # mounted over the image's own file for the build: how to find names
            raise
