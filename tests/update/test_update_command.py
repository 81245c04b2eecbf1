"""``spiegelbox update`` as a person types it, with a recorder that answers on its socket."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.control.listening import Endpoint, bind
from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer
from appliance.crypto.identities import new_identity
from appliance.crypto.notes import NoteSigner
from appliance.settings.model import Box, Consent, Municipality, Paths, Purpose, Settings, Update
from appliance.settings.writer import dumps
from tests.update.channels import MAKER
from tests.update.world import STAND_IN, World

Type = Callable[..., tuple[int, str]]
CALM: dict[str, object] = {
    "clock_known": True,
    "state": "idle",
    "quiet_s": 1e9,
    "looking_back": False,
    "delivering": False,
    "window_ends": [],
}


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
    """What the recorder says about the room; a test may change it."""
    told = dict(CALM)
    endpoint = Endpoint(path=settings.paths.run / "update.sock", uid=os.getuid())
    server = ControlServer({Role.UPDATE: bind(endpoint)}, lambda *_: Reply(dict(told)))
    server.start()
    yield told
    server.stop()


@pytest.fixture
def typed(
    tmp_path: Path,
    world: World,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Type:
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
    file = tmp_path / "settings.toml"

    def run(*words: str, **changes: object) -> tuple[int, str]:
        own = replace(settings, update=replace(settings.update, **changes))  # type: ignore[arg-type]
        file.write_text(dumps(own), encoding="utf-8")
        code = main(["update", words[0], "--settings", str(file), *words[1:]])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_status_tells_what_runs_and_that_nothing_waits(typed: Type, room: dict[str, object]) -> None:
    code, said = typed("status")
    assert code == 0
    assert "Versie van de box: 0.1.0" in said
    assert "nog niet gekeken" in said
    assert "Terug kan" not in said


def test_check_looks_and_status_then_tells_what_waits_and_why(
    typed: Type, world: World, room: dict[str, object]
) -> None:
    world.publish(world.bundle("1.4.0"))
    assert typed("check") == (0, "Versie 1.4.0 staat klaar.\n")
    room["state"] = "recording"
    _, said = typed("status")
    assert "Wacht nu op:" in said
    assert "Er loopt een gesprek." in said


def test_install_takes_what_the_channel_offers_and_tells_what_comes_next(
    typed: Type, world: World, room: dict[str, object]
) -> None:
    world.publish(world.bundle("1.4.0"))
    code, said = typed("install")
    assert (code, "Er staat versie 1.4.0 klaar." in said) == (0, True)
    assert world.box.ask("get-state", "B") == "good"


def test_install_from_a_stick_takes_the_one_bundle_on_it(
    typed: Type, world: World, room: dict[str, object]
) -> None:
    stick = world.folder / "stick"
    stick.mkdir()
    for wrong in ("geen", "1.raucb"):
        code, said = typed("install", "--usb", str(stick))
        assert code == 1
        assert wrong in said
        for name in ("1.raucb", "2.raucb"):
            (stick / name).touch()


def test_nothing_is_installed_in_somebodys_way(typed: Type, world: World, room: dict[str, object]) -> None:
    world.publish(world.bundle("1.4.0"))
    room["window_ends"] = [(datetime.now().astimezone() + timedelta(hours=3)).isoformat()]
    code, said = typed("install")
    assert code == 1
    assert "laatste dag" in said
    assert world.box.ask("get-state", "B") == "bad"


def test_a_recorder_that_does_not_answer_means_not_now(typed: Type, world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    code, said = typed("install")
    assert code == 1
    assert "Geen verbinding met de box." in said


def test_rollback_without_a_version_before_is_told(typed: Type, room: dict[str, object]) -> None:
    code, said = typed("rollback")
    assert (code, "geen vorige versie" in said) == (1, True)


def test_without_a_channel_the_way_out_is_said(typed: Type, room: dict[str, object]) -> None:
    code, said = typed("check", channel="", key="")
    assert code == 1
    assert "geen updatekanaal" in said
    assert "--usb" in said


def test_a_machine_without_rauc_says_so(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    code, said = typed("status")
    assert code == 1
    assert "RAUC antwoordt niet" in said


@pytest.mark.parametrize(
    ("writes", "state", "words"),
    [
        ("4", "idle", ""),
        ("4", "recording", "Er loopt een gesprek."),
        ("99", "idle", "niet meer terug"),
        ("", "idle", "zegt niet wat hij met de gegevens doet"),
    ],
)
def test_raucs_own_question_is_answered_in_one_line(
    typed: Type, room: dict[str, object], writes: str, state: str, words: str
) -> None:
    room["state"] = state
    code, said = typed("may", "--writes", writes)
    assert (code, said.count("\n")) == ((1, 1) if words else (0, 0))
    assert words in said
