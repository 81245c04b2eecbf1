"""A Debian 13 in a folder, made by mmdebstrap from where this machine gets its own Debian; needs root.

What happens in it happens in a mount namespace of its own: nothing stays mounted when a test dies. The
project is seen there read-only at /project, and a folder of the test at /test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

RELEASE = "trixie"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_FIELDS = "$(REPO_URI)|$(CODENAME)|$(ORIGIN)|$(COMPONENT)|$(CREATED_BY)"
_PATH = "/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")

_ENTER = """
root=$1 project=$2 shared=$3; shift 3
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


def sources(*, backports: bool = False) -> str:
    """Return apt's lines for Debian 13, from the archives that this machine uses itself."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", _FIELDS], capture_output=True, text=True, check=True
    ).stdout
    lines = set()
    for uri, codename, origin, component, kind in (line.split("|") for line in listed.splitlines()):
        if (origin, component, kind) != ("Debian", "main", "Packages"):
            continue
        suites = (
            [f"{RELEASE}-security"] if codename.endswith("-security") else [RELEASE, f"{RELEASE}-updates"]
        )
        if backports and not codename.endswith("-security"):
            suites.append(f"{RELEASE}-backports")
        lines |= {f"deb [signed-by={_KEYRING}] {uri} {suite} main" for suite in suites}
    if not lines:
        raise RuntimeError("this machine's apt knows no Debian archive; run apt-get update first")
    return "\n".join(sorted(lines)) + "\n"


class DebianRoot:
    """One Debian in ``folder``."""

    def __init__(self, folder: Path, *, project: Path) -> None:
        self.folder, self._project = folder, project

    def make(self, packages: Sequence[str], *, from_backports: Sequence[str] = ()) -> None:
        """Install a minimal Debian with these packages."""
        more = ['--aptopt=APT::Install-Recommends "false"', "--dpkgopt=force-unsafe-io"]
        for setting in sorted(Path("/etc/apt/apt.conf.d").glob("99*")):
            more.append(f"--aptopt={setting}")  # how this machine reaches its archives
        if from_backports:
            names = " ".join(from_backports)
            more.append(
                '--customize-hook=chroot "$1" apt-get install -qq -y --no-install-recommends '
                f"-t {RELEASE}-backports {names}"
            )
        subprocess.run(
            [
                *("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase"),
                f"--include={','.join(packages)}",
                *(*more, RELEASE, str(self.folder), "-"),
            ],
            input=sources(backports=bool(from_backports)),
            text=True,
            check=True,
        )
        (self.folder / "project").mkdir()
        (self.folder / "test").mkdir()
        for file in (Path("/etc/resolv.conf"), Path("/etc/hosts"), Path("/etc/pip.conf"), _CERTIFICATES):
            if file.exists():
                there = self.folder / file.relative_to("/")
                there.parent.mkdir(parents=True, exist_ok=True)
                there.unlink(missing_ok=True)
                shutil.copy(file, there)

    def command(self, *words: str, shared: Path, env: dict[str, str] | None = None) -> list[str]:
        """Return the command that runs ``words`` inside, with the folder ``shared`` at /test."""
        settings = {"PATH": _PATH, "HOME": "/root", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        settings |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        inside = [f"{name}={value}" for name, value in (settings | (env or {})).items()]
        return [
            *("unshare", "--mount", "--propagation", "private", "sh", "-ec", _ENTER, "enter"),
            *(str(self.folder), str(self._project), str(shared), "env", "-i", *inside, *words),
        ]

    def run(self, *words: str, shared: Path, env: dict[str, str] | None = None) -> None:
        """Run a command inside and fail with what it said."""
        done = subprocess.run(
            self.command(*words, shared=shared, env=env), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}:\n{done.stdout}\n{done.stderr}")
