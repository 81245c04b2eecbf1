#!/usr/bin/env python3
"""The tools that make and try an image, in a Debian 13 of their own: one command, as root, with mmdebstrap.

    python3 image/toolbox.py make              about two minutes, 1.3 GB
    python3 image/toolbox.py run COMMAND...

Bookworm's RAUC and mkosi are too old, and a workplace should not need QEMU. Everything is kept in
/var/cache/spiegelbox, or in the folder that SPIEGELBOX_CACHE names: the toolbox, and what is built (/out
inside). The project is seen inside, read-only, at /project. mkosi pivots its root, which a plain chroot
forbids: so the toolbox is entered with pivot_root, in a mount namespace that goes away with the command.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import debian

PROJECT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("SPIEGELBOX_CACHE", "/var/cache/spiegelbox"))
TOOLBOX, OUT = CACHE / "toolbox", CACHE / "out"
PACKAGES = (
    # makes the image
    *(
        "mkosi",
        "systemd-repart",
        "systemd-container",
        "apt",
        "dosfstools",
        "mtools",
        "erofs-utils",
        "e2fsprogs",
    ),
    *("fdisk", "kmod", "cpio", "zstd", "xz-utils", "squashfs-tools", "debian-archive-keyring", "bubblewrap"),
    # signs and reads an update
    *("rauc", "openssl", "ca-certificates"),
    # boots it
    *("qemu-system-x86", "seabios", "ipxe-qemu", "swtpm", "swtpm-tools", "cryptsetup-bin", "python3"),
    *("python3-cryptography", "qemu-utils", "age"),
)
# Makes and boots one for another processor (image/foreign.py).
_OF_ARM = ("qemu-user", "qemu-user-binfmt", "qemu-system-arm", "qemu-efi-aarch64", "device-tree-compiler")
OF_A_PROFILE = {"virt-arm64": _OF_ARM, "pi": _OF_ARM}
_ENTER = """
root=$1 project=$2 out=$3; shift 3
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t tmpfs tmpfs "$root/run"
mkdir -p "$root/project" "$root/out" "$root/old"
mount --bind "$project" "$root/project"
mount -o remount,ro,bind "$root/project"
mount --bind "$out" "$root/out"
cd "$root"
pivot_root . old
umount -l /old
cd /project
exec "$@"
"""
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def main(argv: Sequence[str]) -> int:
    """Make the toolbox, or replace this process by a command in it."""
    if list(argv) == ["make"]:
        make()
        return 0
    if len(argv) > 1 and argv[0] == "run":
        command = entering(argv[1:])
        os.execvp(command[0], command)  # noqa: S606 - no shell is the point
    print(__doc__, file=sys.stderr)
    return 2


def make(profile: str = "") -> None:
    """Make the toolbox with what every profile and this one needs, unless it stands already."""
    stamp = TOOLBOX / "toolbox.stamp"
    wanted = {*PACKAGES, *OF_A_PROFILE.get(profile, ())}
    there = {*stamp.read_text().split()} if stamp.is_file() else set()
    if wanted <= there:
        return
    OUT.joinpath("work").mkdir(parents=True, exist_ok=True)
    shutil.rmtree(TOOLBOX, ignore_errors=True)  # of an earlier list, or half made
    debian.make(TOOLBOX, sorted(wanted | there), archives=debian.sources())
    stamp.write_text("\n".join(sorted(wanted | there)))


def entering(words: Sequence[str]) -> list[str]:
    """Return the command that runs ``words`` in the toolbox."""
    OUT.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SPIEGELBOX_"))}
    kept |= {"PATH": _PATH, "HOME": "/root", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    return [
        *("unshare", "--mount", "--propagation", "private", "sh", "-ec", _ENTER, "enter"),
        *(str(TOOLBOX), str(PROJECT), str(OUT), "env", "-i"),
        *(f"{name}={value}" for name, value in kept.items()),
        *words,
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
