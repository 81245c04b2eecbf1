"""From camera and microphone into one sealed film, on a thread of its own.

The camera's and the microphone's threads only put packets on a bounded queue; this thread muxes, seals
and writes them, and it alone opens and closes the devices. Before ``keep`` every packet is counted and
thrown away: that is the warm-up and the check of picture and sound, and nothing of it is held.
Any failure closes the camera first and is then told, once. The film so far stays good. Whoever watches this
room from outside asks ``disk_s`` and ``device_s``: what does not come back cannot tell it itself.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from appliance.domain.errors import CameraFailed, CaptureError, SlowDisk, SpiegelboxError
from appliance.hardware.ports import (
    AudioBlock,
    AudioFormat,
    Camera,
    Clock,
    Microphone,
    VideoFormat,
    VideoPacket,
)
from appliance.media.fragments import Fragment, FragmentMuxer
from appliance.recorder.devices import Devices
from appliance.recorder.senses import PictureSense, SoundSense
from appliance.store import sealed_file
from appliance.store.layout import Layout
from appliance.store.sealed_file import SealedInfo, SealedWriter

_log = logging.getLogger(__name__)

WAITING_AT_MOST = 400  # packets: about 6 s of picture and sound; more means the disk cannot follow
_LOOK_EVERY_S = 0.25
_JOIN_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureEvents:
    """What the capture tells; each is called on its thread and must only put work on a queue."""

    kept: Callable[[], None]  # the first piece of film lies sealed on the disk
    closed: Callable[[], None]  # the camera is off and all that was filmed lies sealed
    sound_lost: Callable[[], None]
    failed: Callable[[SpiegelboxError], None]


@dataclass(slots=True)
class _Film:
    """The film of one talk, through all its pauses."""

    writer: SealedWriter
    muxer: FragmentMuxer | None = None  # made with the first packet, when the formats are known
    beginning: bytes = b""  # the init, which waits for its first pictures: alone it is a film of nothing
    seconds: float = 0.0  # that lie sealed on the disk


@dataclass(frozen=True, slots=True)
class _Stop:
    """A command: close the devices."""


_Item = VideoPacket | AudioBlock | _Stop | SpiegelboxError


class Capture:
    """The film of one talk. ``open``/``keep``/``hold`` may follow each other until ``finish``."""

    def __init__(
        self,
        *,
        camera: Camera,
        microphone: Microphone,
        clock: Clock,
        events: CaptureEvents,
        sound_kbps: int,
        machine_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._devices = Devices(camera=camera, microphone=microphone, machine_s=machine_s)
        self._machine_s = (
            machine_s  # how long a disk or a device takes is real, whatever the talk's clock does
        )
        self._clock, self._events, self._sound_kbps = clock, events, sound_kbps
        self._items: queue.SimpleQueue[_Item] = queue.SimpleQueue()  # fifty a second: the plain one is dear
        self._thread: threading.Thread | None = None
        self._film: _Film | None = None
        self._formats: tuple[VideoFormat, AudioFormat] | None = None
        self._keeping = threading.Event()
        self._pictures, self._sound = PictureSense(0.0), SoundSense()
        self._sound_told = self._overflowed = False
        self._writing_since_s: float | None = None
        self.picture_seen = False  # since the devices were opened

    @property
    def film_s(self) -> float:
        """Seconds of the film in the making that lie sealed on the disk."""
        return self._film.seconds if self._film else 0.0

    @property
    def waiting(self) -> int:
        """How many packets wait to be sealed."""
        return self._items.qsize()

    @property
    def sensor_on(self) -> bool:
        """Tell whether the camera may be on, as this side knows it."""
        return self._devices.on

    @property
    def sound_seen(self) -> bool:
        """Tell whether the microphone heard anything since it was opened: flat samples are no sound."""
        return self._sound.heard

    @property
    def disk_s(self) -> float:
        """How long the write lasts that is being made now, 0 when there is none."""
        since_s = self._writing_since_s
        return 0.0 if since_s is None else self._machine_s() - since_s

    @property
    def device_s(self) -> float:
        """How long opening or closing the devices lasts, 0 when that is not being done."""
        return self._devices.waits_s

    def open(self) -> None:
        """Power camera and microphone; packets are thrown away until ``keep``."""
        self.wait()
        self._items = queue.SimpleQueue()
        self.picture_seen = self._overflowed = self._sound_told = False
        self._sound = SoundSense()
        self._devices.want()
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._thread.start()

    def keep(self, writer: SealedWriter | None = None) -> None:
        """Keep what comes from now on: in ``writer`` the first time, later in the same film."""
        if writer is not None:
            self._film = _Film(writer)
        self._keeping.set()

    def hold(self) -> None:
        """Close the devices and stop keeping; ``closed`` is told when all that was filmed lies sealed."""
        items = self._items
        self._devices.close_soon(lambda: items.put(_Stop()))

    def finish(self, layout: Layout, film: str) -> SealedInfo | None:
        """End the film after ``closed``. A film that cannot be ended is sealed without its key.

        Returns None when nothing of it reached the disk.
        """
        self.wait()
        ended, self._film = self._film, None
        if ended is None:
            return None
        try:
            return ended.writer.close()
        except (SpiegelboxError, OSError):
            ended.writer.abort()
            return sealed_file.recover(layout, film)

    def abandon(self) -> None:
        """Let go of the film without ending it: its key and file are about to be destroyed."""
        self.wait()
        if self._film is not None:
            self._film.writer.abort()
            self._film = None

    def wait(self) -> None:
        """Wait until the capture thread has closed the devices and ended."""
        if self._thread is not None:
            self._thread.join(_JOIN_S)
            self._thread = None

    # -- the capture thread --------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._take_in()
        except SpiegelboxError as error:
            failure = error
        except OSError as error:
            _log.exception("event=disk-fault")
            failure = SlowDisk(error.strerror or "")  # read-only, torn out, worn: the same words and advice
        except Exception:  # noqa: BLE001 - whatever it is, the camera goes off
            _log.exception("event=capture-fault")
            failure = CaptureError()
        else:
            self._events.closed()
            return
        self._devices.close()
        self._save_the_rest()
        self._events.failed(failure)

    def _take_in(self) -> None:
        self._pictures = PictureSense(self._clock.monotonic_s())
        formats = self._devices.open(
            self._offer,
            on_fault=lambda text: self._items.put(CameraFailed(text)),
            # A microphone that fails later ends no talk: the muxer notices the silence and tells it.
            on_sound_fault=lambda text: _log.warning("event=sound %s", text),
        )
        self._pictures = PictureSense(self._clock.monotonic_s())  # opening took its time
        self._formats = formats or self._formats
        while formats is not None:
            try:
                item = self._items.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                item = None
            if isinstance(item, _Stop):
                break
            if isinstance(item, SpiegelboxError):
                raise item
            if self._overflowed:
                raise SlowDisk
            if self._pictures.is_blind(self._clock.monotonic_s()) and self._devices.wanted:
                raise CameraFailed("no picture")
            if item is not None:
                self._take(item)
        self._drain()
        self._pause_muxer()

    def _offer(self, item: VideoPacket | AudioBlock) -> None:
        """Take a packet from a device's thread; never blocks it and never raises there."""
        if isinstance(item, VideoPacket):
            # Judged on arrival: while the disk is slow, pictures that wait are no sign of a dead camera.
            wrong = self._pictures.arrived(item.captured_s, now_s=self._clock.monotonic_s())
            if wrong:
                self._items.put(CameraFailed(wrong))
        if self._items.qsize() > WAITING_AT_MOST:
            self._overflowed = True
        else:
            self._items.put(item)

    def _take(self, item: VideoPacket | AudioBlock) -> None:
        if isinstance(item, AudioBlock):
            self._sound.take(item.samples, captured_s=item.captured_s)
        else:
            self.picture_seen = True
        if not self._keeping.is_set():
            return
        film = self._film
        assert film is not None  # noqa: S101 - keep() comes with a writer first
        muxer = film.muxer = film.muxer or self._new_muxer()
        self._seal(film, muxer.video(item) if isinstance(item, VideoPacket) else muxer.audio(item))
        lost = muxer.sound_lost or self._sound.is_deaf(self._clock.monotonic_s())
        if lost and not self._sound_told:
            self._events.sound_lost()
        self._sound_told = lost

    def _new_muxer(self) -> FragmentMuxer:
        assert self._formats is not None  # noqa: S101 - set before the first packet is taken
        video, audio = self._formats
        return FragmentMuxer(video, audio, sound_kbps=self._sound_kbps)

    def _seal(self, film: _Film, fragments: list[Fragment]) -> None:
        for fragment in fragments:
            film.beginning += fragment.data
            if fragment.kind == "init":
                continue
            self._writing_since_s = self._machine_s()
            try:
                film.writer.append(film.beginning)
            finally:
                self._writing_since_s = None
            film.beginning = b""
            if not film.seconds:
                self._events.kept()
            film.seconds = fragment.start_s + fragment.duration_s

    def _drain(self) -> None:
        """Take what was filmed before the devices closed."""
        while not self._items.empty():
            item = self._items.get()
            if isinstance(item, VideoPacket | AudioBlock):
                self._take(item)

    def _pause_muxer(self) -> None:
        film = self._film
        if film is not None and film.muxer is not None and self._keeping.is_set():
            self._seal(film, film.muxer.pause())
            film.muxer.resume()
        self._keeping.clear()

    def _save_the_rest(self) -> None:
        """Keep what still can be kept after a failure; a second failure changes nothing any more."""
        try:
            self._drain()
            self._pause_muxer()
        except Exception:  # noqa: BLE001 - the first failure is the one that is told
            _log.exception("event=capture-rest-lost")
        self._keeping.clear()
