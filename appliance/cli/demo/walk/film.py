"""Looking at a film that was opened: does it really play, with sound, and for how long? In memory only."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

import av
import av.error

from appliance.domain.errors import StepFailed


@dataclass(frozen=True, slots=True)
class Played:
    """What a whole film was when it was played: codecs, and seconds of picture and of sound."""

    picture: str
    sound: str
    picture_s: float
    sound_s: float

    def __str__(self) -> str:
        return f"{self.picture_s:.1f} s beeld ({self.picture}) en {self.sound_s:.1f} s geluid ({self.sound})"


def play(film: bytes) -> Played:
    """Decode every picture and every sound. Raises: StepFailed."""
    try:
        picture, picture_s = _decode(film, "video")
        sound, sound_s = _decode(film, "audio")
    except (av.error.FFmpegError, IndexError) as error:
        raise StepFailed(f"de film is niet af te spelen ({error})") from error
    return Played(picture, sound, picture_s, sound_s)


def _decode(film: bytes, kind: Literal["video", "audio"]) -> tuple[str, float]:
    with av.open(io.BytesIO(film), "r", format="mp4") as opened:
        stream = opened.streams.get({kind: 0})[0]
        times_s = [
            frame.time
            for frame in opened.decode(stream)
            if isinstance(frame, av.VideoFrame | av.AudioFrame) and frame.time is not None
        ]
        # The last one lasts as long as the one before it.
        return stream.codec_context.name, 2 * times_s[-1] - times_s[-2] - times_s[0]
