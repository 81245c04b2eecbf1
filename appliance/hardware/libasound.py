"""The few calls of ALSA's own library that reading a microphone takes (docs/adr/0021).

FFmpeg's own ALSA reader takes the shortest period that a card knows and wakes the processor up to a thousand
times a second; here the period is asked for. Never decides what the sound means.
Source: alsa-lib 1.2, alsa/pcm.h; every call returns a negative errno when it fails.
"""

from __future__ import annotations

import ctypes
import errno
import logging

_log = logging.getLogger(__name__)

_LIBRARY = "libasound.so.2"
_CAPTURE = 1
_INTERLEAVED = 3
_S16_LE = 2
_SAMPLE_BYTES = 2
_BUFFER_S = 0.5  # what the card keeps while this machine is busy
_WAIT_MS = 500


class CapturePcm:
    """A microphone that runs, as ALSA's device ``name``, giving signed 16-bit PCM.

    ``period_s`` is how often it should wake us. Raises: OSError, here and from every call.
    """

    def __init__(self, name: str, *, rate_hz: int, channels: int, period_s: float) -> None:
        self._alsa = _library()
        self._frame_bytes = _SAMPLE_BYTES * channels
        self._pcm = ctypes.c_void_p()
        self._check(self._alsa.snd_pcm_open(ctypes.byref(self._pcm), name.encode(), _CAPTURE, 0))
        try:
            self._set_up(rate_hz, channels, period_s)
            self._check(self._alsa.snd_pcm_start(self._pcm))
        except OSError:
            self.close()
            raise

    def __enter__(self) -> CapturePcm:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop and release the device."""
        self._alsa.snd_pcm_close(self._pcm)

    def read(self, samples: int) -> bytes:
        """Return the next ``samples`` of each channel, or b"" when nothing came for half a second.

        Samples that nobody read in time are lost: what follows them is simply later.
        """
        ready = self._alsa.snd_pcm_wait(self._pcm, _WAIT_MS)
        if ready == 0:
            return b""
        pcm = ctypes.create_string_buffer(samples * self._frame_bytes)
        got = ready if ready < 0 else self._alsa.snd_pcm_readi(self._pcm, pcm, ctypes.c_ulong(samples))
        if got == -errno.EPIPE:
            _log.warning("event=sound-overrun")
            self._check(self._alsa.snd_pcm_recover(self._pcm, got, 1))
            self._check(self._alsa.snd_pcm_start(self._pcm))
            return b""
        self._check(got)
        return pcm.raw[: got * self._frame_bytes]

    def _set_up(self, rate_hz: int, channels: int, period_s: float) -> None:
        alsa, pcm, wishes = self._alsa, self._pcm, ctypes.c_void_p()
        self._check(alsa.snd_pcm_hw_params_malloc(ctypes.byref(wishes)))
        try:
            self._check(alsa.snd_pcm_hw_params_any(pcm, wishes))
            self._check(alsa.snd_pcm_hw_params_set_access(pcm, wishes, _INTERLEAVED))
            self._check(alsa.snd_pcm_hw_params_set_format(pcm, wishes, _S16_LE))
            self._check(alsa.snd_pcm_hw_params_set_channels(pcm, wishes, channels))
            self._check(alsa.snd_pcm_hw_params_set_rate(pcm, wishes, rate_hz, 0))
            # The nearest the card can: some have one period only, and reading works with any.
            for near, seconds in (
                (alsa.snd_pcm_hw_params_set_period_time_near, period_s),
                (alsa.snd_pcm_hw_params_set_buffer_time_near, _BUFFER_S),
            ):
                self._check(near(pcm, wishes, ctypes.byref(ctypes.c_uint(round(seconds * 1e6))), None))
            self._check(alsa.snd_pcm_hw_params(pcm, wishes))
        finally:
            alsa.snd_pcm_hw_params_free(wishes)

    def _check(self, result: int) -> None:
        if result < 0:
            raise OSError(-result, self._alsa.snd_strerror(result).decode())


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(_LIBRARY)
    library.snd_pcm_readi.restype = ctypes.c_long
    library.snd_strerror.restype = ctypes.c_char_p
    return library
