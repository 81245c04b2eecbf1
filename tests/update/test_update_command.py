"""``spiegelbox update`` as a person types it, with a recorder that answers on its socket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.settings.model import Settings
from appliance.settings.writer import dumps
from tests.update.world import World

Type = Callable[..., tuple[int, str]]


@pytest.fixture
def typed(tmp_path: Path, settings: Settings, on_the_box: None, capsys: pytest.CaptureFixture[str]) -> Type:
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


def test_the_last_word_is_told_while_rauc_is_on_its_way_down(
    typed: Type, world: World, room: dict[str, object], tmp_path: Path
) -> None:
    world.publish(world.bundle("1.4.0"))
    typed("check")
    for program in ("rauc", "busctl"):
        (tmp_path / "bin" / program).write_text("#!/bin/sh\nexit 1\n")
    assert typed("said") == (0, "Versie 1.4.0 staat klaar.\n")


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


def test_may_tells_a_person_why_not_now_and_lets_programs_start_anew_when_nobody_looks(
    typed: Type, room: dict[str, object]
) -> None:
    room["window_ends"] = [(datetime.now().astimezone() + timedelta(hours=3)).isoformat()]
    code, said = typed("may")
    assert (code, "laatste dag" in said) == (1, True)
    assert typed("may", "--brief") == (0, "")
    room["state"] = "recording"
    code, said = typed("may", "--brief")
    assert (code, "Er loopt een gesprek." in said) == (1, True)


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


def test_status_of_a_box_that_is_updated_by_hand_says_that_it_waits_for_a_person(
    typed: Type, world: World, room: dict[str, object]
) -> None:
    world.publish(world.bundle("1.4.0"))
    typed("check", mode="by-hand")
    _, said = typed("status", mode="by-hand")
    assert "Wacht nu op:       u: spiegelbox update install" in said
