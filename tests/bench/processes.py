"""The box's three real processes on this machine, and what the kernel says they used."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from appliance.control import new_token_key, public_key_of
from appliance.crypto.identities import new_identity
from appliance.settings.model import (
    Box,
    Consent,
    Municipality,
    Paths,
    Policy,
    Purpose,
    Settings,
    Store,
)
from appliance.settings.writer import dumps

TEXT = "sha256:" + "a" * 64
DAY_S = 0.5
_TICKS_HZ = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """The processes of one box. Kibibytes and CPU seconds come from /proc."""

    folder: Path
    settings: Settings
    token_key: str
    recorder: subprocess.Popen[str]
    sync: subprocess.Popen[str]
    console: subprocess.Popen[str]

    def cpu_s(self, process: subprocess.Popen[str]) -> float:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_HZ

    def peak_mb(self, process: subprocess.Popen[str]) -> float:
        status = Path(f"/proc/{process.pid}/status").read_text()
        (kib,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        return int(kib) * 1024 / 1e6

    def stop(self) -> None:
        for process in (self.recorder, self.sync, self.console):
            process.terminate()
            process.wait(30)


def settings_of(folder: Path, token_key: str) -> Settings:
    """Return the settings of a box that keeps everything in ``folder``."""
    return Settings(
        box=Box(id="bench", room="Kamer 1"),
        municipality=Municipality(
            name="Gemeente Voorbeeld",
            controller="Het college",
            contact_person="Noor",
            contact_phone="0123",
            contact_email="noor@example.org",
            fg_contact="fg@example.org",
        ),
        consent=Consent(console_key=public_key_of(token_key), texts=(TEXT,)),
        purposes={"self": Purpose(title="Uzelf", recipients=(str(new_identity(pq=True).recipient),))},
        policy=Policy(review_window_days=14, retention_days=1000),
        store=Store(kind="local", path=str(folder / "store")),
        paths=Paths(data=folder / "data", run=folder / "run"),
    )


def start(folder: Path) -> Running:
    """Start recorder, sync and console in ``folder``, and wait until they are ready."""
    token_key = new_token_key()
    (folder / "store").mkdir()
    settings = settings_of(folder, token_key)
    (folder / "settings.toml").write_text(dumps(settings))
    run, state = folder / "run", folder / "data" / "console"
    recorder = _started(
        "appliance.recorder",
        *("--settings", folder / "settings.toml"),
        *("--simulated", folder / "wires.sock", "--day-s", DAY_S),
    )
    _run("console", "init", "--state", state)
    port = _free_port()
    console = _started(
        "console", "--socket", run / "console.sock", "--state", state, "--listen", f"127.0.0.1:{port}"
    )
    sync = subprocess.Popen(_command("appliance.sync", "--settings", folder / "settings.toml", "--poll-s", 1))
    return Running(folder, settings, token_key, recorder, sync, console)  # type: ignore[arg-type]


def _started(module: str, *arguments: object) -> subprocess.Popen[str]:
    process = subprocess.Popen(_command(module, *arguments), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if process.stdout.readline().strip() != "klaar":
        raise RuntimeError(f"{module} does not start")
    return process


def _run(module: str, *arguments: object) -> None:
    subprocess.run(_command(module, *arguments), check=True, stdout=subprocess.DEVNULL)


def _command(module: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", module, *map(str, arguments)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
