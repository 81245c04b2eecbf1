"""The microphone, through ALSA: PCM blocks with times that hold for hours.

PyAV reads ALSA itself; PyPI's build carries its own libasound and must be told where the system keeps its
settings and plugins. A microphone that is unplugged ends the reading, and that is told once.
"""

from __future__ import annotations

import os
import sysconfig
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import av
from av.container import InputContainer

from appliance.domain.errors import MicrophoneFailed
from appliance.hardware.av_device import DeviceReader, open_device
from appliance.hardware.ports import AudioBlock, AudioFormat
from appliance.hardware.sample_clock import SampleClock
from appliance.media.moov import channel_layout

_ALSA_CONF = Path("/usr/share/alsa/alsa.conf")
_BLOCK_S = 0.1  # the port's promise: no longer than this
_GATHER_S = 0.04
_RAW = "pcm_s16le"


class AlsaMicrophone:
    """A microphone; ``device`` is ALSA's name of it, ``source_format`` FFmpeg's name of the kind."""

    def __init__(
        self,
        audio: AudioFormat,
        *,
        monotonic: Callable[[], float],
        device: str = "default",
        source_format: str = "alsa",
    ) -> None:
        self._audio, self._monotonic = audio, monotonic
        self._device, self._source_format = device, source_format
        self._reader: DeviceReader | None = None

    def open(self, on_block: Callable[[AudioBlock], None], on_fault: Callable[[str], None]) -> AudioFormat:
        _tell_alsa_where()
        device = open_device(self._device, self._source_format, self._wishes(), MicrophoneFailed)
        rate_hz, sample_bytes = self._audio.sample_rate_hz, 2 * self._audio.channels
        least, most = (round(seconds * rate_hz) * sample_bytes for seconds in (_GATHER_S, _BLOCK_S))

        def read(microphone: InputContainer, ended: threading.Event) -> None:
            clock = SampleClock(rate_hz)
            waiting = b""
            for pcm in _pcm_of(microphone, self._audio):
                if ended.is_set():
                    return
                arrived_s = self._monotonic()
                waiting += pcm
                # A card may deliver 400 times a second: that many blocks would cost more than the picture.
                if len(waiting) < least:
                    continue
                at_s = clock.stamp(len(waiting) // sample_bytes, arrived_s=arrived_s)
                for start in range(0, len(waiting), most):
                    offset_s = start / sample_bytes / rate_hz
                    on_block(AudioBlock(waiting[start : start + most], at_s + offset_s))
                waiting = b""

        self._reader = DeviceReader("microphone", device, read, on_fault)
        return self._audio

    def close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _wishes(self) -> dict[str, str]:
        if self._source_format != "alsa":
            return {}
        return {
            "sample_rate": str(self._audio.sample_rate_hz),
            "channels": str(self._audio.channels),
            "ch_layout": channel_layout(self._audio.channels),
        }


def _pcm_of(microphone: InputContainer, audio: AudioFormat) -> Iterator[bytes]:
    """Yield the sound as the box's own PCM; what ALSA gives as asked is passed on as it is."""
    stream = microphone.streams.audio[0]
    codec = stream.codec_context
    layout = channel_layout(audio.channels)
    if (codec.name, codec.sample_rate, codec.channels) == (_RAW, audio.sample_rate_hz, audio.channels):
        for packet in microphone.demux(stream):
            yield bytes(packet)
        return
    resampler = av.AudioResampler("s16", layout, audio.sample_rate_hz)
    for frame in microphone.decode(stream):
        for part in resampler.resample(frame):
            yield bytes(part.planes[0])[: part.samples * 2 * audio.channels]


def _tell_alsa_where() -> None:
    if _ALSA_CONF.exists():
        os.environ.setdefault("ALSA_CONFIG_PATH", str(_ALSA_CONF))
    triplet = sysconfig.get_config_var("MULTIARCH") or ""
    plugins = Path("/usr/lib") / triplet / "alsa-lib"
    if plugins.is_dir():
        os.environ.setdefault("ALSA_PLUGIN_DIR", str(plugins))
