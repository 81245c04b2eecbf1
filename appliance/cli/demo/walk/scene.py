"""Who takes part in the walk, and what they remember: a tablet, a klantmanager, a hand at the button.

Everything goes the way people go, over HTTP and the button. The recorder's own socket is only read from,
for counters and times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from appliance.cli.demo.box_page.server import LOOPBACK
from appliance.cli.demo.running import RunningDemo
from appliance.cli.demo.walk.browser import Browser
from appliance.cli.demo.wires import BoxState
from appliance.control.client import ControlClient
from appliance.domain.errors import StepFailed

Found = TypeVar("Found")
PATIENCE_S = 30.0  # for what takes a second on a quick machine
_LOOK_S = 0.1
_HEARTBEAT_S = 1.0


@dataclass(slots=True)
class FilmedTalk:
    """What the walk knows of the talk it is in: what the client has on paper, and what lies on the disk."""

    words: tuple[str, ...] = ()
    digits: str = ""
    film: str = ""  # the film's id, as the box and the store name it
    seconds: float = 0.0
    ring: bytes = field(default=b"", repr=False)  # the keyring's file as somebody might have copied it
    clear: bytes = field(default=b"", repr=False)  # the film as the client saw it; never on a disk

    @property
    def code(self) -> str:
        return " ".join(self.words)


class Scene:
    """The people and the box of one walk."""

    def __init__(self, demo: RunningDemo) -> None:
        self.demo = demo
        self.layout = demo.folder.layout
        self.tablet = Browser(f"http://{LOOPBACK}:{demo.port}")
        self.staff = Browser(f"http://{LOOPBACK}:{demo.port}")
        self.box = ControlClient(self.layout.console_socket, connections=1)
        self.talk = FilmedTalk()
        self._before = self._films()

    # -- seeing --------------------------------------------------------------------------------

    @property
    def seen(self) -> BoxState:
        """Return what the box on the wall shows now."""
        return self.demo.wires.state

    def status(self) -> dict[str, Any]:
        """Return the talk as the recorder tells it; counts as no heartbeat."""
        talk: dict[str, Any] = self.box.ask("status")["talk"]
        return talk

    def counter(self, name: str) -> int:
        """Return a counter of the box, over all months."""
        months: dict[str, dict[str, int]] = self.box.ask("health")["counters"]
        return sum(month.get(name, 0) for month in months.values())

    def own_films(self) -> set[str]:
        """Return the ids of the films on the box's disk that this walk made."""
        return self._films() - self._before

    def sealed(self) -> Path:
        """Return where the film of this talk lies on the box."""
        return self.layout.sealed(self.talk.film)

    def stored(self) -> Path:
        """Return where the film of this talk lies, or would lie, in the municipal store."""
        return self.demo.folder.store / self.talk.film

    def days(self, count: float) -> float:
        """Return days of this demo in seconds."""
        return count * self.demo.options.day_s

    # -- waiting -------------------------------------------------------------------------------

    def until(
        self,
        holds: Callable[[], Found],
        or_else: str,
        *,
        within_s: float = PATIENCE_S,
        tablet_lives: bool = False,
    ) -> Found:
        """Return what ``holds`` gives once it is true.

        Raises: StepFailed with ``or_else`` when that takes too long, ProgramDied when a program is gone.
        """
        deadline = time.monotonic() + within_s
        heartbeat = 0.0
        while not (found := holds()):
            self.demo.check()
            if time.monotonic() > deadline:
                raise StepFailed(f"{or_else} (na {within_s:.0f} s)")
            if tablet_lives and time.monotonic() >= heartbeat:
                self.tablet.fetch("/status.json")
                heartbeat = time.monotonic() + _HEARTBEAT_S
            time.sleep(_LOOK_S)
        return found

    def until_seen(self, holds: Callable[[BoxState], bool], or_else: str) -> BoxState:
        """Return the first state of the box for which ``holds``; none is missed. Raises: StepFailed."""
        state = self.demo.wires.wait(holds, PATIENCE_S)
        if state is None:
            self.demo.check()
            raise StepFailed(f"{or_else} (na {PATIENCE_S:.0f} s)")
        return state

    def _films(self) -> set[str]:
        return {path.stem for path in self.layout.recordings.glob("*.sealed")}


def expect(holds: object, or_else: str) -> None:
    """Raises: StepFailed with ``or_else`` unless it holds."""
    if not holds:
        raise StepFailed(or_else)
