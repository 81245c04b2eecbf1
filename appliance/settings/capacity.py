"""How much room a talk takes on the box's disk, from the settings alone."""

from __future__ import annotations

from appliance.crypto.payload import CHUNK_BYTES, SEALED_CHUNK_BYTES
from appliance.settings.model import Settings

FRAGMENTS_PER_S = 2  # media/fragments.py closes one every half second, padded to whole chunks


def room_needed_bytes(settings: Settings) -> int:
    """Return twice the room of the longest talk that the policy allows; with less a talk does not start.

    Twice: the bit rate is an aim, not a limit, and cutting writes the new file before the old one goes.
    """
    bits_per_s = 1000 * (settings.camera.bitrate_kbps + settings.microphone.bitrate_kbps)
    padded_bytes_per_s = bits_per_s // 8 + FRAGMENTS_PER_S * CHUNK_BYTES
    talk_bytes = padded_bytes_per_s * 60 * settings.policy.max_talk_minutes
    return 2 * talk_bytes * SEALED_CHUNK_BYTES // CHUNK_BYTES
