"""The folder that a municipality puts on the card, filled in as beheer would, with keys of the product."""

from __future__ import annotations

from pathlib import Path

from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.identities import new_identity, read_identities

_BOX = """\
[box]
id = "proef-1"
room = "Spreekkamer 1"

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

# einde
"""


def write(folder: Path) -> Path:
    """Write the folder, with a key of its own beside it in ``folder``.key; return it. A key there stays."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder.parent / f"{folder.name}.key"
    if not key.is_file():
        key.write_text(f"{new_identity(pq=False)}\n")
    (identity,) = read_identities(key.read_text())
    text = _BOX.format(recipient=identity.recipient, mark=fingerprint(str(identity.recipient)))
    (folder / "box.toml").write_text(text, encoding="utf-8")
    return folder
