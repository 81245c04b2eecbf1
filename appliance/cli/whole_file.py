"""A file that is there completely or not at all.

A film that ended in an error must not lie around half and in clear, under a name that says it is the film.
It is written beside its place, readable by its owner only, and gets its name when the last byte is on the
disk.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from appliance.cli.os_words import in_dutch
from appliance.domain.errors import OutputExists, OutputFailed


@contextmanager
def whole_file(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """Give a file to write; it appears as ``path`` only when the block ends without any exception.

    Raises: OutputExists (unless ``replace``), OutputFailed (the system refuses; nothing is left behind).
    """
    if os.path.lexists(path):
        if not replace:
            raise OutputExists(str(path))
        if not path.is_file() or path.is_symlink():
            raise OutputFailed(f"{path} is geen gewoon bestand")
    try:
        descriptor, name = tempfile.mkstemp(prefix=".spiegelbox-", suffix=".half", dir=path.parent)
    except OSError as error:
        raise OutputFailed(f"{path.parent}: {in_dutch(error)}") from error
    half = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _give_name(half, path, replace=replace)
    except OSError as error:
        raise OutputFailed(in_dutch(error)) from error
    except KeyboardInterrupt:
        print("Gestopt. Er is niets bewaard.", file=sys.stderr)
        raise
    finally:
        half.unlink(missing_ok=True)


def _give_name(half: Path, path: Path, *, replace: bool) -> None:
    if replace:
        half.replace(path)
        return
    try:
        # A link fails where a rename would overwrite: somebody may have made the file in the meantime.
        path.hardlink_to(half)
    except FileExistsError:
        raise OutputExists(str(path)) from None
    except OSError:
        # FAT sticks and some network folders know no hard links. The moment between look and rename stays.
        if os.path.lexists(path):
            raise OutputExists(str(path)) from None
        half.rename(path)
