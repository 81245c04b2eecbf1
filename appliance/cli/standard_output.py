"""The standard output as the place for a film: a pipe to a player, never a terminal.

What went out cannot be taken back, so every failure says so, whatever its cause.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from appliance.cli.os_words import in_dutch
from appliance.domain.errors import OutputFailed, OutputIsTerminal

INCOMPLETE = "Let op: wat al naar buiten ging, is niet compleet. Gebruik het niet."


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Give the standard output. Raises: OutputIsTerminal, OutputFailed (also when the reader went away)."""
    if sys.stdout.isatty():
        raise OutputIsTerminal
    try:
        # A file object of its own: sys.stdout must have nothing left to flush when the reader went away.
        with open(sys.stdout.fileno(), "wb", closefd=False) as out:
            yield out
    except OSError as error:
        print(INCOMPLETE, file=sys.stderr)
        raise OutputFailed(in_dutch(error)) from error
    except BaseException:
        print(INCOMPLETE, file=sys.stderr)
        raise
