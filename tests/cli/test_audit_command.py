from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.crypto.checkpoint import log_signer
from appliance.crypto.notes import NoteSigner
from appliance.settings.model import Box, Consent, Municipality, Paths, Purpose, Settings
from appliance.settings.writer import dumps
from appliance.store.audit import AuditLog
from appliance.store.audit_checkpoints import AuditCheckpoints, notes_in
from appliance.store.folders import make_folders
from appliance.store.layout import Layout

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
BOX = NoteSigner.generate("zaandam-3")
KEY = str(log_signer(BOX).verifier)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """A box that wrote five lines and said so after two and after five."""
    layout = Layout(tmp_path / "data", tmp_path / "run")
    make_folders(layout)
    layout.box_key.write_text(BOX.to_text(), encoding="ascii")
    log = AuditLog(layout.audit)
    checkpoints = AuditCheckpoints(log, layout.audit_checkpoints, BOX, now_s=0.0)
    for number in range(5):
        log.append("press", at=AT, number=number)
        if number in (1, 4):
            checkpoints.write(0.0)
    checkpoints.close()
    log.close()
    return layout


@pytest.fixture
def settings(layout: Layout, tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    told = Settings(
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
        purposes={"self": Purpose(title="Alleen uw klantmanager", recipients=(recipient,))},
        paths=Paths(data=layout.data, run=layout.run),
    )
    file.write_text(dumps(told), encoding="utf-8")
    return file


def verify(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    code = main(["audit", "verify", *map(str, words)])
    done = capsys.readouterr()
    return code, done.out + done.err


def test_a_log_that_nobody_touched_is_right(
    settings: Path, layout: Layout, capsys: pytest.CaptureFixture[str]
):
    code, said = verify(capsys, "--settings", settings)
    assert code == 0
    assert "klopt: 5 regels, 2 ijkpunten" in said
    assert KEY in said
    copies = ("--log", layout.audit, "--checkpoints", layout.audit_checkpoints, "--key", KEY)
    assert verify(capsys, *copies)[0] == 0


def test_a_changed_line_is_named(settings: Path, layout: Layout, capsys: pytest.CaptureFixture[str]):
    layout.audit.write_bytes(layout.audit.read_bytes().replace(b'"number":3', b'"number":9'))
    code, said = verify(capsys, "--settings", settings)
    assert code == 1
    assert "✗ Regel 4 is veranderd." in said


def test_a_log_cut_off_is_told_by_its_checkpoints(
    settings: Path, layout: Layout, capsys: pytest.CaptureFixture[str]
):
    lines = layout.audit.read_bytes().splitlines(keepends=True)
    layout.audit.write_bytes(b"".join(lines[:3]))
    code, said = verify(capsys, "--settings", settings)
    assert code == 1
    assert "regel 4 tot en met 5 ontbreken" in said
    assert "afgekapt" not in verify(capsys, "--log", layout.audit)[1]  # no witness, and that is said:
    assert "Achter regel 0 is geen ijkpunt" in verify(capsys, "--log", layout.audit)[1]


def test_a_box_that_began_a_new_story_is_caught_by_a_copy_kept_elsewhere(
    settings: Path, layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    kept = tmp_path / "kept"
    kept.write_bytes(layout.audit_checkpoints.read_bytes())
    layout.audit.unlink()
    layout.audit_checkpoints.unlink()
    log = AuditLog(layout.audit)
    checkpoints = AuditCheckpoints(log, layout.audit_checkpoints, BOX, now_s=0.0)
    for _ in range(5):
        log.append("nothing", at=AT)
    checkpoints.write(0.0)
    checkpoints.close()
    log.close()
    assert verify(capsys, "--settings", settings)[0] == 0
    code, said = verify(capsys, "--settings", settings, "--checkpoints", kept)
    assert code == 1
    assert "Twee ijkpunten van 5 regels spreken elkaar tegen" in said


def test_a_checkpoint_of_another_box_is_not_believed(
    settings: Path, layout: Layout, capsys: pytest.CaptureFixture[str]
):
    other = str(log_signer(NoteSigner.generate("zaandam-3")).verifier)
    code, said = verify(capsys, "--settings", settings, "--key", other)
    assert code == 1
    assert "Ijkpunt 1 in checkpoints is niet te vertrouwen" in said


def test_checkpoints_in_another_order_are_told(
    settings: Path, layout: Layout, capsys: pytest.CaptureFixture[str]
):
    one, two = notes_in(layout.audit_checkpoints.read_bytes())
    layout.audit_checkpoints.write_text(two + "\n" + one + "\n", encoding="utf-8")
    code, said = verify(capsys, "--settings", settings)
    assert code == 1
    assert "telt minder regels dan het vorige" in said


def test_without_a_key_the_signatures_are_said_to_be_unchecked(
    layout: Layout, capsys: pytest.CaptureFixture[str]
):
    code, said = verify(capsys, "--log", layout.audit, "--checkpoints", layout.audit_checkpoints)
    assert code == 0
    assert "niet gecontroleerd" in said


@pytest.mark.parametrize("words", [[], ["--log", "nergens"], ["--log", "nergens", "--key", "niets"]])
def test_what_cannot_be_read_is_told_in_words(words: list[str], capsys: pytest.CaptureFixture[str]):
    try:
        code, said = verify(capsys, *words)
    except SystemExit as ended:
        code, said = int(str(ended.code)), capsys.readouterr().err
    assert code in (1, 2)
    assert said
    assert "Traceback" not in said
