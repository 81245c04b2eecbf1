"""Programs of another processor, run by QEMU when the kernel meets one: how an arm64 image is made on a PC.

The kernel keeps the interpreter open from the moment it is told (flag F), so that it works in every chroot.
What is told stays until the computer restarts. Standard library only. Source: kernel.org, "binfmt_misc".
"""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path

import toolbox

# The processor of the profiles that have one of their own, in the kernel's words.
_OF = {"virt-arm64": "aarch64", "pi": "aarch64"}
_FOLDER = Path("/proc/sys/fs/binfmt_misc")
_TELL = f"""
folder={_FOLDER}
mount -t binfmt_misc binfmt_misc $folder
[ -e $folder/qemu-$1 ] || cat /usr/lib/binfmt.d/qemu-$1.conf >$folder/register
"""


def prepare(profile: str) -> None:
    """Let this computer run the programs of a profile's processor. Raises: CalledProcessError."""
    processor = _OF.get(profile, platform.machine())
    if processor != platform.machine():
        # Here first, as systemd does: what the kernel was told it forgets with the last mount of this.
        if not (_FOLDER / "register").exists():
            subprocess.run(["mount", "-t", "binfmt_misc", "binfmt_misc", _FOLDER], check=True)
        subprocess.run(toolbox.entering(["sh", "-ec", _TELL, "tell", processor]), check=True)
