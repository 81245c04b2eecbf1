"""What stands before the simulated camera: the test card, or any real video file."""

from __future__ import annotations

import subprocess
from itertools import islice
from pathlib import Path

import pytest

from appliance.domain.errors import NotAVideo
from appliance.hardware.ports import AudioFormat, VideoFormat
from appliance.media.file_source import FileSource
from appliance.media.test_card import TestCard

VIDEO, AUDIO = VideoFormat(160, 96, 10), AudioFormat(48_000, 1)
TICK_BYTES = 48_000 // 10 * 2


def _made(path: Path, *arguments: str) -> Path:
    command = ["ffmpeg", "-v", "error", "-y", *arguments, "-shortest", str(path)]
    subprocess.run(command, check=True)
    return path


def _picture(name: str = "testsrc2=size=320x240:rate=25", seconds: float = 1.0) -> list[str]:
    return ["-f", "lavfi", "-t", str(seconds), "-i", name]


_TONE = ["-f", "lavfi", "-t", "1", "-i", "sine=1000"]
REAL = {
    "mp4": [*_picture(), *_TONE, "-c:v", "libx264", "-c:a", "aac"],
    "without sound": [*_picture(), "-c:v", "libx264"],
    "odd size": [*_picture("testsrc2=size=321x243:rate=25"), *_TONE, "-c:v", "mpeg4", "-c:a", "aac"],
    "fifty pictures": [*_picture("testsrc2=size=320x180:rate=50"), *_TONE, "-c:v", "libx264"],
    "upright": [*_picture("testsrc2=size=180x320:rate=25"), *_TONE, "-c:v", "libx264"],
    "very short": [*_picture(seconds=0.2), *_TONE, "-c:v", "libx264"],
}


@pytest.mark.parametrize("kind", REAL)
def test_any_real_film_fits_and_goes_round(tmp_path: Path, kind: str) -> None:
    source = FileSource(_made(tmp_path / "film.mp4", *REAL[kind]), VIDEO, AUDIO)
    for tick in islice(source.ticks(), 25):  # longer than every film here
        frame = tick.draw()
        assert (frame.width, frame.height, frame.format.name) == (160, 96, "yuv420p")
        assert len(tick.sound) == TICK_BYTES


@pytest.mark.parametrize(("kind", "is_heard"), [("mp4", True), ("without sound", False)])
def test_its_own_sound_is_heard(tmp_path: Path, kind: str, is_heard: bool) -> None:
    source = FileSource(_made(tmp_path / "film.mp4", *REAL[kind]), VIDEO, AUDIO)
    assert any(any(tick.sound) for tick in islice(source.ticks(), 8)) == is_heard


def _truncated(folder: Path) -> Path:
    whole = _made(folder / "whole.mp4", *REAL["mp4"]).read_bytes()
    (folder / "film.mp4").write_bytes(whole[:2_000])
    return folder / "film.mp4"


def _text(folder: Path) -> Path:
    (folder / "film.mp4").write_text("Geachte mevrouw, " * 500)
    return folder / "film.mp4"


def _empty(folder: Path) -> Path:
    (folder / "film.mp4").touch()
    return folder / "film.mp4"


NOT_A_FILM = {
    "text": _text,
    "empty": _empty,
    "a folder": lambda folder: folder,
    "not there": lambda folder: folder / "weg.mp4",
    "only sound": lambda folder: _made(folder / "film.mp4", *_TONE, "-c:a", "aac"),
    "a picture": lambda folder: _made(folder / "film.png", *_picture(), "-frames:v", "1"),
    "torn at its beginning": _truncated,
}


@pytest.mark.parametrize("kind", NOT_A_FILM)
def test_what_is_no_film_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    with pytest.raises(NotAVideo) as refusal:
        FileSource(NOT_A_FILM[kind](tmp_path), VIDEO, AUDIO)
    assert refusal.value.sentence == "Dit bestand is geen video die wij kunnen lezen."


def test_a_playlist_that_points_elsewhere_is_not_followed(tmp_path: Path) -> None:
    secret = _made(tmp_path / "secret.ts", *_picture(), "-c:v", "libx264")
    (tmp_path / "film.m3u8").write_text(f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n")
    with pytest.raises(NotAVideo):
        FileSource(tmp_path / "film.m3u8", VIDEO, AUDIO)


def test_the_clock_on_the_test_card_runs_and_the_count_is_spoken() -> None:
    ticks = list(islice(TestCard(VIDEO, AUDIO).ticks(), 20))
    first, tenth_later, second_later = (bytes(ticks[n].draw().planes[0]) for n in (0, 1, 10))
    assert len({first, tenth_later, second_later}) == 3
    assert all(len(tick.sound) == TICK_BYTES for tick in ticks)
    spoken = b"".join(tick.sound for tick in ticks[2:9])  # after the tone, before the next
    assert any(spoken)
