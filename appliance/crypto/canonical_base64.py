"""Base64 with exactly one spelling per value.

A value with two spellings makes a file that can be changed without breaking its MAC. Source: RFC 4648
section 3.5; C2SP age.md ("Conventions") for the form without padding, signed-note.md for the form with.
"""

from __future__ import annotations

import base64
import binascii


def encode(data: bytes, *, padded: bool = False) -> bytes:
    """Write bytes as base64, without the closing ``=`` unless ``padded``."""
    text = base64.b64encode(data)
    return text if padded else text.rstrip(b"=")


def decode(text: bytes, *, padded: bool = False) -> bytes:
    """Read base64 that ``encode`` could have written.

    Raises: ValueError (any other spelling: a foreign letter, loose bits, wrong padding).
    """
    try:
        data = base64.b64decode(text if padded else text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from None
    if encode(data, padded=padded) != text:
        raise ValueError("not canonical base64")
    return data
