"""The keyring: the blobs that open recordings, kept so that removing one really destroys it.

The ring is a file, sealed under a key that lies in one of two erasable slots. Every version of the file may
survive on flash for years; only the slots forget. So an entry goes by moving on to a new key:

    1. a new key into the free slot
    2. the ring without the entry, under that key, in the place of the old file (atomic and durable)
    3. the old key erased; from here on every older version of the file is noise

The key that opens the ring is the one in force, so a crash before 2 leaves the old ring and a crash after 2
the new one. Opening the keyring moves on to a new key as well: whatever a crash left, in the other slot or in
a file that never came into force, is noise then. An entry that is only added stays under the same key,
because nothing has to be forgotten.

One owner: two keyrings on one pair of slots destroy each other's key. This room opens no files; the port
is ``RingFile``. Source: design §4 "Both lie in a keyring".
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Protocol

from appliance.crypto.ring import BLANK, KeyringEntry, Ring, open_ring, seal_ring
from appliance.crypto.slots import SLOT_BYTES, SlotPair
from appliance.domain.errors import KeyGone, KeyringError, SlotFailed

__all__ = ["Keyring", "KeyringEntry", "RingFile"]


class RingFile(Protocol):
    """The port: one file that is either wholly old or wholly new. Both methods raise OSError."""

    def read(self) -> bytes | None:
        """Return the content, durable on return, or None when there is no such file."""

    def replace(self, content: bytes) -> None:
        """Put this content in the place of the old; durable on return, one of the two after a crash."""


@dataclass(frozen=True, slots=True)
class _InForce:
    ring: Ring
    slot: int
    key: bytes = field(repr=False)


class Keyring:
    """The ring of one box. Every change is durable when its method returns.

    After an error the change either happened or it did not, and nothing else is lost; the next call first
    looks at what is really there and ends what was left.
    """

    def __init__(self, file: RingFile, slots: SlotPair) -> None:
        """Open the ring, or begin one on a new box.

        Raises: SlotFailed, KeyringError (a ring without its key, or a key without its ring: somebody must
        look before anything is destroyed).
        """
        self._file, self._slots = file, slots
        self._known: _InForce | None = None  # None while a change is under way
        self._in_force()

    @property
    def generation(self) -> int:
        """The number of changes since the ring began."""
        return self._in_force().ring.generation

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all recordings with an entry, sorted."""
        return tuple(sorted(self._in_force().ring.entries))

    def get(self, recording_id: str) -> KeyringEntry:
        """Return an entry. Raises: KeyGone."""
        try:
            return self._in_force().ring.entries[recording_id]
        except KeyError:
            raise KeyGone from None

    def put(self, recording_id: str, entry: KeyringEntry) -> None:
        """Add an entry; one in the place of another destroys the other, as ``remove`` does.

        Raises: SlotFailed, OSError.
        """
        now = self._in_force()
        old = now.ring.entries.get(recording_id)
        if old == entry:
            return
        ring = now.ring.with_entry(recording_id, entry)
        if old is None:
            self._write(ring, now)
        else:
            self._rotate(ring, to=1 - now.slot)

    def remove(self, recording_id: str) -> None:
        """Destroy an entry for good; nothing to do when it is gone already.

        Raises: SlotFailed (also when the old key could not be erased: call again), OSError.
        """
        now = self._in_force()
        if recording_id in now.ring.entries:
            self._rotate(now.ring.without(recording_id), to=1 - now.slot)

    def _in_force(self) -> _InForce:
        if self._known is None:
            self._known = self._opened()
        return self._known

    def _opened(self) -> _InForce:
        content = self._file.read()
        if content is None:
            if any(self._slots.read(slot) for slot in (0, 1)):
                raise KeyringError("de sleutelbos ontbreekt, de sleutel ervan niet")
            content = BLANK
            self._file.replace(content)
        if content == BLANK:
            # Begun, maybe more than once; no ring was ever sealed, so whatever a slot holds opens nothing.
            return self._rotate(Ring(0, {}), to=0)
        now = self._unlocked(content)
        return self._rotate(now.ring, to=1 - now.slot)

    def _unlocked(self, content: bytes) -> _InForce:
        for slot in (0, 1):
            key = self._slots.read(slot)
            ring = open_ring(content, key) if key else None
            if key and ring:
                return _InForce(ring, slot, key)
        raise KeyringError("geen sleutel past op de sleutelbos")

    def _write(self, ring: Ring, now: _InForce) -> None:
        """Write a ring under the key in force."""
        if self._slots.read(now.slot) != now.key:
            raise SlotFailed(f"plek {now.slot} is de sleutel kwijt")
        self._known = None
        self._file.replace(seal_ring(ring, now.key))
        self._known = _InForce(ring, now.slot, now.key)

    def _rotate(self, ring: Ring, *, to: int) -> _InForce:
        """Write a ring under a new key in slot ``to`` and destroy the other key."""
        self._known = None
        key = secrets.token_bytes(SLOT_BYTES)
        self._slots.write(to, key)
        self._file.replace(seal_ring(ring, key))
        self._slots.erase(1 - to)
        self._known = _InForce(ring, to, key)
        return self._known
