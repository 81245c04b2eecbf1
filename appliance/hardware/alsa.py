"""The microphone, through ALSA: PCM blocks with times that hold for hours.

A microphone that is unplugged ends the reading, and that is told once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from appliance.domain.errors import MicrophoneFailed
from appliance.hardware.device_reader import DeviceReader
from appliance.hardware.libasound import CapturePcm
from appliance.hardware.ports import AudioBlock, AudioFormat
from appliance.hardware.sample_clock import SampleClock

_BLOCK_S = 0.04  # 25 wake-ups a second; well within the port's 100 ms


class AlsaMicrophone:
    """A microphone; ``device`` is ALSA's name of it. Its ``plug`` fits any card to ``audio``."""

    def __init__(
        self, audio: AudioFormat, *, monotonic: Callable[[], float], device: str = "default"
    ) -> None:
        self._audio, self._monotonic, self._device = audio, monotonic, device
        self._reader: DeviceReader[CapturePcm] | None = None

    def open(self, on_block: Callable[[AudioBlock], None], on_fault: Callable[[str], None]) -> AudioFormat:
        rate_hz, channels = self._audio.sample_rate_hz, self._audio.channels
        block, sample_bytes = round(_BLOCK_S * rate_hz), 2 * channels
        try:
            device = CapturePcm(self._device, rate_hz=rate_hz, channels=channels, period_s=_BLOCK_S)
        except OSError as error:
            raise MicrophoneFailed(f"{self._device}: {error.strerror or error}") from error

        def read(microphone: CapturePcm, ended: threading.Event) -> None:
            clock = SampleClock(rate_hz)
            while not ended.is_set():
                pcm = microphone.read(block)
                if pcm and not ended.is_set():
                    at_s = clock.stamp(len(pcm) // sample_bytes, arrived_s=self._monotonic())
                    on_block(AudioBlock(pcm, at_s))

        self._reader = DeviceReader("microphone", device, read, on_fault)
        return self._audio

    def close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()
