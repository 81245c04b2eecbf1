"""The orders that beheer of the stories signs, and what they ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from appliance.crypto.notes import NoteSigner
from appliance.orders.order import Order, What, digests, sign_order
from appliance.orders.stick import FOLDER, NOTE_FILE

BOX = "proef-1"
MOVED = "moved"  # the folder with the settings for another room
NEW_ROOM = "Spreekkamer 2"


def signer(folder: Path) -> NoteSigner:
    """Return the key that signs orders for the boxes of the stories in ``folder``, made the first time."""
    return kept_signer(folder / "orders.key", stranger)


def kept_signer(file: Path, make: Callable[[], NoteSigner]) -> NoteSigner:
    """Return the key in ``file``, made the first time."""
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(make().to_text())
    return NoteSigner.from_text(file.read_text())


def stranger() -> NoteSigner:
    """Return a key of nobody with the same name."""
    return NoteSigner.generate("beheer.example.org")


def order(signer: NoteSigner, what: What, files: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Return what lies on a stick with an order: its files, by the name they have there."""
    wish = dict(files or {})
    asked = Order(what=what, box=BOX, signed_at=datetime.now(UTC), files=digests(wish))
    note = sign_order(signer, asked).encode()
    return {f"{FOLDER}/{name}": content for name, content in {**wish, NOTE_FILE: note}.items()}
