"""Which version runs: that of the image, or of the program where there is no image. No network here."""

from __future__ import annotations

from importlib.metadata import version as version_of
from pathlib import Path

from appliance.update.version import Version

OS_RELEASE = Path("/etc/os-release")


def running_version(os_release: Path = OS_RELEASE) -> Version:
    """Return the version of the image, or of the program where there is no image."""
    try:
        lines = os_release.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    told = dict(line.split("=", 1) for line in lines if "=" in line)
    return Version.parse(told.get("IMAGE_VERSION", version_of("spiegelbox")).strip('"'))
