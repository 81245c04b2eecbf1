"""Real server programs as ordinary processes on loopback, with nothing of this machine's own configuration.

A program that is missing is a failure, never a skip: a store that was not tried is not supported.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_S = 60.0
_SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def program(name: str) -> str:
    """Find a server's program, also where an ordinary user has no path to."""
    found = shutil.which(name, path=_SBIN)
    assert found, f"{name} is not installed: see image/workstation.py"
    return found


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


@contextmanager
def server_folder(name: str) -> Iterator[Path]:
    """Make a folder that a server under another user can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix=f"spiegelbox-{name}-", ignore_cleanup_errors=True) as text:
        folder = Path(text)
        folder.chmod(0o711)
        yield folder


@dataclass
class Server:
    """One server: ``command`` keeps it in the foreground and makes it listen on ``port``."""

    command: Sequence[str | Path]
    port: int
    log: Path
    env: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            # A group of its own: killing it takes the workers it forked along.
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | self.env,
                process_group=0,
            )
        for _ in range(int(PATIENCE_S / 0.02)):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                self._pause()
            else:
                return
        raise AssertionError(f"{self.command[0]} does not answer:\n{self.log.read_text()}")

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _pause(self) -> None:
        assert self._process
        try:
            self._process.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"{self.command[0]} ended:\n{self.log.read_text()}")


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.kill()
