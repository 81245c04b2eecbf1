"""A box in QEMU: the card, the emulated firmware, power, and a line to a shell inside. Software emulation
only.

What a test needs inside (the line, simulated hardware) is given by the virtual machine as systemd
credentials, so that the image which is tried is to the byte the image that is flashed.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from image.scenario import firmware
from image.scenario.boards import BOARDS

AGENT = (Path(__file__).parent / "agent.py").read_text(encoding="utf-8")
_AGENT_UNIT = """[Unit]
Description=The line to who tries this image
DefaultDependencies=no
After=systemd-udevd.service
[Service]
ExecStart=/usr/bin/python3 -IS -c 'import base64; exec(base64.b64decode("{program}"))'
Restart=always
RestartSec=1
"""

_SERIAL = "c7e0f1de-3f6b-4b61-9d3c-0a5a4b1a7f52"  # the board's own number, as every Pi has one
_EMULATED = "mitigations=off no_timer_check"


class Stuck(Exception):
    """What was waited for did not come in time; the text says what, with the last words of the console."""


@dataclass
class Box:
    """One box: its folder holds the card, the TPM's memory and what the console said."""

    folder: Path
    units: dict[str, str] = field(default_factory=dict)
    profile: str = "virt"
    has_chip: bool = True  # a TPM 2.0; a Raspberry Pi has none
    memory_mib: int = 1536
    _qemu: subprocess.Popen[bytes] | None = None
    _tpm: subprocess.Popen[bytes] | None = None
    _line: Line | None = None
    _tryboot: bool = False
    boots: list[firmware.Choice] = field(default_factory=list)

    @property
    def card(self) -> Path:
        return self.folder / "card.img"

    @property
    def console(self) -> Path:
        return self.folder / "console.log"

    def insert(self, image: Path, *, size_bytes: int) -> None:
        """Put a freshly flashed card of ``size_bytes`` in the box."""
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "--sparse=always", image, self.card], check=True)
        os.truncate(self.card, size_bytes)

    def put(self, source: Path, name: str) -> None:
        """Copy a file or folder onto partition 1, as beheer does on a desk."""
        start = firmware.partitions(self.card)[1].start
        subprocess.run(["mcopy", "-s", "-o", "-i", f"{self.card}@@{start}", source, f"::{name}"], check=True)

    def plug_in(self, stick: Path) -> None:
        """Put a USB stick (an image of its whole disk) in the box that is on."""
        self._monitor(f"drive_add 0 if=none,id=stick,format=raw,cache=writethrough,file={stick}")
        self._monitor("device_add usb-storage,id=stick,drive=stick")

    def pull_out(self) -> None:
        """Take the stick out, finished or not."""
        self._monitor("device_del stick")
        self._monitor("drive_del stick")

    def take_chip_of(self, other: Box) -> None:
        """Move the TPM with the card, as when a board keeps its card."""
        if other.has_chip:
            shutil.copytree(other.folder / "tpm", self.folder / "tpm")

    def power_on(self, *, more_words: str = "") -> firmware.Choice:
        """Let the firmware choose and start; return its choice. Raises: WillNotBoot."""
        choice = firmware.choose(self.card, tryboot=self._tryboot, into=self.folder)
        self._tryboot = False
        self.boots.append(choice)
        self.start(choice, more_words=more_words)
        return choice

    def start(self, choice: firmware.Choice, *, more_words: str = "") -> None:
        """Start this kernel, as the firmware does when it has chosen."""
        for left in (self.console, *map(self._socket, ("line", "tpm", "monitor"))):
            left.unlink(missing_ok=True)
        if self.has_chip:
            self._start_tpm()
        self._qemu = subprocess.Popen(self._command(choice, more_words))
        self._line = Line(self._socket("line"), self._qemu)

    def line(self) -> Line:
        if self._line is None:
            raise Stuck("the box is off")
        return self._line

    def run(self, *command: str, timeout_s: float = 120, check: bool = True) -> str:
        """Run a command inside as root and return what it printed."""
        answer = self.line().ask({"run": list(command)}, timeout_s=timeout_s)
        if check and answer["code"] != 0:
            raise Stuck(f"{command}: {answer['code']}\n{answer['said'][-3000:]}")
        return str(answer["said"])

    def shell(self, text: str, *, timeout_s: float = 120, check: bool = True) -> str:
        return self.run("sh", "-c", text, timeout_s=timeout_s, check=check)

    def wait_until_off(self, *, timeout_s: float) -> str:
        """Wait until the box powers off or restarts; return ``off`` or ``restart``."""
        if self._qemu is None:
            raise Stuck("the box is off")
        try:
            self._qemu.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise Stuck(f"still on after {timeout_s} s\n{self.last_words()}") from None
        said = self.console.read_text(errors="replace")
        self._tryboot = firmware.wants_tryboot(said)
        self._stop_rest()
        return "off" if "reboot: Power down" in said else "restart"

    def restart(self, *, timeout_s: float = 600, more_words: str = "") -> firmware.Choice:
        """Wait for the restart that is under way, and be the firmware for what follows."""
        how = self.wait_until_off(timeout_s=timeout_s)
        if how != "restart":
            raise Stuck(f"the box went {how}\n{self.last_words()}")
        return self.power_on(more_words=more_words)

    def cut_power(self) -> None:
        """Take the plug out: what was not on the card yet is lost with QEMU's memory."""
        if self._qemu is not None and self._qemu.poll() is None:
            self._qemu.kill()
            self._qemu.wait()
        self._tryboot = False
        self._stop_rest()

    def last_words(self) -> str:
        return self.console.read_text(errors="replace")[-3000:] if self.console.exists() else ""

    def _command(self, choice: firmware.Choice, more_words: str) -> list[str]:
        units = {
            "spiegelbox-line.service": _AGENT_UNIT.format(program=base64.b64encode(AGENT.encode()).decode())
        }
        words = f"{_EMULATED} systemd.wants=spiegelbox-line.service {more_words}"
        board = BOARDS[self.profile]
        devices = [
            *("-uuid", _SERIAL, "-m", str(self.memory_mib), "-display", "none", "-no-reboot"),
            *("-serial", f"file:{self.console}", "-device", "qemu-xhci"),
            *("-monitor", f"unix:{self._socket('monitor')},server=on,wait=off"),
            *("-drive", f"file={self.card},format=raw,if=virtio,cache=writeback,discard=unmap"),
            *("-netdev", "user,id=net", "-device", "virtio-net-pci,netdev=net"),
            *("-device", "i6300esb,id=watchdog", "-action", "watchdog=reset"),
            *(
                "-device",
                "virtio-serial-pci",
                "-chardev",
                f"socket,id=line,path={self._socket('line')},server=on,wait=off",
            ),
            *("-device", "virtserialport,chardev=line,name=line"),
            *self._chip(),
            *_credentials(units | self.units),
        ]
        return board.command(choice, words, devices, into=self.folder)

    def _chip(self) -> tuple[str, ...]:
        if not self.has_chip:
            return ()
        line = f"socket,id=tpm,path={self._socket('tpm')}"
        chip = ("-tpmdev", "emulator,id=tpm,chardev=tpm", "-device", "tpm-tis,tpmdev=tpm")
        return ("-chardev", line, *chip)

    def _start_tpm(self) -> None:
        memory = self.folder / "tpm"
        memory.mkdir(exist_ok=True)
        self._tpm = subprocess.Popen(
            [
                *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={memory}"),
                *("--ctrl", f"type=unixio,path={self._socket('tpm')}", "--flags", "startup-clear"),
            ]
        )
        _wait_for(self._socket("tpm").exists, timeout_s=60, what="the TPM")

    def _monitor(self, command: str) -> None:
        """Tell QEMU something, and wait until it took it."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(60)
            line.connect(str(self._socket("monitor")))
            for said in (b"", command.encode() + b"\n"):
                line.sendall(said)
                heard = b""
                while not heard.endswith(b"(qemu) "):
                    heard += line.recv(4096)

    def _socket(self, name: str) -> Path:
        return self.folder / f"{name}.sock"

    def _stop_rest(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._tpm is not None:
            self._tpm.terminate()
            self._tpm.wait()
        self._qemu = self._tpm = self._line = None


class Line:
    """The line to a root shell inside: one JSON object a line, in both directions."""

    def __init__(self, path: Path, qemu: subprocess.Popen[bytes]) -> None:
        self._qemu, self._rest = qemu, b""
        self._socket = socket.socket(socket.AF_UNIX)
        _wait_for(lambda: self._connects(path), timeout_s=60, what="QEMU")
        self._number = 0

    def ask(self, question: Mapping[str, Any], *, timeout_s: float) -> dict[str, Any]:
        """Ask, and wait for the answer; asked again each second until the guest listens. Raises: Stuck."""
        self._number += 1
        text = json.dumps({**question, "number": self._number}).encode() + b"\n"
        end = time.monotonic() + timeout_s
        self._socket.sendall(text)
        while time.monotonic() < end:
            for answer in self._answers(within_s=1.0):
                if answer.get("number") == self._number:
                    return answer
                if answer.get("hello"):
                    self._socket.sendall(text)
            if self._qemu.poll() is not None:
                raise Stuck("the box went off while it was asked something")
        raise Stuck(f"no answer in {timeout_s} s to {question}")

    def close(self) -> None:
        self._socket.close()

    def _connects(self, path: Path) -> bool:
        try:
            self._socket.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True

    def _answers(self, *, within_s: float) -> Sequence[dict[str, Any]]:
        self._socket.settimeout(within_s)
        try:
            came = self._socket.recv(65536)
        except (TimeoutError, ConnectionError):
            return ()
        *lines, self._rest = (self._rest + came).split(b"\n")
        return [json.loads(line) for line in lines if line.startswith(b"{")]


def _credentials(units: Mapping[str, str]) -> list[str]:
    words = []
    for name, text in units.items():
        kind = "systemd.unit-dropin" if name.endswith(".d") else "systemd.extra-unit"
        value = base64.b64encode(text.encode()).decode()
        credential = f"io.systemd.credential.binary:{kind}.{name.removesuffix('.d')}={value}"
        words += ["-smbios", f"type=11,value={credential}"]
    return words


def _wait_for(there: Any, *, timeout_s: float, what: str) -> None:
    end = time.monotonic() + timeout_s
    while not there():
        if time.monotonic() > end:
            raise Stuck(f"{what} did not come in {timeout_s} s")
        time.sleep(0.05)
