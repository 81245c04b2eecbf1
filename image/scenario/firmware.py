"""What the firmware of a Raspberry Pi does before the kernel, for a computer that has none: which slot
starts.

Reads the card from outside, as the firmware does: autoboot.txt on partition 1, then config.txt and what it
names on the boot partition. Never writes. Source: raspberrypi.com/documentation, "autoboot.txt", "tryboot"
and "config.txt"; UEFI specification, chapter 5 (GPT).
"""

from __future__ import annotations

import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512
SLOTS = {2: "A", 3: "B"}


class WillNotBoot(Exception):
    """The firmware would stop here; the text says at what."""


@dataclass(frozen=True, slots=True)
class Partition:
    """``start`` and ``size`` in bytes."""

    label: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What the firmware hands to the board: files it read from boot partition ``partition``."""

    partition: int
    tryboot: bool
    kernel: Path
    initrd: Path
    command_line: str

    @property
    def words(self) -> str:
        """The command line, with what a Pi's firmware would have told in the device tree."""
        return f"{self.command_line} rauc.slot={SLOTS[self.partition]} spiegelbox.tryboot={int(self.tryboot)}"


def partitions(disk: Path) -> dict[int, Partition]:
    """Return the partitions of a GPT, by number. Raises: WillNotBoot."""
    with disk.open("rb") as card:
        card.seek(SECTOR)
        header = card.read(92)
        if header[:8] != b"EFI PART":
            raise WillNotBoot("no partition table")
        first, count, size = struct.unpack_from("<QII", header, 72)
        card.seek(first * SECTOR)
        entries = [card.read(size) for _ in range(count)]
    found = {}
    for number, entry in enumerate(entries, start=1):
        start, end = struct.unpack_from("<QQ", entry, 32)
        if any(entry[:16]):
            label = entry[56:128].decode("utf-16-le").rstrip("\0")
            found[number] = Partition(label, start * SECTOR, (end - start + 1) * SECTOR)
    return found


def choose(disk: Path, *, tryboot: bool, into: Path) -> Choice:
    """Return what starts; the files it reads go into the folder ``into``. Raises: WillNotBoot."""
    table = partitions(disk)
    number = boot_partition(_read(disk, table[1], "autoboot.txt").decode(), tryboot=tryboot)
    if number not in table:
        raise WillNotBoot(f"no partition {number}")
    files = boot_files(_read(disk, table[number], "config.txt").decode())
    read = {}
    for kind, name in files.items():
        read[kind] = into / f"{kind}"
        read[kind].write_bytes(_read(disk, table[number], name))
    command_line = _read(disk, table[number], "cmdline.txt").decode().strip()
    return Choice(number, tryboot, read["kernel"], read["initrd"], command_line)


def boot_partition(autoboot: str, *, tryboot: bool) -> int:
    """Return the number of the boot partition. [tryboot] counts only with ``tryboot_a_b=1``."""
    section, found = "all", {"all": 1}
    a_b = False
    for line in (raw.strip() for raw in autoboot.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line.startswith("boot_partition="):
            found[section] = int(line.partition("=")[2])
        elif line == "tryboot_a_b=1" and section == "all":
            a_b = True
    return found.get("tryboot", found["all"]) if tryboot and a_b else found["all"]


def boot_files(config: str) -> dict[str, str]:
    """Return the names of kernel and initrd in config.txt. Raises: WillNotBoot."""
    found = {}
    for line in config.splitlines():
        if line.startswith("kernel="):
            found["kernel"] = line.partition("=")[2]
        elif line.startswith("initramfs "):
            found["initrd"] = line.split()[1]
    if found.keys() != {"kernel", "initrd"}:
        raise WillNotBoot("config.txt names no kernel with an initrd")
    return found


def wants_tryboot(console: str) -> bool:
    """Tell whether the guest restarted with ``0 tryboot``: the kernel's last word on its console."""
    last = [line for line in console.splitlines() if "reboot: Restarting system" in line]
    return bool(last) and "with command '0 tryboot'" in last[-1]


def _read(disk: Path, partition: Partition, name: str) -> bytes:
    where = f"{disk}@@{partition.start}"
    done = subprocess.run(["mtype", "-i", where, f"::{name}"], capture_output=True, check=False)
    if done.returncode != 0:
        raise WillNotBoot(f"{name} cannot be read from {partition.label}")
    return done.stdout
