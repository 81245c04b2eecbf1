"""Where this machine gets its Debian, for the Debians that are made from it. Names no archive of its own.

Standard library only. What is made here follows this machine's apt settings, so that a workplace with a
mirror uses that mirror, and the project knows no host.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

RELEASE = "trixie"
DEBIAN = "Debian"
RASPBERRY_PI = "Raspberry Pi Foundation"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_FIELDS = "$(REPO_URI)|$(CODENAME)|$(ORIGIN)|$(COMPONENT)|$(CREATED_BY)|$(SIGNED_BY)"
_NETWORK = ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt")


class NoArchive(Exception):
    """Apt of this machine does not know the archive that is asked for; the text says which."""


def sources(*, backports: bool = False, origin: str = DEBIAN) -> str:
    """Return apt's lines for trixie, from the archives of ``origin`` that this machine uses itself.

    Raises: NoArchive.
    """
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", _FIELDS], capture_output=True, text=True, check=True
    ).stdout
    return lines_from(listed, backports=backports, origin=origin)


def lines_from(listed: str, *, backports: bool, origin: str) -> str:
    """Return apt's lines for trixie from what ``apt-get indextargets`` listed. Raises: NoArchive."""
    lines = set()
    for uri, codename, whose, component, kind, signed_by in (line.split("|") for line in listed.splitlines()):
        if (whose, component, kind) != (origin, "main", "Packages"):
            continue
        keyring = signed_by if signed_by.startswith("/") else _KEYRING
        suites = _suites(codename, backports=backports, origin=origin)
        lines |= {f"deb [signed-by={keyring}] {uri} {suite} main" for suite in suites}
    if not lines:
        raise NoArchive(f"this machine's apt knows no archive of {origin}; add it and run apt-get update")
    return "\n".join(sorted(lines)) + "\n"


def _suites(codename: str, *, backports: bool, origin: str) -> Sequence[str]:
    if origin != DEBIAN:
        return (RELEASE,)
    if codename.endswith("-security"):
        return (f"{RELEASE}-security",)
    return (RELEASE, f"{RELEASE}-updates", *((f"{RELEASE}-backports",) if backports else ()))


def apt_settings() -> list[Path]:
    """Return the files with how this machine reaches its archives (a proxy, certificates)."""
    return sorted(Path("/etc/apt/apt.conf.d").glob("99*"))


def bring_network(root: Path) -> None:
    """Copy into ``root`` what names resolve with, and which certificates are trusted here."""
    for file in (Path(name) for name in _NETWORK):
        if file.exists():
            there = root / file.relative_to("/")
            there.parent.mkdir(parents=True, exist_ok=True)
            there.unlink(missing_ok=True)
            shutil.copy(file, there)


def make(folder: Path, packages: Sequence[str], *, archives: str, more: Sequence[str] = ()) -> None:
    """Install a minimal Debian with ``packages`` in ``folder`` (as root; one to two minutes)."""
    settings = [f"--aptopt={file}" for file in apt_settings()]
    subprocess.run(
        [
            *("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", f"--include={','.join(packages)}"),
            *('--aptopt=APT::Install-Recommends "false"', "--dpkgopt=force-unsafe-io", *settings, *more),
            *(RELEASE, str(folder), "-"),
        ],
        input=archives,
        text=True,
        check=True,
    )
    bring_network(folder)
