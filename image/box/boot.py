"""The boot slot of an image: kernels, initrds and what the firmware reads, in /boot/firmware, a table a
profile.

Runs inside the image while it is made. The names are those of Raspberry Pi's firmware; image/scenario reads
them the same way for a computer that stands in for a Pi. Source: the firmware's own documentation of
config.txt, and the hook of raspi-firmware for where its files come from.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from box.work import CannotInstall, run

FIRMWARE = Path("boot/firmware")
# rootwait without a limit would hang a trial for ever; panic=5 turns every dead end into a restart, and a
# restart of a trial into the slot that worked. No root=: the initrd takes it from what the firmware says
# (spiegelbox-slot), and RAUC, which would believe it first, then asks our backend which slot runs.
COMMAND_LINE = (
    *("rootfstype=erofs", "ro", "rootwait=15"),
    *("panic=5", "oops=panic", "quiet", "fsck.mode=skip", "systemd.gpt_auto=no", "systemd.show_status=no"),
    # /var is new at every boot and nothing in /usr ever changes: there is nothing to rebuild.
    "systemd.condition_needs_update=0",
)


@dataclass(frozen=True, slots=True)
class Kernel:
    """``release`` is how its version ends; the other two are what the firmware calls them on the FAT."""

    release: str
    image: str
    initrd: str


@dataclass(frozen=True, slots=True)
class Boot:
    """What a profile boots with: ``config`` is config.txt, ``trees`` are folders that the firmware reads."""

    kernels: tuple[Kernel, ...]
    console: tuple[str, ...]
    config: str
    trees: tuple[tuple[str, str, str], ...] = ()  # from (a glob), which files, to


_VIRTUAL = "kernel=vmlinuz\ninitramfs initrd.img followkernel\n"
# disable_splash and no HDMI: nothing on a screen that nobody looks at. The watchdog is the board's own.
_PI = """\
arm_64bit=1
auto_initramfs=1
camera_auto_detect=1
dtparam=watchdog=on
dtparam=audio=off
disable_splash=1
"""
PROFILES = {
    "virt": Boot((Kernel("amd64", "vmlinuz", "initrd.img"),), ("console=ttyS0",), _VIRTUAL),
    "virt-arm64": Boot((Kernel("arm64", "vmlinuz", "initrd.img"),), ("console=ttyAMA0",), _VIRTUAL),
    "pi": Boot(
        (
            Kernel("rpi-v8", "kernel8.img", "initramfs8"),
            Kernel("rpi-2712", "kernel_2712.img", "initramfs_2712"),
        ),
        ("console=tty1",),
        _PI,
        trees=(
            ("usr/lib/raspi-firmware", "*", ""),
            ("usr/lib/linux-image-*-rpi-v8/broadcom", "*.dtb", ""),
            ("usr/lib/linux-image-*-rpi-2712/broadcom", "*.dtb", ""),
            ("usr/lib/linux-image-*-rpi-v8/overlays", "*", "overlays"),
        ),
    ),
}


def make(root: Path, *, profile: str) -> None:
    """Make the initrds and fill ``boot/firmware`` under ``root``. Raises: CannotInstall, KeyError."""
    boot, folder = PROFILES[profile], root / FIRMWARE
    folder.mkdir(parents=True, exist_ok=True)
    for kernel in boot.kernels:
        release = _release(root, kernel)
        _make_initrd(release, folder / kernel.initrd)
        shutil.copyfile(root / f"usr/lib/modules/{release}/vmlinuz", folder / kernel.image)
    for source, target in _of_the_firmware(root, boot):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    (folder / "cmdline.txt").write_text(" ".join((*COMMAND_LINE, *boot.console)) + "\n")
    (folder / "config.txt").write_text(boot.config)
    for left in (root / "boot").iterdir():
        if left.is_file():
            left.unlink()


def _release(root: Path, kernel: Kernel) -> str:
    releases = [path.name for path in (root / "usr/lib/modules").glob(f"*-{kernel.release}")]
    if len(releases) != 1:
        raise CannotInstall(f"one kernel that ends in {kernel.release} was expected, not {releases}")
    return releases[0]


def _make_initrd(release: str, target: Path) -> None:
    # mkinitramfs reads SOURCE_DATE_EPOCH, and then makes the same bytes from the same files.
    said = {name: value for name, value in os.environ.items() if name != "INITRD"}
    run("mkinitramfs", "-o", str(target), release, sentence="an initrd cannot be made", env=said)


def _of_the_firmware(root: Path, boot: Boot) -> Iterator[tuple[Path, Path]]:
    for folder, which, to in boot.trees:
        folders = sorted(root.glob(folder))
        if not folders:
            raise CannotInstall(f"{folder} is not in the image: is the archive of Raspberry Pi known here?")
        for source in sorted(path for path in folders[-1].glob(which) if path.is_file()):
            yield source, root / FIRMWARE / to / source.name
