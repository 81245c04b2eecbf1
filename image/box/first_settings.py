"""The first settings, the console's key and a certificate of the box itself. What is there stays as it is."""

from __future__ import annotations

import os
from pathlib import Path

from box.placed import ETC
from box.program import OPT
from box.work import Step, run

SETTINGS = ETC / "settings.toml"
_STATE = Path("/var/lib/spiegelbox/console")
_CERTIFICATE, _KEY = ETC / "tls/box.crt", ETC / "tls/box.key"

_FIRST = """\
# De instellingen van deze box. Vul in wat leeg is; daarna: spiegelbox check
[box]
id = "{box_id}"
room = "{room}"

[municipality]
name = ""
controller = ""  # de verwerkingsverantwoordelijke, met adres
contact_person = ""
contact_phone = ""
contact_email = ""
fg_contact = ""  # hoe men de functionaris gegevensbescherming bereikt

# De publieke sleutels van de gemeente: docs/beheer/keys.md
[purposes.self]
title = "Alleen uw klantmanager"
recipients = []

[camera]
profile = "720p25"

[hardware]
# De pinnen: docs/beheer/wiring.md

[users]
console = "spiegelbox-console"
sync = "spiegelbox-sync"
update = "spiegelbox-update"

[consent]
console_key = "{console_key}"
texts = [
{texts}]
"""


def steps(*, box_id: str, room: str) -> list[Step]:
    """Return the steps; ``box_id`` and ``room`` are used only for settings that are not there yet."""
    return [
        Step("sleutel van de console", (_STATE / "token.key").is_file, _console_key),
        Step(
            f"eerste instellingen in {SETTINGS}",
            SETTINGS.is_file,
            lambda: _write_settings(box_id=box_id, room=room),
        ),
        Step("certificaat van de box", lambda: _CERTIFICATE.is_file() and _KEY.is_file(), _certificate),
    ]


def _console_key() -> str:
    """Make the key that signs consents, as the console's own user; return its public half."""
    console = ("--state", str(_STATE))
    python = str(OPT / "venv/console/bin/python")
    return run("runuser", "-u", "spiegelbox-console", "--", python, "-m", "console", "init", *console).strip()


def _write_settings(*, box_id: str, room: str) -> None:
    said = run(str(OPT / "venv/console/bin/python"), "-m", "console", "texts")
    hashes = [word for line in said.splitlines() for word in line.split() if word.startswith("sha256:")]
    confirmed = [
        word
        for line in said.splitlines()
        for word in line.split()
        if word.startswith("sha256:") and "niet-bevestigd" not in line
    ]
    texts = "".join(f'  "{text}",\n' for text in confirmed or hashes[:1])
    ETC.mkdir(parents=True, exist_ok=True)
    SETTINGS.write_text(
        _FIRST.format(box_id=box_id, room=room, console_key=_console_key(), texts=texts), encoding="utf-8"
    )
    SETTINGS.chmod(0o644)


def _certificate() -> None:
    """Make a certificate of the box's own; a municipality with a CA puts its own in this place."""
    _KEY.parent.mkdir(parents=True, exist_ok=True)
    _KEY.parent.chmod(0o700)
    name = os.uname().nodename or "spiegelbox"
    run(
        *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-days", "3650", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},DNS:{name}.local"),
        *("-keyout", str(_KEY), "-out", str(_CERTIFICATE)),
        sentence="een certificaat maken lukt niet.",
    )
    _KEY.chmod(0o600)
