"""A TPM 2.0 for a test: Debian's swtpm on loopback, which can be switched off and on again."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from time import monotonic


class SoftwareTpm:
    """One swtpm with its state in a folder; a context manager that begins switched on."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self._port = _two_free_ports()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def tcti(self) -> str:
        return f"swtpm:host=127.0.0.1,port={self._port}"

    def content(self) -> bytes:
        """Return everything the chip keeps, as its maker would see it."""
        return b"".join(path.read_bytes() for path in self.state.iterdir() if path.suffix == ".permall")

    def switch_on(self) -> None:
        """Give it power; it can be spoken to on return."""
        self.state.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [
                *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.state}"),
                *("--server", f"type=tcp,port={self._port}", "--ctrl", f"type=tcp,port={self._port + 1}"),
                *("--flags", "not-need-init,startup-clear"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port in (self._port, self._port + 1):
            _until_it_listens(port, self._process)

    def switch_off(self) -> None:
        """Take the power away."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> SoftwareTpm:
        self.switch_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.switch_off()


def _two_free_ports() -> int:
    """Return a port that is free together with the next one: libtss2 looks for the control port there."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first:
            port: int = first.getsockname()[1]
            try:
                with socket.create_server(("127.0.0.1", port + 1)):
                    return port
            except OSError:
                continue


def _until_it_listens(port: int, process: subprocess.Popen[bytes]) -> None:
    end = monotonic() + 20
    while monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("swtpm does not listen")
