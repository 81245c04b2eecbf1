"""The boards that QEMU stands in for, one for each profile: what differs between a PC and an ARM board.

Both have one processor, a card, a network and a watchdog; a PC can have a chip (TPM). What the firmware of a
Raspberry Pi tells the system, which slot it took and whether it is a trial, an ARM board tells as a Pi does:
in the device tree. A PC has none, and tells it on the kernel's command line.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from image.scenario.firmware import Choice

# The box's clock counts instructions, 2 ns each, about what one core of a Pi does: a busy machine makes it
# slower for us and not for the box, so that its watchdog and deadlines mean what they mean on a desk.
_CLOCK = ("-icount", "shift=1,align=off")
_UEFI = "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"
_MACHINE = "virt,acpi=off"  # with ACPI the kernel would not look at the device tree


@dataclass(frozen=True, slots=True)
class Board:
    """``words`` name the machine."""

    words: tuple[str, ...]
    has_device_tree: bool

    def command(self, choice: Choice, more_words: str, rest: Sequence[str], *, into: Path) -> list[str]:
        """Return QEMU's command for what the firmware chose; a file that it needs goes into ``into``."""
        devices = [*self.words, *_CLOCK, "-smp", "1", *rest]
        told = choice.command_line if self.has_device_tree else choice.words
        boot = (
            "-kernel",
            str(choice.kernel),
            "-initrd",
            str(choice.initrd),
            "-append",
            f"{told} {more_words}",
        )
        tree = ("-dtb", str(_tree(choice, devices, into / "board.dtb"))) if self.has_device_tree else ()
        return [*devices, *boot, *tree]


def _tree(choice: Choice, devices: Sequence[str], tree: Path) -> Path:
    """Let QEMU write the tree of this board, and add what a Pi's firmware adds; return it."""
    tree.unlink(missing_ok=True)
    dumping = [word.replace(_MACHINE, f"{_MACHINE},dumpdtb={tree}") for word in devices]
    subprocess.run(dumping, check=True, capture_output=True)
    node = "/chosen/bootloader"
    subprocess.run(["fdtput", "-p", "-c", tree, node], check=True)
    for name, value in (("partition", choice.partition), ("tryboot", int(choice.tryboot))):
        subprocess.run(["fdtput", "-t", "i", tree, node, name, str(value)], check=True)
    return tree


PC = Board(
    ("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg", "-cpu", "Westmere"),
    has_device_tree=False,
)
ARM = Board(
    ("qemu-system-aarch64", "-machine", _MACHINE, "-accel", "tcg", "-cpu", "cortex-a72", "-bios", _UEFI),
    has_device_tree=True,
)
BOARDS = {"virt": PC, "virt-arm64": ARM}
