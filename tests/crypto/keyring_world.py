"""A world in which the keyring's file and slots can fail at every step, and the disk forgets nothing."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from appliance.crypto.keyring import Keyring, KeyringEntry
from appliance.crypto.ring import open_ring
from appliance.crypto.slots import SLOT_BYTES, SlotPair
from appliance.domain.errors import SlotFailed


class PowerCut(BaseException):
    """Everything stops here."""


class After(Enum):
    """What a file that was renamed but not yet durable is after the interruption."""

    LOST = "the power went, the old file is back"
    KEPT = "the power went, the new file had just arrived"
    PENDING = "only the process died, the new file is still on its way"


class World:
    """Counts steps; at step ``stop_at`` the power goes, or (``fails``) the part at work breaks down once."""

    def __init__(self) -> None:
        self.steps = 0
        self.stop_at = 0
        self.fails = False
        self.slots = (FakeSlot(self), FakeSlot(self))
        self.file = FakeRingFile(self)

    def step(self, failure: Callable[[], Exception]) -> None:
        self.steps += 1
        if self.steps == self.stop_at:
            raise failure() if self.fails else PowerCut

    def stop_after(self, steps: int, *, fails: bool = False) -> None:
        self.steps, self.stop_at, self.fails = 0, steps, fails

    def keyring(self) -> Keyring:
        return Keyring(self.file, SlotPair(*self.slots))

    def restart(self, after: After) -> None:
        """Begin again with what survived."""
        self.steps = self.stop_at = 0
        if after is After.LOST:
            self.file.visible = self.file.durable
        elif after is After.KEPT:
            self.file.durable = self.file.visible

    def still_readable(self) -> set[KeyringEntry]:
        """Return every entry that whoever has the disk, all of its history, and the slots can still read."""
        rings = (open_ring(v, slot.held) for v in self.file.versions for slot in self.slots)
        return {entry for ring in rings if ring for entry in ring.entries.values()}


class FakeSlot:
    """A slot whose writes can stop half-way."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.held = bytes(SLOT_BYTES)

    def read(self) -> bytes | None:
        self._world.step(SlotFailed)
        return self.held if any(self.held) else None

    def write(self, key: bytes) -> None:
        for so_far in (0, 1, 16, SLOT_BYTES):
            self.held = key[:so_far] + self.held[so_far:]
            self._world.step(SlotFailed)

    def erase(self) -> None:
        self.write(bytes(SLOT_BYTES))


class FakeRingFile:
    """A file on a disk that keeps every version it ever saw, also the unfinished ones."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.visible: bytes | None = None
        self.durable: bytes | None = None
        self.versions: list[bytes] = []

    def read(self) -> bytes | None:
        self._world.step(OSError)
        self.durable = self.visible
        self._world.step(OSError)
        return self.visible

    def replace(self, content: bytes) -> None:
        self._world.step(OSError)
        self.versions.append(content[: len(content) // 2])
        self._world.step(OSError)
        self.versions.append(content)
        self._world.step(OSError)
        self.visible = content
        self._world.step(OSError)
        self.durable = content
        self._world.step(OSError)
