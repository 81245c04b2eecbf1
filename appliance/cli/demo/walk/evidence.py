"""Looking for what must not be there: film in clear, a key's header or a review code on the box's disk.

The marks are long enough that noise does not hold them by chance: a sealed film is noise.
Source: ISO/IEC 14496-12 (ftyp, moov with mvhd, moof with mfhd), 14496-15 (avcC, version 1); C2SP age.md.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

FILM = re.compile(
    rb"ftyp(?:iso|mp4|avc)|moov\x00\x00\x00\x6cmvhd|moof\x00\x00\x00\x10mfhd|avcC\x01[\x42\x4d\x58\x64\x7a]"
)
AGE_HEADER = re.compile(rb"age-encryption\.org/v1")


def code_marks(words: Iterable[str], digits: str) -> re.Pattern[bytes]:
    """Return the mark of a review code: two of its words side by side, or all of its digits."""
    spoken = [re.escape(word.encode()) for word in words]
    pairs = [first + rb"\W{1,8}" + second for first, second in pairwise(spoken)]
    numbers = rb"\W{0,3}".join(digit.encode() for digit in digits if digit.isdigit())
    return re.compile(b"|".join([*pairs, numbers]))


def files_with(mark: re.Pattern[bytes], *folders: Path) -> list[Path]:
    """Return the files under the folders that hold the mark."""
    return [path for folder in folders for path in _files(folder) if _holds(path, mark)]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _holds(path: Path, mark: re.Pattern[bytes]) -> bool:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return mark.search(content) is not None
    except (FileNotFoundError, ValueError):  # gone meanwhile, or empty
        return False
