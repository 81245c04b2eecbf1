"""Two places for one key, of which what was written before can really be destroyed.

A slot is a TPM NV index, a few bytes of RTC memory or FRAM, or (with reduced assurance) a small file. Two
of them, because a key may be destroyed only after its successor is in force. A slot's word is not taken for
it: what was written is read back, and so is what was erased.

Source: design §4 "erasable slot pair".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from appliance.domain.errors import SlotFailed

SLOT_BYTES = 32


class ErasableSlot(Protocol):
    """The port: 32 bytes that can be overwritten for good. Every method raises SlotFailed."""

    def read(self) -> bytes | None:
        """Return the 32 bytes, or None when erased. After a power cut it may be neither old nor new."""

    def write(self, key: bytes) -> None:
        """Overwrite with 32 bytes; durable on return."""

    def erase(self) -> None:
        """Overwrite with nothing; durable on return, and from then on the key is nowhere."""


@dataclass(frozen=True, slots=True)
class SlotPair:
    """Slots 0 and 1, checked after every change."""

    first: ErasableSlot
    second: ErasableSlot

    def read(self, index: int) -> bytes | None:
        """Return what slot ``index`` holds, None when erased. Raises: SlotFailed."""
        return self._slot(index).read()

    def write(self, index: int, key: bytes) -> None:
        """Store a key and see that it is there. Raises: SlotFailed."""
        if len(key) != SLOT_BYTES or not any(key):
            raise ValueError("a slot takes 32 bytes that are not all zero")
        self._slot(index).write(key)
        if self.read(index) != key:
            raise SlotFailed(f"plek {index} houdt niet vast wat er geschreven is")

    def erase(self, index: int) -> None:
        """Destroy a key and see that it is gone. Raises: SlotFailed."""
        self._slot(index).erase()
        if self.read(index) is not None:
            raise SlotFailed(f"plek {index} is niet gewist")

    def _slot(self, index: int) -> ErasableSlot:
        return (self.first, self.second)[index]
