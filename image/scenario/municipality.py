"""What a municipality puts on a card or a stick, filled in as beheer would, with keys of the product."""

from __future__ import annotations

from pathlib import Path

from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.identities import new_identity, read_identities
from appliance.crypto.notes import NoteSigner

_BOX = """\
[box]
id = "proef-1"
room = "{room}"

[municipality]
name = "Voorbeeld"
controller = "Het college, Plein 1"
contact_person = "Noor"
contact_phone = "0123456789"
contact_email = "noor@example.org"
fg_contact = "fg@example.org"

[policy]
review_window_days = 3
retention_days = 1800

[purposes.self]
title = "Alleen uw klantmanager"
recipients = ["{recipient}"]
fingerprints = ["{mark}"]

[camera]
width_px = 320
height_px = 180
fps = 10
bitrate_kbps = 300

[store]
kind = "local"
path = "/run/store"

[beheer]
name = "beheer"
password = "vier gewone woorden samen"
recipient = "{recipient}"
orders = "{orders}"

# einde
"""


BOX = "proef-1"


def write(folder: Path) -> Path:
    """Write the folder for the first boot, with its keys beside it; return it. Keys that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder.parent / f"{folder.name}.key"
    if not key.is_file():
        key.write_text(f"{new_identity(pq=False)}\n")
    signer = orders_key(folder)
    (folder / "box.toml").write_text(_text(key, signer, room="Spreekkamer 1"), encoding="utf-8")
    return folder


def orders_key(folder: Path) -> NoteSigner:
    """Return the key that signs orders for the boxes of this folder, made the first time."""
    file = folder.parent / f"{folder.name}.orders"
    if not file.is_file():
        file.write_text(NoteSigner.generate("beheer.example.org").to_text())
    return NoteSigner.from_text(file.read_text())


def settings_for(folder: Path, *, room: str) -> bytes:
    """Return another ``box.toml`` for the same box, in another room."""
    return _text(folder.parent / f"{folder.name}.key", orders_key(folder), room=room).encode()


def _text(key: Path, signer: NoteSigner, *, room: str) -> str:
    (identity,) = read_identities(key.read_text())
    public = str(identity.recipient)
    return _BOX.format(recipient=public, mark=fingerprint(public), orders=signer.verifier, room=room)
