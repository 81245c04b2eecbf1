"""What every story of the scenario plays on: a freshly flashed box, an update server, and what it found."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from image.scenario.bundles import Maker
from image.scenario.machine import Box, Stuck
from image.scenario.server import Server
from image.scenario.signing import Authority

CARD_BYTES = 8 << 30
SETTINGS = "/etc/spiegelbox/settings.toml"
BIN = "/opt/spiegelbox/venv/recorder/bin"
_SYNCED = """
import ctypes
class Timex(ctypes.Structure):
    _fields_ = [("modes", ctypes.c_uint), ("words", ctypes.c_long * 25)]
timex = Timex(modes=0x10 | 0x4 | 0x8)
assert ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex)) >= 0
"""


def units(*, day_s: int = 1) -> dict[str, str]:
    """Return what the virtual machine adds: the test card for a camera, and days of ``day_s`` seconds.

    Every limit of time is as it is on a box; the stories say when an update comes.
    """
    simulated = f"--settings {SETTINGS} --simulated /run/spiegelbox-recorder/wires --day-s {day_s}"
    return {
        "spiegelbox-recorder.service.d": (
            f"[Service]\nExecStart=\nExecStart={BIN}/python -m appliance.recorder {simulated}\n"
        ),
        "spiegelbox-sync.service.d": (
            "[Service]\nExecStartPre=+/usr/bin/install -d -o spiegelbox-sync /run/store\n"
            "ReadWritePaths=-/run/store\n"
        ),
        "spiegelbox-update.timer.d": "[Timer]\nOnBootSec=\nOnBootSec=10h\n",
    }


@dataclass
class Stage:
    """One run: ``image`` is the card as it is flashed; ``found`` is what the stories measured."""

    profile: str
    folder: Path
    image: Path
    bare: Path
    provisioning: Path
    old: Maker
    new: Maker
    stranger: Authority
    server: Server
    tls: Path
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def has_chip(self) -> bool:
        """Tell whether the boards of this profile have a TPM: like a Pi, one of ARM has none."""
        return self.profile == "virt"

    def box(self, name: str, *, with_folder: bool = True, has_chip: bool = True) -> Box:
        """Return a box with a freshly flashed card, and on it the folder for the first boot."""
        box = Box(
            self.folder / name, units=units(), profile=self.profile, has_chip=has_chip and self.has_chip
        )
        box.insert(self.image, size_bytes=CARD_BYTES)
        if with_folder:
            box.put(self.provisioning, "spiegelbox")
        return box

    def copy_of(self, box: Box, name: str) -> Box:
        """Return a box with the same card and chip, as it was when it was last off."""
        other = Box(self.folder / name, units=dict(box.units), profile=self.profile, has_chip=self.has_chip)
        other.insert(box.card, size_bytes=CARD_BYTES)
        other.take_chip_of(box)
        return other

    def url(self, bundle: str) -> str:
        return f"https://10.0.2.2:{self.server.port}/{bundle}"

    def note(self, name: str, value: Any) -> None:
        """Keep a finding and tell it."""
        self.found[name] = value
        print(f"    {name}: {value}", flush=True)


def scenario_of(profile: str, out: Path) -> Path:
    """Return the folder in ``out`` where a profile's stories are played."""
    return out / ("scenario" if profile == "virt" else f"scenario-{profile}")


def wait(look: Callable[[], Any], *, timeout_s: float, what: str) -> Any:
    """Look until it is there; return it. Raises: Stuck."""
    end = time.monotonic() + timeout_s
    while not (seen := look()):
        if time.monotonic() > end:
            raise Stuck(f"{what} did not come in {timeout_s} s")
        time.sleep(1)
    return seen


def must(held: bool, words: str) -> None:
    """Raises: Stuck, with ``words``, when it did not hold."""
    if not held:
        raise Stuck(words)


def write(box: Box, path: str, content: bytes) -> None:
    """Put a file in the box, over the line."""
    box.shell(f"echo {base64.b64encode(content).decode()} | base64 -d >{path}")


def know_the_time(box: Box) -> None:
    """Let the kernel say that its clock is kept, as NTP would: there is no time server here."""
    box.run("python3", "-c", _SYNCED)


def is_s0(box: Box) -> bool:
    """Tell whether the recorder runs and says that the camera is off and everything is ready."""
    active = box.shell("systemctl is-active spiegelbox-recorder spiegelbox-console", check=False)
    return active.split() == ["active", "active"]


def untouched(box: Box) -> dict[str, str]:
    """Return what a refused update may not change: what starts, and the slot that runs, as hashes."""
    said = box.shell(
        "cat /bootconfig/autoboot.txt | sha256sum; sha256sum </dev/disk/by-partlabel/boot_a", timeout_s=600
    )
    return dict(zip(("autoboot", "boot_a"), said.split("-\n"), strict=False))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def show(box: Box) -> dict[str, Any]:
    """Return RAUC's own account of the slots."""
    told: dict[str, Any] = json.loads(box.shell("rauc status --output-format=json", timeout_s=300))
    return told
