"""Pictures that carry their number in black and white blocks, so that a film tells which ones it holds."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import av

WIDTH, HEIGHT = 1280, 720
HOW_MANY = 64
TIMES_EACH = 4  # libcamera's virtual camera shows every picture this often in a row
ROUND = HOW_MANY * TIMES_EACH
_BITS = 6
_BLOCK = WIDTH // (_BITS + 2)
_TOP = HEIGHT // 2 - _BLOCK // 2
_BLACK, _GREY, _WHITE = 20, 120, 235


def write(folder: Path, *, how_many: int = HOW_MANY, grain: int = 0) -> None:
    """Write 0.jpg, 1.jpg ... as libcamera's virtual camera plays them.

    ``grain`` (of 255) is the noise of a sensor; the numbers stay readable through it.
    """
    folder.mkdir()
    for number in range(how_many):
        (folder / f"{number}.jpg").write_bytes(_jpeg(number, grain))


def write_black(folder: Path) -> None:
    """Write what a camera sees through a covered lens."""
    folder.mkdir()
    black = av.VideoFrame(WIDTH, HEIGHT, "yuvj420p")
    for plane, shade in zip(black.planes, (16, 128, 128), strict=True):
        plane.update(bytes([shade]) * plane.buffer_size)
    (folder / "0.jpg").write_bytes(_encoded(black))


def number_of(frame: av.VideoFrame) -> int:
    """Return the number a decoded picture shows."""
    luma = frame.reformat(format="gray").planes[0]
    row = memoryview(luma)[(_TOP + _BLOCK // 2) * luma.line_size :]
    bits = [row[_left(bit) + _BLOCK // 2] > (_BLACK + _WHITE) // 2 for bit in range(_BITS)]
    return sum(1 << bit for bit, white in enumerate(bits) if white)


def places(numbers: list[int]) -> list[int]:
    """Return which frame of the round each picture is, when none is missing and none came twice.

    Raises: AssertionError, at the first picture that is not the one that belongs there.
    """
    change = next(n for n in range(1, len(numbers)) if numbers[n] != numbers[n - 1])
    found = [(TIMES_EACH * numbers[change] + n - change) % ROUND for n in range(len(numbers))]
    shown = [place // TIMES_EACH for place in found]
    wrong = next((n for n, number in enumerate(numbers) if number != shown[n]), None)
    assert wrong is None, f"picture {wrong} of {len(numbers)}: {numbers[wrong - 3 : wrong + 4]}"
    return found


def _jpeg(number: int, grain: int) -> bytes:
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuvj420p")
    for plane in frame.planes[1:]:
        plane.update(bytes([128]) * plane.buffer_size)
    luma = frame.planes[0]
    edge = bytes(_GREY + (x // 40 + number) % 20 for x in range(luma.line_size))
    blocks = bytearray(edge)
    for bit in range(_BITS):
        shade = _WHITE if number >> bit & 1 else _BLACK
        blocks[_left(bit) : _left(bit) + _BLOCK] = bytes([shade]) * _BLOCK
    rows = b"".join(bytes(blocks) if _TOP <= y < _TOP + _BLOCK else edge for y in range(HEIGHT))
    luma.update(_grainy(rows, grain, random.Random(number)))
    return _encoded(frame)


def _grainy(luma: bytes, grain: int, noise: random.Random) -> bytes:
    """Add 0 to ``grain`` to every point: as one long number, since no sum carries beyond its byte."""
    added = noise.randbytes(len(luma)).translate(bytes(value * (grain + 1) // 256 for value in range(256)))
    total = int.from_bytes(luma, "big") + int.from_bytes(added, "big")
    return total.to_bytes(len(luma), "big")


def _encoded(frame: av.VideoFrame) -> bytes:
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
    codec.time_base = Fraction(1, 25)
    (packet,) = codec.encode(frame)
    return bytes(packet)


def _left(bit: int) -> int:
    return _BLOCK * (bit + 1)
