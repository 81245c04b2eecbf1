"""What sync may ask: which films go out, which must go, and the papers of a delivery.

Sync sees ciphertext and, for a released film only, its header. The parts it says it delivers are hashed
here from the box's own bytes before the manifest is signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from appliance.crypto.keyring import Keyring
from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import NoteAltered, ReadBackDiffers, StoreError, WrongState
from appliance.domain.recording import RecordingEvent, RecordingState
from appliance.recorder.ledger import Ledger
from appliance.recorder.owner import Owner
from appliance.recorder.receipts import manifest
from appliance.store.layout import Layout
from appliance.store.state import RecordingRow, StateDb

_BLOCK_BYTES = 1024 * 1024
Part = dict[str, object]


class Deliveries:
    """Sync's questions. Called on socket threads; whatever touches state goes through the owner."""

    def __init__(
        self,
        *,
        owner: Owner,
        ledger: Ledger,
        db: StateDb,
        keyring: Keyring,
        layout: Layout,
        signer: NoteSigner,
        box: str,
    ) -> None:
        self._owner, self._ledger, self._db, self._keyring = owner, ledger, db, keyring
        self._layout, self._signer, self._box = layout, signer, box

    def jobs(self) -> dict[str, object]:
        """Return what is to be uploaded and what is to be erased, oldest first."""
        return self._owner.call(
            lambda: {
                "upload": [
                    {"id": row.film, "size_bytes": row.size_bytes, "sha256": row.sha256}
                    for row in self._db.recordings(RecordingState.RELEASED)
                ],
                "erase": [{"id": row.film} for row in self._db.recordings(RecordingState.RECALLING)],
            }
        )

    def header(self, film: str) -> bytes:
        """Return the age header of a released film. Raises: WrongState, UnknownRecording."""
        return self._owner.call(lambda: self._header_of(self._released(film)))

    def manifest(self, film: str, parts: Sequence[Part]) -> bytes:
        """Return the signed manifest when the parts are exactly this film. Raises: ReadBackDiffers."""
        header = self.header(film)
        if list(parts) != list(_parts(header, self._layout.sealed(film), [_size(part) for part in parts])):
            raise ReadBackDiffers("manifest")
        return self._owner.call(lambda: self._sign(film, parts)).encode()

    def delivered(self, film: str, manifest_sha256: str) -> None:
        """Believe sync that the film lies in the store; the box's key and copy are destroyed."""

        def settle() -> None:
            row = self._released(film)
            if manifest_sha256 != self._db.fact(f"manifest:{film}"):
                raise NoteAltered("another manifest")
            self._ledger.apply(row.id, RecordingEvent.DELIVERED)
            self._db.forget_fact(f"manifest:{film}")

        self._owner.call(settle)

    def erased(self, film: str) -> None:
        """Believe sync that the store holds nothing of the film. Raises: WrongState, UnknownRecording."""

        def settle() -> None:
            row = self._db.by_film(film)
            if row.standing.state is not RecordingState.RECALLING:  # what never left is not sync's to judge
                raise WrongState
            self._ledger.apply(row.id, RecordingEvent.ERASED)

        self._owner.call(settle)

    # -- private -------------------------------------------------------------------------------

    def _released(self, film: str) -> RecordingRow:
        row = self._db.by_film(film)
        if row.standing.state is not RecordingState.RELEASED:
            raise WrongState
        return row

    def _header_of(self, row: RecordingRow) -> bytes:
        return self._keyring.get(row.film).release

    def _sign(self, film: str, parts: Sequence[Part]) -> str:
        note = manifest(self._signer, self._released(film), parts, box=self._box)
        self._db.set_fact(f"manifest:{film}", hashlib.sha256(note.encode()).hexdigest())
        return note


def _size(part: Part) -> int:
    size = part["size_bytes"]
    if not isinstance(size, int):
        raise StoreError("a part without a size")
    return size


def _parts(header: bytes, sealed: Path, sizes: Sequence[int]) -> Iterator[Part]:
    """Yield the parts as the box's own bytes make them; the last one must end the film."""
    with sealed.open("rb") as film:
        total = len(header) + sealed.stat().st_size
        if sum(sizes) != total:
            raise ReadBackDiffers("size")
        waiting = header
        for number, size in enumerate(sizes):
            digest, left = hashlib.sha256(), size
            while left:
                block = waiting[:left] or film.read(min(left, _BLOCK_BYTES))
                waiting = waiting[len(block) :] if waiting else b""
                if not block:
                    raise ReadBackDiffers("size")
                digest.update(block)
                left -= len(block)
            yield {"name": f"part-{number:05d}", "size_bytes": size, "sha256": digest.hexdigest()}
