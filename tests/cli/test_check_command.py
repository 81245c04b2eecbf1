from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.cli import probes
from appliance.cli.main import main
from appliance.cli.probes import Finding, Mark
from appliance.control.listening import Endpoint, bind
from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer
from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.identities import new_identity
from appliance.crypto.notes import NoteSigner
from appliance.settings.capacity import room_needed_bytes
from appliance.settings.model import Box, Consent, Municipality, Paths, Policy, Purpose, Settings, Slot, Store
from appliance.settings.writer import dumps
from appliance.store.folders import make_folders
from appliance.store.layout import Layout
from tests.store.software_tpm import SoftwareTpm

KEY = str(new_identity(pq=True).recipient)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A box that is set up right, apart from its slot, which is a plain file."""
    (tmp_path / "opslag").mkdir()
    paths = Paths(data=tmp_path / "data", run=tmp_path / "run")
    make_folders(Layout(paths.data, paths.run))
    Layout(paths.data, paths.run).sync.mkdir(mode=0o700)
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
        consent=Consent(
            console_key=str(NoteSigner.generate("console").verifier), texts=("sha256:" + "0" * 64,)
        ),
        purposes={"self": Purpose(title="Alleen uw klantmanager", recipients=(KEY,))},
        policy=Policy(max_talk_minutes=5, remind_minutes=4),
        store=Store(kind="local", path=str(tmp_path / "opslag")),
        paths=paths,
    )


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Settings], tuple[int, str]]:
    """Run the whole command on settings written to a file; return its exit code and what it said."""

    def run(settings: Settings) -> tuple[int, str]:
        file = tmp_path / "settings.toml"
        file.write_text(dumps(settings), encoding="utf-8")
        code = main(["check", "--settings", str(file)])
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def recorder(settings: Settings) -> Iterator[Callable[..., None]]:
    """Let something answer on the console's socket, as the recorder would."""
    servers: list[ControlServer] = []

    def answer(*parts: dict[str, Any], uid: int | None = None) -> None:
        endpoint = Endpoint(
            path=Layout(settings.paths.data, settings.paths.run).console_socket,
            uid=os.getuid() if uid is None else uid,
        )
        server = ControlServer({Role.CONSOLE: bind(endpoint)}, lambda *_: Reply({"parts": list(parts)}))
        server.start()
        servers.append(server)

    yield answer
    for server in servers:
        server.stop()


def marks(found: Iterator[Finding]) -> list[Mark]:
    return [finding.mark for finding in found]


def test_a_good_set_up_is_told_line_by_line_and_ends_well(
    settings: Settings, check: Callable[[Settings], tuple[int, str]], recorder: Callable[..., None]
) -> None:
    recorder({"part": "Klok", "ok": True, "sentence": "In orde.", "next_step": ""})
    code, said = check(settings)
    assert code == 0
    assert {line[0] for line in said.splitlines()[:-2]} == {"✓", "!"}
    assert said.splitlines()[-1] == "Alles goed."


def test_one_wrong_thing_makes_it_fail_and_the_rest_is_still_told(
    settings: Settings, check: Callable[[Settings], tuple[int, str]], recorder: Callable[..., None]
) -> None:
    recorder()
    code, said = check(dataclasses.replace(settings, store=Store(kind="local", path="/nergens")))
    assert code == 1
    assert [line for line in said.splitlines() if line.startswith("✗")] == [
        "✗ De map van de opslag is er niet: /nergens."
    ]
    assert "1 punt(en) om te verbeteren." in said


def test_wrong_settings_are_told_all_at_once_and_nothing_else_is_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[box]\nid = "Kamer 3"\n', encoding="utf-8")
    assert main(["check", "--settings", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert {"box.id", "box.room", "consent"} <= {line.split(":")[0].strip(" -") for line in err.splitlines()}


def test_a_folder_of_the_recorder_that_others_can_enter_is_wrong(settings: Settings) -> None:
    layout = Layout(settings.paths.data, settings.paths.run)
    layout.recorder.chmod(0o750)
    (found,) = [finding for finding in probes.folders(settings) if finding.mark is Mark.WRONG]
    assert str(layout.recorder) in found.sentence


def test_folders_that_the_first_start_will_make_are_no_fault(settings: Settings, tmp_path: Path) -> None:
    new = dataclasses.replace(settings, paths=Paths(data=tmp_path / "new", run=tmp_path / "newrun"))
    assert set(marks(probes.folders(new))) == {Mark.MIND}


def test_a_file_where_a_folder_belongs_is_wrong(settings: Settings) -> None:
    layout = Layout(settings.paths.data, settings.paths.run)
    layout.recordings.rmdir()
    layout.recordings.touch()
    assert Mark.WRONG in marks(probes.folders(settings))


def test_the_room_needed_is_twice_the_longest_talk(settings: Settings) -> None:
    # 2,564 kbit/s and two paddings of at most 64 KiB a second, five minutes, twice; tags add 0.02 %.
    assert room_needed_bytes(settings) == pytest.approx(2 * 300 * (2_564_000 / 8 + 2 * 65_536), rel=0.001)


def test_too_small_a_disk_is_wrong(settings: Settings) -> None:
    huge = dataclasses.replace(
        settings,
        policy=Policy(max_talk_minutes=240),
        camera=dataclasses.replace(settings.camera, bitrate_kbps=10**10),
    )
    assert marks(probes.disk(huge)) == [Mark.WRONG]
    assert marks(probes.disk(settings)) == [Mark.RIGHT]


@pytest.mark.parametrize(("known", "mark"), [(True, Mark.RIGHT), (False, Mark.WRONG)])
def test_a_box_that_does_not_know_the_time_is_wrong(known: bool, mark: Mark, settings: Settings) -> None:
    assert marks(probes.clock(settings, lambda: known)) == [mark]


def test_a_slot_in_a_plain_file_is_called_reduced_assurance(settings: Settings) -> None:
    (found,) = probes.slot(settings)
    assert found.mark is Mark.MIND
    assert "verminderde zekerheid" in found.sentence


def slot_mark(settings: Settings, slot: Slot) -> Mark:
    (found,) = probes.slot(dataclasses.replace(settings, slot=slot))
    return found.mark


@pytest.mark.parametrize(("size", "mark"), [(512, Mark.RIGHT), (16, Mark.WRONG), (None, Mark.WRONG)])
def test_a_chip_for_the_slot_must_be_there_and_large_enough(
    size: int | None, mark: Mark, settings: Settings, tmp_path: Path
) -> None:
    chip = tmp_path / "nvmem"
    if size is not None:
        chip.write_bytes(bytes(size))
    assert slot_mark(settings, Slot(kind="nvmem", path=str(chip))) is mark


def test_a_tpm_is_asked_where_the_settings_say_it_is(settings: Settings, tmp_path: Path) -> None:
    with SoftwareTpm(tmp_path / "tpm") as chip:
        there = Slot(kind="tpm2", path=chip.tcti)
        assert slot_mark(settings, there) is Mark.RIGHT
        chip.switch_off()
        assert slot_mark(settings, there) is Mark.WRONG
        chip.switch_on()


def test_what_films_and_what_uploads_is_started_for_real(settings: Settings) -> None:
    found = list(probes.programs(settings))
    assert [finding.mark for finding in found] == [Mark.RIGHT] * 3
    assert "rclone v" in found[-1].sentence


def test_a_codec_that_is_not_there_is_wrong() -> None:
    assert probes.codec("no-such-codec", "beeld").mark is Mark.WRONG


def with_self(settings: Settings, **changes: Any) -> Settings:
    purpose = dataclasses.replace(settings.purposes["self"], **changes)
    return dataclasses.replace(settings, purposes={"self": purpose})


def test_each_key_has_a_fingerprint_that_can_be_read_aloud(settings: Settings) -> None:
    found = next(iter(probes.purposes(settings)))
    assert found.mark is Mark.RIGHT
    assert found.sentence.endswith(f"sleutel met kenmerk {fingerprint(KEY)}.")
    assert KEY not in found.sentence


def test_a_purpose_with_one_custodian_or_without_pinned_keys_is_warned_about(settings: Settings) -> None:
    second = str(new_identity(pq=True).recipient)
    both = (KEY, second)
    pinned = tuple(fingerprint(key) for key in both)
    marks = {
        name: [finding.mark for finding in probes.purposes(with_self(settings, **changes))]
        for name, changes in {
            "alone": {},
            "two": {"recipients": both},
            "pinned": {"recipients": both, "fingerprints": pinned},
        }.items()
    }
    right, warned = Mark.RIGHT, Mark.MIND
    assert marks == {
        "alone": [right, warned, warned],
        "two": [right, right, warned],
        "pinned": [right, right],
    }


def test_without_a_consent_text_nobody_can_say_yes(settings: Settings) -> None:
    without = dataclasses.replace(settings, consent=dataclasses.replace(settings.consent, texts=()))
    assert marks(probes.consent_texts(without)) == [Mark.WRONG]


def test_a_box_that_does_not_run_is_no_fault(settings: Settings) -> None:
    found = list(probes.recorder(settings))
    assert found[0].mark is Mark.MIND
    assert found[1:] == list(probes.clock(settings))


def test_a_running_box_tells_how_its_parts_are(settings: Settings, recorder: Callable[..., None]) -> None:
    recorder(
        {"part": "Klok", "ok": True, "sentence": "In orde.", "next_step": ""},
        {"part": "Opname", "ok": False, "sentence": "Het lampje doet het niet.", "next_step": "Bel beheer."},
    )
    assert [f"{finding.mark.value} {finding.sentence}" for finding in probes.recorder(settings)] == [
        "✓ De box draait.",
        "✓ Klok: In orde.",
        "✗ Opname: Het lampje doet het niet. Bel beheer.",
    ]


def test_a_box_that_does_not_answer_this_user_is_said_to_run(
    settings: Settings, recorder: Callable[..., None]
) -> None:
    recorder(uid=os.getuid() + 1)
    found = next(probes.recorder(settings))
    assert found.mark is Mark.MIND
    assert "De box draait" in found.sentence


def test_faults_in_the_description_of_the_store_are_told(settings: Settings) -> None:
    plain = Store(kind="webdav", path="spiegelbox", options={"url": "http://opslag.example"})
    assert marks(probes.store(dataclasses.replace(settings, store=plain))) == [Mark.WRONG]


def test_no_store_yet_is_said_and_is_no_fault(settings: Settings) -> None:
    assert marks(probes.store(dataclasses.replace(settings, store=Store()))) == [Mark.MIND]
