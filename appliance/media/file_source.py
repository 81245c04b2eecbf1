"""A film from a file as a scene: any real video, made to fit the box's own size, rate and sound.

The file is the one that beheer names; it is opened for reading, by itself: no playlist, no network, no
file that another file points to. It is read twice at the same time, once for the picture and once for
the sound, so that a film with all its sound at the end takes no more memory than another.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import av
import av.error
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from appliance.domain.errors import NotAVideo
from appliance.media.fitting import PictureFitting, SoundTape
from appliance.media.moov import PictureShape, SoundShape
from appliance.media.scene import Tick, samples_until

# Containers of real films. Left out on purpose: text (FFmpeg draws it as a film), pictures, playlists.
_OPTIONS = {
    "format_whitelist": "mov,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,mxf,dv",
    "protocol_whitelist": "file",
}


class FileSource:
    """A film, played in a loop as long as its picture lasts. Without sound it is silent.

    Raises: NotAVideo when there is no picture to be had from it.
    """

    def __init__(self, path: Path, picture: PictureShape, sound: SoundShape) -> None:
        self._path = path
        self.picture = picture
        self.sound = sound
        with _open(path) as film:
            if next(_pictures(film), None) is None:
                raise NotAVideo("geen beeld te lezen")

    def ticks(self) -> Iterator[Tick]:
        """Yield the film from its start, again and again. Raises: NotAVideo when it has gone."""
        number = 0
        while True:
            for tick in self._once(number):
                yield tick
                number += 1

    def _once(self, number: int) -> Iterator[Tick]:
        with _open(self._path) as seen, _open(self._path) as heard:
            start_s = (seen.start_time or 0) / av.time_base
            fitting = PictureFitting(self.picture, _film_stream(seen).sample_aspect_ratio)
            tape = SoundTape(heard, self.sound, start_s=start_s)
            for frame in self._at_our_rate(_pictures(seen), start_s):
                since, until = (
                    samples_until(tick, self.picture, self.sound) for tick in (number, number + 1)
                )
                yield Tick(partial(fitting.fit, frame), tape.read(until - since))
                number += 1

    def _at_our_rate(self, frames: Iterator[av.VideoFrame], start_s: float) -> Iterator[av.VideoFrame]:
        """Repeat and leave out pictures so that each tick has the one that is on screen at its time."""
        on_screen = None
        ticks = 0
        for frame in frames:
            at_s = (frame.time or 0.0) - start_s
            while on_screen is not None and ticks / self.picture.fps < at_s:
                yield on_screen
                ticks += 1
            on_screen = frame
        if on_screen is not None:
            yield on_screen


def _open(path: Path) -> InputContainer:
    try:
        return av.open(str(path.absolute()), "r", options=_OPTIONS)
    except (av.error.FFmpegError, OSError) as error:
        raise NotAVideo("het bestand is niet te openen of te lezen") from error


def _film_stream(film: InputContainer) -> VideoStream:
    for stream in film.streams.video:
        if not stream.disposition & Disposition.attached_pic:  # the cover of a piece of music
            return stream
    raise NotAVideo("er zit geen beeld in")


def _pictures(film: InputContainer) -> Iterator[av.VideoFrame]:
    """Decode the pictures. A film that is broken further on ends there."""
    stream = _film_stream(film)
    stream.thread_type = "AUTO"
    try:
        yield from film.decode(stream)
    except av.error.FFmpegError:
        return
