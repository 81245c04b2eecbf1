"""What a municipality puts on a card or a stick, filled in as beheer would, with keys of the product."""

from __future__ import annotations

from pathlib import Path

from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.identities import new_identity, read_identities
from appliance.orders.stick import BOX_FILE
from image.scenario.orders import BOX, MOVED, NEW_ROOM, signer

_BOX = """\
[box]
id = "{box}"
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


def write(folder: Path) -> Path:
    """Write the folder for the first boot, and one for another room beside it; keys that are there stay.

    Runs on the host, with the product's own cryptography; the toolbox has an older one.
    """
    key = folder.parent / f"{folder.name}.key"
    for where, room in ((folder, "Spreekkamer 1"), (folder.with_name(MOVED), NEW_ROOM)):
        where.mkdir(parents=True, exist_ok=True)
        if not key.is_file():
            key.write_text(f"{new_identity(pq=False)}\n")
        (identity,) = read_identities(key.read_text())
        public = str(identity.recipient)
        text = _BOX.format(
            box=BOX,
            room=room,
            recipient=public,
            mark=fingerprint(public),
            orders=signer(folder.parent).verifier,
        )
        (where / BOX_FILE).write_text(text, encoding="utf-8")
    return folder
