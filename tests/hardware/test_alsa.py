"""The microphone through a real ALSA, heard in a room of PulseAudio, and unplugged."""

from __future__ import annotations

import math
import statistics
import threading
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from appliance.domain.errors import MicrophoneFailed
from appliance.hardware.alsa import AlsaMicrophone
from appliance.hardware.ports import AudioBlock, AudioFormat
from tests.hardware.sound_room import SoundRoom

AUDIO = AudioFormat(48_000, 1)
TONE_HZ = 440
TONE = f"sine=frequency={TONE_HZ}:sample_rate=48000"
PATIENCE_S = 60.0
# A card that knows 44.1 kHz and two channels only.
CARD = """
</usr/share/alsa/alsa.conf>
pcm.disc {{ type file slave.pcm null file "/dev/null" infile "{tone}" format raw }}
pcm.card {{ type plug slave {{ pcm disc rate 44100 channels 2 format S16_LE }} }}
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundRoom]:
    made = SoundRoom(tmp_path / "room")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(made.alsa_conf))
    look = threading.Event()
    for _ in range(int(PATIENCE_S / 0.05)):
        if made.is_up():
            break
        look.wait(0.05)
    yield made
    made.close()


def _hear(blocks: Queue[AudioBlock], seconds: float) -> list[AudioBlock]:
    heard, length_s = [], 0.0
    while length_s < seconds:
        heard.append(blocks.get(timeout=PATIENCE_S))
        length_s += len(heard[-1].samples) / 2 / AUDIO.sample_rate_hz
    return heard


def _loudness(block: AudioBlock, hertz: float) -> float:
    """How much of one tone is in a block, 0 to 32767."""
    samples = array("h", block.samples)
    turn = math.tau * hertz / AUDIO.sample_rate_hz
    real = sum(value * math.cos(turn * n) for n, value in enumerate(samples))
    other = sum(value * math.sin(turn * n) for n, value in enumerate(samples))
    return 2 * math.hypot(real, other) / len(samples)


def test_what_sounds_in_the_room_is_heard_with_times_that_hold(room: SoundRoom) -> None:
    room.play(TONE)
    blocks: Queue[AudioBlock] = Queue()
    microphone = AlsaMicrophone(AUDIO, monotonic=time.monotonic, device="mic")
    began_s = time.monotonic()
    assert microphone.open(blocks.put, lambda _: None) == AUDIO
    heard = _hear(blocks, 3.0)
    microphone.close()
    ended_s = time.monotonic()
    tone = statistics.median(_loudness(block, TONE_HZ) for block in heard)
    assert tone > 1000
    assert tone > 5 * statistics.median(_loudness(block, 1500.0) for block in heard)
    assert all(0 < len(block.samples) <= 0.1 * 2 * AUDIO.sample_rate_hz for block in heard)
    assert began_s - 0.5 < heard[0].captured_s < heard[-1].captured_s < ended_s
    counted_s = sum(len(block.samples) for block in heard[:-1]) / 2 / AUDIO.sample_rate_hz
    assert heard[-1].captured_s - heard[0].captured_s == pytest.approx(counted_s, abs=0.040)


def test_a_microphone_that_is_unplugged_says_so_once_and_delivers_no_more(room: SoundRoom) -> None:
    room.play(TONE)
    blocks: Queue[AudioBlock] = Queue()
    faults: Queue[str] = Queue()
    microphone = AlsaMicrophone(AUDIO, monotonic=time.monotonic, device="mic")
    microphone.open(blocks.put, faults.put)
    blocks.get(timeout=PATIENCE_S)
    room.unplug()
    assert faults.get(timeout=PATIENCE_S)
    microphone.close()
    assert faults.empty()


def test_a_microphone_that_is_absent_is_a_named_error(room: SoundRoom) -> None:
    with pytest.raises(MicrophoneFailed, match="plughw:7,0"):
        AlsaMicrophone(AUDIO, monotonic=time.monotonic, device="plughw:7,0").open(print, print)
    with pytest.raises(MicrophoneFailed):
        AlsaMicrophone(AUDIO, monotonic=time.monotonic, device="nothing").open(print, print)


def test_a_card_with_another_rate_and_more_channels_becomes_the_boxs_own_pcm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = (math.tau * TONE_HZ * n / 44_100 for n in range(44_100))
    tone = array("h", (sample for turn in turns for sample in [round(8000 * math.sin(turn))] * 2))
    (tmp_path / "tone").write_bytes(tone.tobytes())
    (tmp_path / "alsa.conf").write_text(CARD.format(tone=tmp_path / "tone"))
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "alsa.conf"))
    blocks: Queue[AudioBlock] = Queue()
    microphone = AlsaMicrophone(AUDIO, monotonic=time.monotonic, device="card")
    assert microphone.open(blocks.put, lambda _: None) == AUDIO
    heard = _hear(blocks, 0.4)
    microphone.close()
    assert statistics.median(_loudness(block, TONE_HZ) for block in heard) == pytest.approx(8000, rel=0.1)


def test_a_block_comes_25_times_a_second_however_often_the_card_would(room: SoundRoom) -> None:
    room.play(TONE)
    blocks: Queue[AudioBlock] = Queue()
    microphone = AlsaMicrophone(AUDIO, monotonic=time.monotonic, device="mic")
    microphone.open(blocks.put, lambda _: None)
    heard = _hear(blocks, 2.0)
    microphone.close()
    assert all(len(block.samples) == 0.04 * 2 * AUDIO.sample_rate_hz for block in heard)


def test_nothing_is_heard_after_closing(room: SoundRoom) -> None:
    room.play(TONE)
    blocks: Queue[AudioBlock] = Queue()
    microphone = AlsaMicrophone(AUDIO, monotonic=time.monotonic, device="mic")
    microphone.open(blocks.put, lambda _: None)
    _hear(blocks, 0.2)
    microphone.close()
    microphone.close()
    while not blocks.empty():
        blocks.get()
    with pytest.raises(Empty):
        blocks.get(timeout=0.2)
