"""What a box asks of Debian. What only Raspberry Pi's own archive has is named when it cannot be had."""

from __future__ import annotations

import os
from collections.abc import Sequence

from box.work import CannotInstall, Step, run, succeeds

NEEDED = (
    *("python3-venv", "nginx-light", "openssl", "libasound2-data", "alsa-utils"),
    *("systemd-timesyncd", "ca-certificates", "python3-gpiozero"),
)
# Raspberry Pi OS only: the camera on the ribbon cable and the pins. A USB camera does without the first two.
OF_THE_PI = ("python3-picamera2", "python3-libcamera", "python3-lgpio", "raspi-utils")
OF_A_TPM = ("python3-tpm2-pytss",)


def steps(*, with_tpm: bool) -> list[Step]:
    """Return the one step that installs what is missing."""
    wanted = (*NEEDED, *OF_THE_PI, *(OF_A_TPM if with_tpm else ()))

    def install() -> None:
        apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "-qq", "update", sentence="apt-get update lukt niet. Is er een netwerk?", env=apt)
        reachable = [name for name in _missing(wanted) if _can_be_had(name)]
        absent = [name for name in NEEDED if name not in reachable and not _is_installed(name)]
        if absent:
            raise CannotInstall(f"deze pakketten zijn niet te krijgen: {', '.join(absent)}.")
        if reachable:
            run(
                *("apt-get", "-qq", "install", "-y", "--no-install-recommends", *reachable),
                sentence="apt-get install lukt niet.",
                env=apt,
            )

    def is_right() -> bool:
        return not [name for name in _missing(wanted) if name in NEEDED or _can_be_had(name)]

    return [Step("pakketten van Debian", is_right, install)]


def absent_of_the_pi() -> list[str]:
    """Return which of Raspberry Pi's packages are not on this machine."""
    return [name for name in OF_THE_PI if not _is_installed(name)]


def _missing(names: Sequence[str]) -> list[str]:
    return [name for name in names if not _is_installed(name)]


def _is_installed(name: str) -> bool:
    return succeeds("sh", "-c", f"dpkg-query -W -f '${{Status}}' {name} 2>/dev/null | grep -q 'ok installed'")


def _can_be_had(name: str) -> bool:
    return succeeds("sh", "-c", f"apt-cache policy {name} 2>/dev/null | grep -q 'Candidate: [^(]'")
