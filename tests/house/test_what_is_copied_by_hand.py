"""What beheer copies from one program into the file of another must be accepted there as it was shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from appliance.cli.main import main
from appliance.settings.loader import loads
from appliance.settings.model import Box, Consent, Municipality, Purpose, Settings
from appliance.settings.writer import dumps


def shown_by(*words: str) -> list[str]:
    """The lines that a program of ours shows."""
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_settings_accept_what_the_console_and_the_keys_show(tmp_path: Path) -> None:
    (console_key,) = shown_by("console", "init", "--state", str(tmp_path / "console"))
    texts = tuple(line.split()[0] for line in shown_by("console", "texts"))
    assert main(["keys", "new", "--pq", "--out", str(tmp_path / "self.txt")]) == 0
    (recipient,) = shown_by("appliance.cli.main", "keys", "show", str(tmp_path / "self.txt"))
    settings = Settings(
        box=Box(id="zaandam-3", room="Spreekkamer 3"),
        municipality=Municipality(
            name="Zaandam",
            controller="College van B en W",
            contact_person="Mila de Boer",
            contact_phone="14 075",
            contact_email="mila@zaandam.example",
            fg_contact="fg@zaandam.example",
        ),
        consent=Consent(console_key=console_key, texts=texts),
        purposes={"self": Purpose(title="Alleen uw klantmanager", recipients=(recipient,))},
    )
    assert texts
    assert loads(dumps(settings)) == settings
