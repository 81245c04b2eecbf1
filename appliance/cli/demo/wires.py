"""The near end of the simulated hardware's wires: press the button, see the lamp, pull out a part.

The far end is ``appliance.hardware.simulated`` in the recorder's process: a Unix socket with one JSON
object per line. This end never starts a camera by any other way than the button, as a person would.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from appliance.control.listening import address
from appliance.domain.errors import RecorderUnreachable

Works = bool | Literal["frozen"]
PARTS = ("camera", "microphone", "light")
PRESS_S = 0.15
HOLD_S = 5.5  # the long press is 5 s
_TONES_KEPT = 8


@dataclass(frozen=True, slots=True)
class BoxState:
    """What a person in the room sees and hears of the box. ``tones`` are (number, name), latest last."""

    connected: bool = False
    light: str = "dark"
    camera: str = "closed"
    packets: int = 0  # pictures the camera gave since the recorder's start
    unlit: int = 0  # how many of those came while the lamp was not red: never more than 0
    day_s: float = 86_400.0
    tones: tuple[tuple[int, str], ...] = ()
    broken: tuple[tuple[str, str], ...] = ()  # (part, "off" or "frozen"), as this end asked for
    version: int = 0  # goes up with every change


class Wires:
    """A connection to the wires; a thread of its own reads them. Safe to use from many threads."""

    def __init__(self, path: Path, *, timeout_s: float = 5.0) -> None:
        self._changed = threading.Condition()
        self._sending = threading.Lock()
        self._state = BoxState()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_s)
        try:
            with address(path) as place:
                self._socket.connect(place)
        except OSError as error:
            self._socket.close()
            raise RecorderUnreachable(f"{path.name}: {error.strerror}") from error
        self._socket.settimeout(None)
        self._reader = threading.Thread(target=self._read, name="wires", daemon=True)
        self._reader.start()

    @property
    def state(self) -> BoxState:
        with self._changed:
            return self._state

    def wait(self, holds: Callable[[BoxState], bool], timeout_s: float) -> BoxState | None:
        """Return the first state for which ``holds``, or None when there is none in time."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while not holds(self._state):
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return None
            return self._state

    def newer(self, version: int, timeout_s: float) -> BoxState | None:
        """Return the state once it is not ``version`` any more, or None when nothing changes in time."""
        return self.wait(lambda state: state.version != version, timeout_s)

    def button(self, *, down: bool) -> None:
        """Move the button. Raises: RecorderUnreachable."""
        self._send({"button": "down" if down else "up"})

    def press(self, seconds: float = PRESS_S) -> None:
        """Press the button and let go."""
        self.button(down=True)
        try:
            time.sleep(seconds)
        finally:
            self.button(down=False)

    def part(self, part: str, works: Works) -> None:
        """Break or mend a part: pulled out (False), frozen (camera only), or well (True)."""
        self._send({"part": part, "works": works})
        with self._changed:
            broken = {name: how for name, how in self._state.broken if name != part}
            if works is not True:
                broken[part] = "frozen" if works == "frozen" else "off"
            self._change(broken=tuple(sorted(broken.items())))

    def close(self) -> None:
        """End the connection and its thread. Safe to call twice."""
        with suppress(OSError):  # the far end may be gone already
            self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, message: dict[str, object]) -> None:
        try:
            with self._sending:
                self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise RecorderUnreachable(str(error.strerror)) from error

    def _read(self) -> None:
        # A torn line is the recorder going away; either way the page must say that it lost the box.
        with suppress(OSError, ValueError, TypeError, KeyError), self._socket.makefile("rb") as lines:
            for line in lines:
                self._take(json.loads(line))
        with self._changed:
            self._change(connected=False)

    def _take(self, line: object) -> None:
        if not isinstance(line, dict):
            raise TypeError("not an object")
        if "error" in line:
            return  # {"error": ...}: the far end did not know our line and changed nothing
        with self._changed:
            tones = self._state.tones
            if line.get("tone"):
                number = tones[-1][0] + 1 if tones else 1
                tones = (*tones, (number, str(line["tone"])))[-_TONES_KEPT:]
            light, packets = str(line["light"]), int(line["packets"])
            unlit = 0 if light == "red" else max(0, packets - self._state.packets)
            self._change(
                connected=True,
                light=light,
                camera=str(line["camera"]),
                packets=packets,
                unlit=self._state.unlit + unlit,
                day_s=float(line["day_s"]),
                tones=tones,
            )

    def _change(self, **fields: Any) -> None:
        self._state = replace(self._state, version=self._state.version + 1, **fields)
        self._changed.notify_all()
