"""A picture drawn with plain bytes: filled boxes, and digits made of seven of them."""

from __future__ import annotations

import av

Colour = tuple[int, int, int]  # luma and the two chromas, as in yuv420p

# The segments of a digit as (x, y, wide, high), in fourths of the digit's box, clockwise from the top;
# the middle one last.
_SEGMENTS = {
    "a": (0.0, 0.0, 4.0, 0.5),
    "b": (3.4, 0.0, 0.6, 2.0),
    "c": (3.4, 2.0, 0.6, 2.0),
    "d": (0.0, 3.5, 4.0, 0.5),
    "e": (0.0, 2.0, 0.6, 2.0),
    "f": (0.0, 0.0, 0.6, 2.0),
    "g": (0.0, 1.75, 4.0, 0.5),
    ":": (1.6, 1.0, 0.8, 0.5),
    ";": (1.6, 2.5, 0.8, 0.5),
    ".": (1.6, 3.5, 0.8, 0.5),
}
_LIT = {
    "0": "abcdef",
    "1": "bc",
    "2": "abdeg",
    "3": "abcdg",
    "4": "bcfg",
    "5": "acdfg",
    "6": "acdefg",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
    ":": ":;",
    ".": ".",
}


class Canvas:
    """A yuv420p picture of ``width`` by ``height`` pixels, both even."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        planes = av.VideoFrame(width, height, "yuv420p").planes
        self._strides = [plane.line_size for plane in planes]  # a row may be longer than the picture
        self._planes = [bytearray(plane.buffer_size) for plane in planes]

    def copy(self) -> Canvas:
        """Return a canvas of its own with the same picture."""
        other = Canvas(*self._size)
        other._planes = [bytearray(plane) for plane in self._planes]
        return other

    def fill(self, x: int, y: int, wide: int, high: int, colour: Colour) -> None:
        """Fill a box; what falls outside the picture is left out."""
        right, bottom = (min(edge, end) for edge, end in zip((x + wide, y + high), self._size, strict=True))
        for plane, stride, value, halves in zip(self._planes, self._strides, colour, (1, 2, 2), strict=True):
            row = bytes([value]) * (right // halves - x // halves)
            for line in range(y // halves, bottom // halves):
                start = line * stride + x // halves
                plane[start : start + len(row)] = row

    def write(self, text: str, *, x: int, y: int, wide: int, high: int, colour: Colour) -> None:
        """Write digits, colons and points as wide and high as the box given."""
        step = wide // len(text)
        unit_x, unit_y = step * 0.8 / 4, high / 4
        for place, character in enumerate(text):
            for left, top, across, down in (_SEGMENTS[name] for name in _LIT[character]):
                self.fill(
                    round(x + place * step + left * unit_x),
                    round(y + top * unit_y),
                    round(across * unit_x),
                    round(down * unit_y),
                    colour,
                )

    def frame(self) -> av.VideoFrame:
        """Return the picture as a frame for an encoder."""
        frame = av.VideoFrame(*self._size, "yuv420p")
        for plane, content in zip(frame.planes, self._planes, strict=True):
            plane.update(bytes(content))
        return frame
