"""A QR picture, drawn by segno as inline SVG: no image file, no other address, nothing kept."""

from __future__ import annotations

import segno


def qr_svg(text: str) -> str:
    """Return ``text`` as a QR picture, black on white whatever the theme says."""
    picture: str = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return picture
