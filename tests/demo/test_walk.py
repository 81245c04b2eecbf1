"""The walk itself, on real processes, and what the municipality can do with the store it leaves."""

from __future__ import annotations

import io
import json
import subprocess
from array import array
from pathlib import Path

import av
import pytest

from tests.demo.started import walked


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("walk")
    done = walked("--keep", "--seconds", "3", "--data", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Alle 15 stappen kloppen" in done.stdout
    return folder


def age(folder: Path, purpose: str) -> subprocess.CompletedProcess[bytes]:
    """Open the store with Debian's own age, to the letter as the README says it."""
    return subprocess.run(
        ["bash", "-O", "globstar", "-c", f"cat store/**/part-* | age -d -i keys/{purpose}.txt"],
        cwd=folder,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("purpose", ["self", "coach"])
def test_debians_own_age_and_ffprobe_open_what_the_client_allowed(kept, tmp_path, purpose):
    opened = age(kept, purpose)
    assert opened.returncode == 0, opened.stderr
    film = tmp_path / "film.mp4"
    film.write_bytes(opened.stdout)
    probe = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(film)],
        capture_output=True,
        check=True,
    )
    assert probe.stderr == b""
    streams = {stream["codec_type"]: stream for stream in json.loads(probe.stdout)["streams"]}
    assert streams["video"]["codec_name"] == "h264"
    assert streams["audio"]["codec_name"] == "aac"
    assert int(streams["video"]["nb_read_frames"]) >= 2 * 25
    assert float(streams["audio"]["duration"]) == pytest.approx(3, abs=1.2)


def test_the_film_has_the_voice_and_the_picture_of_the_test_card(kept):
    clear = age(kept, "self").stdout
    with av.open(io.BytesIO(clear)) as film:
        sound = b"".join(bytes(frame.planes[0]) for frame in film.decode(audio=0))
    with av.open(io.BytesIO(clear)) as film:
        grey = bytes(next(film.decode(video=0)).planes[0])
    assert max(abs(sample) for sample in array("f", sound[: len(sound) // 4 * 4])) > 0.01
    assert max(grey) - min(grey) > 100


def test_what_the_client_did_not_allow_stays_closed(kept):
    refused = age(kept, "leertafel")
    assert refused.returncode != 0
    assert refused.stdout == b""


def test_the_whole_life_is_walked_and_every_step_holds():
    done = walked("--seconds", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("✗")] == []
    assert sum(line.startswith("✓") for line in lines) == 19
    assert "0 beelden en 0 bytes vastgelegd" in done.stdout
    assert "SHA-256" in done.stdout


def test_a_step_that_does_not_hold_is_told_and_fails_the_walk(tmp_path: Path):
    left = tmp_path / "data" / "vergeten.mp4"
    left.parent.mkdir()
    left.write_bytes(b"\0\0\0\x1cftypisom" + b"film that somebody left in clear")
    done = walked("--keep", "--seconds", "1", "--data", str(tmp_path))
    assert done.returncode == 1
    *held, failed, advice = done.stdout.splitlines()
    assert held[-1].startswith("✓ Aankomen")
    assert failed.startswith("✗ Knop zonder ja")
    assert "er ligt leesbare film op de schijf" in failed
    assert "--data" in advice
    assert not list((tmp_path / "data" / "recordings").iterdir())
