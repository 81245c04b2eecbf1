"""What no part can tell of itself: that it hangs, is too hot, gets too little power, or is a broken button.

Looked at with every tick of the owner. Everything found ends in S5: camera off, words on the tablet, the film
so far kept; which of them it was stands in health, for beheer. Owner's thread.
"""

from __future__ import annotations

from collections.abc import Iterator

from appliance.domain.button import ButtonFault
from appliance.domain.errors import BoardUnwell, ButtonFailed, DeviceHangs, SlowDisk
from appliance.hardware.ports import Clock
from appliance.recorder.board import HOT_C, Board
from appliance.recorder.capture import Capture
from appliance.recorder.hand import Hand
from appliance.recorder.part import FINE, Part

DISK_S = 2.0  # a half second of film that takes this long to write will not be caught up with
DEVICE_S = 8.0  # opening a camera takes one, and longer than this is for ever
_HOPELESS_S = 12.0  # by now it hangs in the kernel: only another process can begin anew

_BUTTON_WORDS = {
    ButtonFault.STUCK: "De knop blijft ingedrukt.",
    ButtonFault.CHATTERS: "De knop drukt vanzelf: een draad zit los.",
}


class Guard:
    """Looks at the parts that cannot speak."""

    def __init__(
        self, *, capture: Capture, board: Board, hand: Hand, clock: Clock, camera_words: str, light_words: str
    ) -> None:
        self._capture, self._board, self._hand, self._clock = capture, board, hand, clock
        self._camera_words, self._light_words = camera_words, light_words

    def look(self) -> None:
        """Raise what is wrong now: SlowDisk, DeviceHangs, BoardUnwell (only while filming), ButtonFailed."""
        if self._capture.disk_s > DISK_S:
            raise SlowDisk("a write hangs")
        if self._capture.device_s > DEVICE_S:
            raise DeviceHangs
        if self._capture.sensor_on and (self._board.too_hot or self._board.low_power):
            raise BoardUnwell("heat" if self._board.too_hot else "power")
        if broken := self._hand.fault(at_s=self._clock.monotonic_s()):
            raise ButtonFailed(broken.value)

    def is_well(self) -> bool:
        """Tell whether nothing hangs beyond help. A part that failed and was told is no reason to restart."""
        return max(self._capture.disk_s, self._capture.device_s) < _HOPELESS_S

    def parts(self) -> Iterator[Part]:
        """Yield how these parts are, for beheer."""
        if self._camera_words:
            yield Part("Beeld", True, self._camera_words)
        if self._light_words:
            yield Part("Lampje", True, self._light_words)
        broken = self._hand.fault(at_s=self._clock.monotonic_s())
        yield Part(
            "Knop",
            broken is None,
            FINE if broken is None else _BUTTON_WORDS[broken],
            "" if broken is None else "Kijk de knop en zijn draden na, met spiegelbox check --hardware.",
        )
        yield from self._board_parts()

    def _board_parts(self) -> Iterator[Part]:
        degrees = self._board.temperature_c
        if degrees is not None:
            cool = degrees < HOT_C
            yield Part(
                "Warmte",
                cool,
                f"{degrees:.0f} graden." if cool else f"De box is te warm: {degrees:.0f} graden.",
                "" if cool else "Geef de box lucht, of een koeler.",
            )
        if self._board.power_known:
            low = self._board.low_power
            yield Part(
                "Voeding",
                not low,
                "De voeding geeft te weinig spanning." if low else FINE,
                "Gebruik de voeding en de kabel van Raspberry Pi zelf." if low else "",
            )
