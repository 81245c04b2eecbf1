"""Recordings by people, in any kind of sound, become the one kind that can be laid end to end."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

import pytest

from console.texts.speak import adopt, main
from console.texts.spoken import Recordings, key_of
from tests.console.test_read_aloud import FRAME

SENTENCE = "De camera staat uit"


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    """A folder with one second of sound in stereo, named after a sentence, and one named after nothing."""
    for name in (key_of(SENTENCE), "vergeten"):
        path = tmp_path / "opnamen" / "nl" / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as sound:
            sound.setparams((2, 2, 44_100, 0, "NONE", ""))
            tone = (int(8000 * math.sin(at / 16)) for at in range(44_100))
            sound.writeframes(b"".join(struct.pack("<hh", level, level) for level in tone))
    return tmp_path / "opnamen"


def test_a_recording_is_taken_over_in_the_format_of_the_others(spoken, tmp_path):
    (path,) = adopt(spoken, tmp_path / "klaar")
    assert path == tmp_path / "klaar" / "nl" / f"{key_of(SENTENCE)}.mp3"
    assert FRAME.match(path.read_bytes())
    assert Recordings((tmp_path / "klaar",)).keys("nl", [SENTENCE]) == [key_of(SENTENCE)]


def test_the_command_says_that_nothing_was_taken(tmp_path, capsys):
    (tmp_path / "leeg").mkdir()
    assert main(["--from", str(tmp_path / "leeg"), "--to", str(tmp_path / "klaar")]) == 1
    assert "0 opnamen" in capsys.readouterr().err
