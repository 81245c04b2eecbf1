"""The two picture profiles a box is meant for, and how a name becomes numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from appliance.settings.model import CameraProfile, Settings

PROFILES: Mapping[str, CameraProfile] = {
    "720p25": CameraProfile(profile="720p25"),
    "1080p25": CameraProfile(profile="1080p25", width_px=1920, height_px=1080, fps=25, bitrate_kbps=5000),
}


def with_profile(settings: Settings) -> Settings:
    """Return the settings with the numbers of the profile that they name; "own" keeps its numbers."""
    named = PROFILES.get(settings.camera.profile)
    return settings if named is None else replace(settings, camera=named)
