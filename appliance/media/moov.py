"""The start of a film: what a player must know before the first fragment.

libavformat writes it, into RAM; read back here are only the tracks and their clocks.
Source: ISO/IEC 14496-12 section 8 (moov), 14496-15 section 5 (avcC). The H.264 configuration comes from
the first keyframe itself (through a template stream): an encoder's own idea of it may be absent or wrong.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import av
import av.error

from appliance.domain.errors import FilmDamaged, MediaError
from appliance.media.boxes import boxes, find

PICTURE_TRACK = 1
SOUND_TRACK = 2
PICTURE_TICKS_HZ = 90_000

_MOVFLAGS = "empty_moov+default_base_moof+skip_trailer"


class PictureShape(Protocol):
    """What the pictures are; hardware's VideoFormat is one. Pixels and frames per second."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def fps(self) -> int: ...


class SoundShape(Protocol):
    """What the sound is: signed 16-bit PCM, interleaved; hardware's AudioFormat is one."""

    @property
    def sample_rate_hz(self) -> int: ...
    @property
    def channels(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Track:
    """A track of a film: its number, whether it is the picture, and its ticks per second."""

    number: int
    is_picture: bool
    ticks_hz: int


def channel_layout(channels: int) -> str:
    """Return FFmpeg's name for one or two channels."""
    return {1: "mono", 2: "stereo"}[channels]


def write_init(keyframe: bytes, sound: SoundShape | None) -> bytes:
    """Return ftyp and moov for a film whose first picture is ``keyframe`` (H.264, Annex B).

    Raises: MediaError when the keyframe carries no SPS and PPS.
    """
    memory = _WriteOnly()
    film = av.open(memory, "w", format="mp4", options={"movflags": _MOVFLAGS})
    with _open_keyframe(keyframe) as source:
        picture = film.add_stream_from_template(source.streams.video[0])
        picture.time_base = Fraction(1, PICTURE_TICKS_HZ)
        if sound is not None:
            layout = channel_layout(sound.channels)
            film.add_stream("aac", rate=sound.sample_rate_hz, layout=layout)
        film.start_encoding()
    init = bytes(memory.written)
    film.close()  # what it would still write belongs to a film without fragments
    return init


def read_tracks(init: bytes) -> dict[int, Track]:
    """Return the tracks of a film by number. Raises: FilmDamaged."""
    moov = find(init, b"moov")
    if moov is None:
        raise FilmDamaged("a film without a beginning")
    try:
        tracks = [_read_track(init, box.body) for box in boxes(init, moov.body) if box.kind == b"trak"]
    except struct.error as error:
        raise FilmDamaged("a beginning that stops too early") from error
    return {track.number: track for track in tracks}


def _open_keyframe(keyframe: bytes) -> av.container.InputContainer:
    try:
        source = av.open(io.BytesIO(keyframe), "r", format="h264")
    except av.error.FFmpegError as error:
        raise MediaError(f"the first picture is no H.264: {error}") from error
    if not source.streams.video or not source.streams.video[0].codec_context.extradata:
        raise MediaError("the first picture carries no SPS and PPS")
    return source


def _read_track(init: bytes, trak: slice) -> Track:
    tkhd = find(init, b"tkhd", within=trak)
    mdhd = find(init, b"mdia", b"mdhd", within=trak)
    hdlr = find(init, b"mdia", b"hdlr", within=trak)
    if tkhd is None or mdhd is None or hdlr is None:
        raise FilmDamaged("a track without its boxes")
    _, _, _, number = struct.unpack_from(">IIII", init, tkhd.body.start)
    _, _, _, ticks_hz = struct.unpack_from(">IIII", init, mdhd.body.start)
    _, _, handler = struct.unpack_from(">II4s", init, hdlr.body.start)
    return Track(number, handler == b"vide", ticks_hz)


class _WriteOnly:
    """Where libavformat writes: no seek and no tell, so it cannot count on going back."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, data: bytes) -> int:
        self.written += data
        return len(data)
