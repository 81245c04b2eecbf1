"""The board's heat and power, looked at now and then on a thread of its own: a look may start a program.

Only remembers; what follows from it is decided by guard.py.
"""

from __future__ import annotations

import threading

from appliance.hardware.ports import Vitals

LOOK_EVERY_S = 2.0
HOT_C, TOO_HOT_C = 75.0, 84.0  # a Raspberry Pi slows down at 80 and is held back hard at 85
_LOW_LOOKS = 2  # one look can fall on the moment that somebody plugs something in


class Board:
    """What was seen last. ``vitals`` None is a board that tells nothing (the demo)."""

    def __init__(self, vitals: Vitals | None) -> None:
        self._vitals = vitals
        self._low_looks = 0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.temperature_c: float | None = None
        self.power_known = False

    @property
    def low_power(self) -> bool:
        """Tell whether the power supply keeps giving too little."""
        return self._low_looks >= _LOW_LOOKS

    @property
    def too_hot(self) -> bool:
        return self.temperature_c is not None and self.temperature_c >= TOO_HOT_C

    def start(self) -> None:
        """Look from now on."""
        if self._vitals is not None:
            self._thread = threading.Thread(target=self._run, name="board", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> None:
        """Look once, now."""
        if self._vitals is None:
            return
        self.temperature_c = self._vitals.temperature_c()
        low = self._vitals.under_voltage()
        self.power_known = low is not None
        self._low_looks = self._low_looks + 1 if low else 0

    def _run(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            self.look()
