"""Pictures to H.264 on a box without an encoder of its own (the demo, a webcam).

One picture in, one packet out, at once: no look-ahead and no reordering, so that nothing of a talk
waits inside the encoder. Every keyframe carries SPS and PPS.
"""

from __future__ import annotations

from fractions import Fraction

import av
from av.video.frame import PictureType

from appliance.media.moov import PictureShape

KEYFRAME_EVERY_S = 0.5  # as long as a fragment


class H264Encoder:
    """One run of pictures of one size. A new run gets a new encoder."""

    def __init__(self, shape: PictureShape, *, kbps: int) -> None:
        codec = av.CodecContext.create("libx264", "w")
        codec.width, codec.height, codec.pix_fmt = shape.width, shape.height, "yuv420p"
        codec.time_base = Fraction(1, shape.fps)
        codec.framerate = Fraction(shape.fps)
        codec.gop_size = max(1, round(shape.fps * KEYFRAME_EVERY_S))
        codec.bit_rate = kbps * 1000
        codec.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "profile": "baseline",
            "maxrate": f"{kbps}k",
            "bufsize": f"{kbps}k",
            "x264-params": "scenecut=0:repeat-headers=1",
        }
        self._codec = codec
        self._count = 0

    def encode(self, picture: av.VideoFrame) -> tuple[bytes, bool]:
        """Return the picture as H.264 in Annex B form, and whether it is a keyframe.

        ``picture`` is yuv420p of the encoder's size; its own time is not looked at.
        """
        picture.pts = self._count
        picture.time_base = self._codec.time_base
        picture.pict_type = PictureType.NONE  # a source's keyframes are not ours
        self._count += 1
        (packet,) = self._codec.encode(picture)
        return bytes(packet), packet.is_keyframe
