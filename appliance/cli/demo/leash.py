"""Run a program that the kernel ends when the demo ends, however the demo ends.

This file is started as a script and becomes the program (exec), so the wish outlives no one: after
``kill -9`` of the demo there is no recorder left with an open camera. It must import nothing but the
standard library and never fork. Source: prctl(2), PR_SET_PDEATHSIG; it survives an execve(2).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Tie this process to the parent whose id comes first, then become the rest of the arguments."""
    parent, program = int(arguments[0]), arguments[1:]
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    # The demo may have died before the line above: then nobody will ever end us.
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 - there is no shell here, and no path of a person


if __name__ == "__main__":
    main(sys.argv[1:])
