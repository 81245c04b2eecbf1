"""H.264 between its two wrappings: start codes (an encoder's output) and lengths (a film's samples).

Source: ITU-T H.264 annex B; ISO/IEC 14496-15 section 5.3.3. Never looks inside a NAL unit.
"""

from __future__ import annotations

import struct

_START_CODE = b"\x00\x00\x01"


def nal_units(annex_b: bytes) -> list[bytes]:
    """Return the NAL units of a picture. Zeros before a start code belong to no unit (B.1.1)."""
    return [unit.rstrip(b"\x00") for unit in annex_b.split(_START_CODE)[1:]]


def with_lengths(annex_b: bytes) -> bytes:
    """Return a picture as a film's sample: a four-byte length before every NAL unit."""
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in nal_units(annex_b))
