"""A Debian 13 with systemd in which a box is installed by its own installer, as on a Raspberry Pi OS.

The packages that the installer would fetch are there already, but for those that only Raspberry Pi's archive
has: it must name them and go on.
"""

from __future__ import annotations

from pathlib import Path

from tests.system.debian_root import DebianRoot

PACKAGES = (
    *("systemd", "systemd-sysv", "udev", "dbus", "ca-certificates", "python3", "python3-venv", "curl"),
    *("nginx-light", "openssl", "libasound2-data", "alsa-utils", "systemd-timesyncd"),
    *("python3-gpiozero", "procps", "iproute2", "util-linux-extra"),
)
INSTALL = ("python3", "/project/image/install.py")


def make_root(folder: Path, *, project: Path) -> DebianRoot:
    """Build the Debian in ``folder`` (about a minute), or return the one that was built there."""
    root = DebianRoot(folder / "root", project=project)
    built = folder / "built"
    if not built.exists():
        root.make(PACKAGES)
        built.touch()
    return root
