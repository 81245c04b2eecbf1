"""A bare Debian for the same virtual machine, to compare the boot of a box with. Made as root on the host."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import debian
import toolbox

PACKAGES = (
    *("systemd", "systemd-sysv", "udev", "dbus", "kmod", "linux-image-amd64", "initramfs-tools", "zstd"),
    *("python3", "systemd-resolved"),
)
SIZE = "3G"


def make(folder: Path) -> Path:
    """Return a folder with ``disk.img``, ``kernel`` and ``initrd``; made once (three minutes)."""
    if (folder / "initrd").is_file():
        return folder
    root = folder / "root"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    debian.make(root, PACKAGES, archives=debian.sources())
    (root / "etc/fstab").write_text("/dev/vda / ext4 rw 0 1\n")
    for name in ("systemd-networkd.service", "systemd-resolved.service"):
        subprocess.run(["systemctl", f"--root={root}", "enable", name], check=True, capture_output=True)
    network = root / "etc/systemd/network/80-wired.network"
    network.write_text("[Match]\nName=en*\n[Network]\nDHCP=yes\n")
    (kernel,) = root.glob("boot/vmlinuz-*")
    (initrd,) = root.glob("boot/initrd.img-*")
    inside = Path("/out") / folder.relative_to(toolbox.OUT)
    words = ["mke2fs", "-q", "-t", "ext4", "-d", str(inside / "root"), str(inside / "disk.img"), SIZE]
    subprocess.run(toolbox.entering(words), check=True)
    shutil.copy(kernel, folder / "kernel")
    shutil.copy(initrd, folder / "initrd")
    shutil.rmtree(root)
    return folder
