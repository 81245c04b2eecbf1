"""A folder as a municipality writes it, and a box in a folder that it can be brought to."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.identities import new_identity
from appliance.crypto.notes import NoteSigner
from appliance.provisioning.carrier import Carrier
from appliance.provisioning.steps import Places, new_box_key

KEY = str(new_identity(pq=False).recipient)
PASSWORD = "lantaarn fiets water kroon"
SECRET = 'pass = "s3cret-of-the-store"\n'
GOOD = f"""\
[box]
id = "zaandam-3"
room = "Spreekkamer 3"

[municipality]
name = "Zaandam"
controller = "College van B en W, Stadhuisplein 100, Zaandam"
contact_person = "Mila de Boer"
contact_phone = "14 075"
contact_email = "spiegelbox@zaandam.example"
fg_contact = "fg@zaandam.example"

[purposes.self]
title = "Alleen uw klantmanager"
recipients = ["{KEY}"]
fingerprints = ["{fingerprint(KEY)}"]

[store]
kind = "sftp"
path = "spiegelbox"

[store.options]
host = "opslag.zaandam.example"
user = "spiegelbox"

[beheer]
name = "anna"
password = "{PASSWORD}"

# einde
"""
CONSOLE = NoteSigner.generate("console").verifier
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class NewBox:
    """A box that is nobody's; its programs are stood in for by what they would print."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ran: list[tuple[str, str, str]] = []
        self.places = Places(
            etc=folder / "etc",
            credstore=folder / "credstore",
            data=folder / "data",
            console=("console",),
            keymaker=("keymaker",),
            run_as=self.run_as,
            now=lambda: NOW,
        )

    def run_as(self, user: str, words: tuple[str, ...], said: str) -> str:
        what = words[1] if words[0] == "console" else words[0]
        self.ran.append((user, what, said))
        match what:
            case "init":
                return f"{CONSOLE}\n"
            case "texts":
                return f"nl sha256:{'a' * 64}\nar sha256:{'b' * 64} niet-bevestigd\n"
            case "keymaker":
                return new_box_key(Path(words[words.index("--data") + 1]), words[words.index("--box") + 1])
            case "openssl":
                for option in ("-keyout", "-out"):
                    Path(words[words.index(option) + 1]).write_text("x")
        return ""


def carrier(
    folder: Path, *, box: str = GOOD, secrets: str | None = SECRET, certificates: str | None = None
) -> Carrier:
    place = folder / "stick" / "spiegelbox"
    place.mkdir(parents=True, exist_ok=True)
    (place / "box.toml").write_text(box, encoding="utf-8")
    if secrets is not None:
        (place / "store.toml").write_text(secrets, encoding="utf-8")
    if certificates is not None:
        (place / "ca.pem").write_text(certificates, encoding="utf-8")
    return Carrier(place)


def own_certificate(folder: Path) -> tuple[str, str]:
    """Return a certificate and its secret key, as a municipality makes them (openssl)."""
    made, key = folder / "own.pem", folder / "own.key"
    words = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Zaandam")
    subprocess.run(
        ["openssl", "req", "-x509", *words, "-keyout", key, "-out", made], check=True, capture_output=True
    )
    return made.read_text(), key.read_text()
