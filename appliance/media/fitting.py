"""Make someone else's picture and sound fit: size, shape, rotation; rate, channels, place in time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
import av.error
from av.container import InputContainer
from av.filter import Graph

from appliance.media.moov import PictureShape, SoundShape, channel_layout

_TURNS = {90: ["transpose=cclock"], -90: ["transpose=clock"], 180: ["hflip", "vflip"]}
_TURNS[-180] = _TURNS[180]


class PictureFitting:
    """Fit pictures to a shape, with black bars where theirs is another; pixels may be oblong."""

    def __init__(self, shape: PictureShape, pixel: Fraction | None) -> None:
        self._shape = shape
        self._pixel = pixel or Fraction(1)
        self._graph: Graph | None = None
        self._for: tuple[object, ...] = ()

    def fit(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return the picture as yuv420p of our shape."""
        rotation = getattr(frame, "rotation", 0)  # PyAV before 14.2 does not tell
        kind = (frame.width, frame.height, frame.format.name, rotation)
        if self._graph is None or self._for != kind:  # a film may change its size on the way
            self._graph, self._for = self._build(frame, rotation), kind
        self._graph.vpush(frame)
        return self._graph.vpull()

    def _build(self, frame: av.VideoFrame, rotation: int) -> Graph:
        width, height = self._shape.width, self._shape.height
        steps = [
            f"buffer=video_size={frame.width}x{frame.height}:pix_fmt={frame.format.name}"
            f":time_base={frame.time_base or Fraction(1, 1000)}:pixel_aspect={self._pixel}",
            *([f"scale=trunc(iw*{self._pixel}/2)*2:ih", "setsar=1"] if self._pixel != 1 else []),
            *_TURNS.get(rotation, []),
            f"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bilinear",
            f"pad={width}:{height}:-1:-1",
            "format=yuv420p",
            "buffersink",
        ]
        graph = Graph()
        nodes = [graph.add(name, args or None) for name, _, args in (step.partition("=") for step in steps)]
        graph.link_nodes(*nodes).configure()
        return graph


class SoundTape:
    """The sound of a film as one stretch of PCM from ``start_s`` on: silence where it has none."""

    def __init__(self, film: InputContainer, shape: SoundShape, *, start_s: float) -> None:
        self._shape = shape
        self._frame_bytes = 2 * shape.channels
        self._parts = self._decode(film, start_s)
        self._buffer = bytearray()

    def read(self, samples: int) -> bytes:
        """Return the next ``samples`` of sound."""
        wanted = samples * self._frame_bytes
        while len(self._buffer) < wanted:
            self._buffer += next(self._parts, bytes(wanted - len(self._buffer)))
        out = bytes(self._buffer[:wanted])
        del self._buffer[:wanted]
        return out

    def _decode(self, film: InputContainer, start_s: float) -> Iterator[bytes]:
        if not film.streams.audio:
            return
        resampler = av.AudioResampler("s16", channel_layout(self._shape.channels), self._shape.sample_rate_hz)
        rate, played = self._shape.sample_rate_hz, 0
        try:
            for frame in film.decode(film.streams.audio[0]):
                if frame.time is None:
                    continue
                begins = round((frame.time - start_s) * rate)
                while begins - played > rate:  # a long hole takes no long memory
                    yield bytes(rate * self._frame_bytes)
                    played += rate
                pcm = b"".join(self._bytes_of(part) for part in resampler.resample(frame))
                pcm = self._placed(pcm, begins - played)
                played += len(pcm) // self._frame_bytes
                yield pcm
        except av.error.FFmpegError:
            return

    def _placed(self, pcm: bytes, early: int) -> bytes:
        """Fill a hole before the samples, or leave out what lies before the film's start or came twice."""
        if abs(early) < self._shape.sample_rate_hz // 20:  # rounding and the resampler's delay are no hole
            return pcm
        return bytes(early * self._frame_bytes) + pcm if early > 0 else pcm[-early * self._frame_bytes :]

    def _bytes_of(self, frame: av.AudioFrame) -> bytes:
        return bytes(frame.planes[0])[: frame.samples * self._frame_bytes]
