"""A real film for the player: the test card with its clock and tone, muxed as the recorder does it."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import Any

from appliance.hardware.ports import AudioBlock, AudioFormat, VideoFormat, VideoPacket
from appliance.media.fragments import FragmentMuxer
from appliance.media.h264 import H264Encoder
from appliance.media.index import scan
from appliance.media.test_card import TestCard

PICTURE, SOUND = VideoFormat(480, 270, 10), AudioFormat(48_000, 1)


@cache
def card_film(seconds: float) -> tuple[bytes, dict[str, Any]]:
    """Return the bytes of a film and its index as ``review.index`` gives it."""
    encoder, muxer = H264Encoder(PICTURE, kbps=400), FragmentMuxer(PICTURE, SOUND)
    pieces = []
    for number, tick in enumerate(islice(TestCard(PICTURE, SOUND).ticks(), round(seconds * PICTURE.fps))):
        at_s = 100.0 + number / PICTURE.fps
        pieces += muxer.audio(AudioBlock(tick.sound, at_s))
        pieces += muxer.video(VideoPacket(*encoder.encode(tick.draw()), at_s))
    data = b"".join(piece.data for piece in pieces + muxer.flush())
    return data, index_of(data)


def index_of(data: bytes) -> dict[str, Any]:
    """Return the map of a film as ``review.index`` gives it."""
    index = scan(lambda offset, length: data[offset : offset + length], len(data))
    return {
        "init_bytes": index.init_bytes,
        "fragments": [[e.offset, e.size, e.start_s, e.duration_s] for e in index.fragments],
        "size_bytes": index.size_bytes,
        "seconds": index.seconds,
    }
