"""A Debian 13 in a folder, made by mmdebstrap from where this machine gets its own Debian; needs root.

What happens in it happens in a mount namespace of its own: nothing stays mounted when a test dies. The
project is seen there read-only at /project, and a folder of the test at /test.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from image import debian

_PATH = "/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_ENTER = """
root=$1 project=$2 shared=$3; shift 3
# In a chroot, / is no mount of its own: its propagation cannot be changed, and there is none to fear.
mount --make-rprivate / 2>/dev/null || true
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
mount --bind "$project" "$root/project"
mount -o remount,ro,bind "$root/project"
mount --bind "$shared" "$root/test"
exec chroot "$root" "$@"
"""


class DebianRoot:
    """One Debian in ``folder``."""

    def __init__(self, folder: Path, *, project: Path) -> None:
        self.folder, self._project = folder, project

    def make(self, packages: Sequence[str], *, from_backports: Sequence[str] = ()) -> None:
        """Install a minimal Debian with these packages."""
        more = []
        if from_backports:
            names = " ".join(from_backports)
            more.append(
                '--customize-hook=chroot "$1" apt-get install -qq -y --no-install-recommends '
                f"-t {debian.RELEASE}-backports {names}"
            )
        archives = debian.sources(backports=bool(from_backports))
        debian.make(self.folder, packages, archives=archives, more=more)
        (self.folder / "project").mkdir()
        (self.folder / "test").mkdir()

    def command(self, *words: str, shared: Path, env: dict[str, str] | None = None) -> list[str]:
        """Return the command that runs ``words`` inside, with the folder ``shared`` at /test."""
        settings = {"PATH": _PATH, "HOME": "/root", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        settings |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        inside = [f"{name}={value}" for name, value in (settings | (env or {})).items()]
        return [
            *("unshare", "--mount", "--propagation", "unchanged", "sh", "-ec", _ENTER, "enter"),
            *(str(self.folder), str(self._project), str(shared), "env", "-i", *inside, *words),
        ]

    def run(self, *words: str, shared: Path, env: dict[str, str] | None = None) -> None:
        """Run a command inside and fail with what it said."""
        done = subprocess.run(
            self.command(*words, shared=shared, env=env), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}:\n{done.stdout}\n{done.stderr}")
