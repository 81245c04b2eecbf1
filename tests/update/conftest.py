from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from appliance.control.listening import Endpoint, bind
from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer
from appliance.crypto.identities import new_identity
from appliance.crypto.notes import NoteSigner
from appliance.settings.model import Box, Consent, Municipality, Paths, Purpose, Settings, Update
from tests.update.channels import MAKER
from tests.update.web import Web, serving
from tests.update.world import STAND_IN, World

CALM: dict[str, object] = {
    "clock_known": True,
    "state": "idle",
    "quiet_s": 1e9,
    "looking_back": False,
    "delivering": False,
    "window_ends": [],
}
WELL: dict[str, object] = {"parts": [], "sync_heard_s": 3.0, "version": "0"}


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, web: Web) -> World:
    return World(tmp_path, web)


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, world: World) -> Settings:
    return Settings(
        box=Box(id="zaandam-3", room="Spreekkamer 3"),
        municipality=Municipality(
            name="Zaandam",
            controller="College van B en W",
            contact_person="Mila de Boer",
            contact_phone="14 075",
            contact_email="mila@zaandam.example",
            fg_contact="fg@zaandam.example",
        ),
        consent=Consent(console_key=str(NoteSigner.generate("console").verifier)),
        purposes={"self": Purpose(title="x", recipients=(str(new_identity(pq=True).recipient),))},
        update=Update(channel=world.web.url("channel"), key=str(MAKER.verifier), ca=world.web.ca),
        paths=Paths(data=tmp_path, run=tmp_path_factory.mktemp("run")),
    )


@pytest.fixture
def room(settings: Settings) -> Iterator[dict[str, object]]:
    """What the recorder says about the room and itself; a test may change it. ``told`` is what it heard."""
    said: dict[str, object] = {**CALM, **WELL, "told": None}

    def answer(_: Role, verb: str, fields: dict[str, object]) -> Reply:
        if verb == "update.told":
            said["told"] = fields
            return Reply()
        names = CALM if verb == "update.situation" else WELL
        return Reply({name: said[name] for name in names})

    endpoint = Endpoint(path=settings.paths.run / "update.sock", uid=os.getuid())
    server = ControlServer({Role.UPDATE: bind(endpoint)}, answer)
    server.start()
    yield said
    server.stop()


@pytest.fixture
def on_the_box(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of a box stand in the path, and it is now."""
    world.now = datetime.now().astimezone()
    home = {"RAUC_HOME": str(tmp_path), "RAUC_SERVER": str(tmp_path / "web")}
    for name, value in (world.box.environ | home).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "bin").mkdir()
    for name in ("rauc", "busctl"):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {STAND_IN} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
