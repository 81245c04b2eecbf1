"""Nothing that the sync process starts outlives it, also not when it is killed with SIGKILL.

An rclone that lives on could bring a part after a withdrawal. The process leads a group of its own, which
its shells and rclones are in; a small watcher outside that group holds the other end of a pipe. The kernel
closes the pipe when the process dies, however it dies, and the watcher kills the group. PR_SET_PDEATHSIG
would not do: rclone-python starts a shell, and rclone is the shell's child. On a box systemd does the same
by cgroup.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

_WATCH = 'read -r _; kill -s KILL -- "-$1"'  # read ends when nobody can write any more


@contextmanager
def guarded() -> Iterator[None]:
    """Lead a process group; while this lasts, the death of this process is the death of the group."""
    group = os.getpid()
    if os.getpgid(0) != group:
        os.setpgid(0, 0)
    theirs, ours = os.pipe()  # neither is inherited by what we start later
    watcher = subprocess.Popen(
        ["/bin/sh", "-c", _WATCH, "sync-guardian", str(group)],
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield
    finally:
        watcher.kill()
        watcher.wait()
        os.close(ours)
