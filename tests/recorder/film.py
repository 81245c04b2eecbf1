"""What a film on the bench looks like from outside: opened with keys, decoded, counted."""

from __future__ import annotations

import io
import json
from typing import Any

import av

from tests.recorder.bench import Bench


def look_back(bench: Bench, code: str) -> tuple[str, dict[str, Any]]:
    """Open a look back with a code; return its handle and the recording's fields."""
    opened = bench.ask("review.open", code=code)
    assert isinstance(opened["wiped"], bool)
    return opened["playback"], opened["recording"]


def film_of(bench: Bench, playback: str) -> bytes:
    """Fetch the whole film in clear, a mebibyte at a time as the player would."""
    index = json.loads(bench.console.ask_body("review.index", playback=playback)[1])
    film, size = b"", index["size_bytes"]
    while len(film) < size:
        length = min(1024 * 1024, size - len(film))
        film += bench.console.ask_body("review.read", playback=playback, offset=len(film), length=length)[1]
    return film


def seconds_of(film: bytes) -> dict[str, float]:
    """Decode a film whole; return the seconds of picture and of sound."""
    with av.open(io.BytesIO(film)) as container:
        frames: dict[str, float] = {"video": 0.0, "audio": 0.0}
        for packet in container.demux():
            for frame in packet.decode():
                kind = packet.stream.type
                assert frame.time is not None
                long_s = frame.samples / frame.sample_rate if kind == "audio" else 1 / 10
                frames[kind] = max(frames[kind], frame.time + long_s)
        return frames
