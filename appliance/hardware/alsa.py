"""The microphone, through ALSA: PCM blocks with times that hold for hours.

PyAV reads ALSA itself; PyPI's build carries its own libasound and must be told where the system keeps its
settings and plugins. A microphone that is unplugged ends the reading, and that is told once.
"""

from __future__ import annotations

import os
import sysconfig
import threading
from collections.abc import Callable
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
        most = round(_BLOCK_S * rate_hz) * sample_bytes

        def read(microphone: InputContainer, ended: threading.Event) -> None:
            resampler = av.AudioResampler("s16", channel_layout(self._audio.channels), rate_hz)
            clock = SampleClock(rate_hz)
            for frame in microphone.decode(audio=0):
                if ended.is_set():
                    return
                for part in resampler.resample(frame):
                    pcm = bytes(part.planes[0])[: part.samples * sample_bytes]
                    at_s = clock.stamp(part.samples, arrived_s=self._monotonic())
                    for start in range(0, len(pcm), most):
                        offset_s = start / sample_bytes / rate_hz
                        on_block(AudioBlock(pcm[start : start + most], at_s + offset_s))

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


def _tell_alsa_where() -> None:
    if _ALSA_CONF.exists():
        os.environ.setdefault("ALSA_CONFIG_PATH", str(_ALSA_CONF))
    triplet = sysconfig.get_config_var("MULTIARCH") or ""
    plugins = Path("/usr/lib") / triplet / "alsa-lib"
    if plugins.is_dir():
        os.environ.setdefault("ALSA_PLUGIN_DIR", str(plugins))
