"""Make a folder into a box with its municipality: keys, a login and one settings file. Safe to repeat.

What is secret is made once and stays (keys, login); the settings are written anew each time, since they
follow from the options. Private halves of the municipality lie here only because the demo plays both
sides: on a real box there is none.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from appliance.cli.demo.folder import DemoFolder
from appliance.cli.demo.programs import answer_of
from appliance.cli.whole_file import whole_file
from appliance.crypto.identities import Identity, new_identity, read_identities
from appliance.domain.errors import FolderUnusable, IdentityDamaged
from appliance.domain.purposes import PURPOSES
from appliance.settings.model import (
    Box,
    Consent,
    Municipality,
    Paths,
    Policy,
    Purpose,
    Settings,
    Store,
)
from appliance.settings.writer import dumps

BOX = "demo-1"
LOGIN_NAME = "demo"
# Half an hour at most: the box wants room for twice the longest talk before it starts.
DEMO_POLICY = Policy(review_window_days=14, retention_days=180, max_talk_minutes=30, remind_minutes=15)
_TITLES = {"self": "Alleen uw klantmanager", "coach": "Ook een coach", "leertafel": "Ook de leertafel"}


@dataclass(frozen=True, slots=True)
class Login:
    """The demo's one account, a klantmanager."""

    name: str
    password: str


def set_up(folder: DemoFolder, *, pq: bool, policy: Policy) -> tuple[Settings, Login]:
    """Prepare the folder for the three programs.

    Raises: FolderUnusable (keys of the other kind, or something unreadable lies there), ProgramDied.
    """
    console = str(folder.layout.console)
    recipients = {purpose: str(_identity(folder, purpose, pq=pq).recipient) for purpose in PURPOSES}
    key = answer_of("-m", "console", "init", "--state", console)
    texts = answer_of("-m", "console", "texts").splitlines()
    settings = Settings(
        box=Box(id=BOX, room="Spreekkamer 1"),
        municipality=Municipality(
            name="Gemeente Voorbeeld",
            controller="College van B en W van Voorbeeld, Raadhuisplein 1, Voorbeeld",
            contact_person="Sanne de Wit",
            contact_phone="075 000 00 00",
            contact_email="opnamen@voorbeeld.example",
            fg_contact="fg@voorbeeld.example",
            dpia_number="DEMO-1",
        ),
        consent=Consent(console_key=key, texts=tuple(line.split()[0] for line in texts)),
        purposes={
            purpose: Purpose(title=_TITLES[purpose], recipients=(recipients[purpose],))
            for purpose in PURPOSES
        },
        policy=policy,
        store=Store(kind="local", path=str(folder.store)),
        paths=Paths(data=folder.layout.data, run=folder.layout.run),
    )
    _write(folder.settings, dumps(settings), replace=True)
    return settings, _login(folder)


def pairing_path(folder: DemoFolder) -> str:
    """Return a fresh address for a tablet, as a path on the console. It works once. Raises: ProgramDied."""
    return answer_of("-m", "console", "pair", "--state", str(folder.layout.console))


def read_identity(folder: DemoFolder, purpose: str) -> Identity:
    """Return the municipality's private key for a purpose. Raises: FolderUnusable."""
    path = folder.identity(purpose)
    try:
        return read_identities(path.read_text(encoding="utf-8"))[0]
    except (OSError, ValueError, IdentityDamaged) as error:
        raise FolderUnusable(f"{path} is geen sleutelbestand") from error


def _identity(folder: DemoFolder, purpose: str, *, pq: bool) -> Identity:
    path = folder.identity(purpose)
    fresh = new_identity(pq=pq)
    if not path.exists():
        _write(path, f"# publieke sleutel: {fresh.recipient}\n{fresh}\n", replace=False)
        return fresh
    kept = read_identity(folder, purpose)
    if type(kept) is not type(fresh):
        kind = "gewone sleutels; laat --pq weg" if pq else "post-quantum sleutels; gebruik --pq"
        raise FolderUnusable(f"{folder.root} heeft al {kind}")
    return kept


def _login(folder: DemoFolder) -> Login:
    """Return the login, made once; the console keeps only a hash, so the words stay here."""
    if folder.login.exists():
        try:
            kept = json.loads(folder.login.read_text(encoding="utf-8"))
            return Login(str(kept["naam"]), str(kept["wachtwoord"]))
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise FolderUnusable(f"{folder.login} is niet te lezen") from error
    login = Login(LOGIN_NAME, "-".join(secrets.token_hex(2) for _ in range(3)))
    answer_of(
        *("-m", "console", "account", "--state", str(folder.layout.console)),
        *("--name", login.name, "--role", "klantmanager"),
        typed=login.password + "\n",
    )
    _write(folder.login, json.dumps({"naam": login.name, "wachtwoord": login.password}), replace=False)
    return login


def _write(path: Path, text: str, *, replace: bool) -> None:
    with whole_file(path, replace=replace) as file:
        file.write(os.fsencode(text))
