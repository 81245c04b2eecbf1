"""``spiegelbox order`` at the desk: a key, and orders on a stick that a box will take."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.orders.order import What, read_order
from appliance.orders.stick import Stick
from tests.provisioning.carriers import GOOD, SECRET, carrier

Type = Callable[..., tuple[int, str, str]]
BOX = "zaandam-3"


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Type:
    def run(*words: str | Path) -> tuple[int, str, str]:
        code = main(["order", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def key(typed: Type, tmp_path: Path) -> Path:
    typed("key", "beheer.zaandam.nl", "--out", tmp_path / "beheer.key")
    return tmp_path / "beheer.key"


@pytest.fixture
def stick(tmp_path: Path) -> Stick:
    (tmp_path / "stick").mkdir()
    return Stick(tmp_path / "stick")


def test_the_key_is_for_its_owner_and_its_public_half_is_what_box_toml_takes(
    typed: Type, tmp_path: Path
) -> None:
    code, out, _ = typed("key", "beheer.zaandam.nl", "--out", tmp_path / "beheer.key")
    assert (code, NoteVerifier.from_text(out).name) == (0, "beheer.zaandam.nl")
    assert (tmp_path / "beheer.key").stat().st_mode & 0o077 == 0
    carrier(tmp_path, box=GOOD.replace("\n# einde", f'orders = "{out.strip()}"\n\n# einde'))
    assert main(["provision", "check", str(tmp_path / "stick")]) == 0
    carrier(tmp_path, box=GOOD.replace("\n# einde", 'orders = "iets anders"\n\n# einde'))
    assert main(["provision", "check", str(tmp_path / "stick")]) == 1


def test_a_key_is_never_written_over(typed: Type, key: Path) -> None:
    before = key.read_bytes()
    code, _, said = typed("key", "beheer.zaandam.nl", "--out", key)
    assert (code, "bestaat al" in said) == (1, True)
    assert key.read_bytes() == before


def test_a_name_with_a_blank_is_told(typed: Type, tmp_path: Path) -> None:
    code, _, said = typed("key", "be heer", "--out", tmp_path / "beheer.key")
    assert (code, "zonder spaties" in said) == (1, True)


def test_settings_are_checked_at_the_desk_and_signed_with_their_secrets(
    typed: Type, key: Path, tmp_path: Path, stick: Stick
) -> None:
    carrier(tmp_path)
    code, out, _ = typed("sign", "settings", stick.root, "--box", BOX, "--key", key)
    assert (code, f"uitkomst-{BOX}.txt" in out) == (0, True)
    note = stick.note()
    assert note is not None
    order = read_order(NoteSigner.from_text(key.read_text(encoding="utf-8")).verifier, note)
    assert (order.what, order.box) == (What.SETTINGS, BOX)
    order.check_files({"box.toml": GOOD.encode(), "store.toml": SECRET.encode()})


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (None, "box.toml"),
        (GOOD.replace("14 075", "?"), "contact_phone"),
        (GOOD[:200], "einde"),
        (GOOD.replace("zaandam-3", "zaandam-4"), "zaandam-4"),
    ],
)
def test_settings_that_no_box_would_take_are_not_signed(
    typed: Type, key: Path, tmp_path: Path, stick: Stick, content: str | None, word: str
) -> None:
    if content is not None:
        carrier(tmp_path, box=content)
    code, _, said = typed("sign", "settings", stick.root, "--box", BOX, "--key", key)
    assert (code, word in said) == (1, True), said
    assert stick.note() is None


@pytest.mark.parametrize(("answer", "signs"), [(BOX, True), ("zaandam-4", False), ("", False)])
def test_retiring_asks_for_the_name_of_the_box(
    typed: Type, key: Path, stick: Stick, monkeypatch: pytest.MonkeyPatch, answer: str, signs: bool
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
    code, _, said = typed("sign", "retire", stick.root, "--box", BOX, "--key", key)
    assert (code, stick.note() is not None) == (0 if signs else 1, signs)
    assert "voorgoed weg" in said


def test_a_stick_or_a_key_that_is_not_there_is_told(typed: Type, key: Path, stick: Stick) -> None:
    assert typed("sign", "rollback", stick.root / "weg", "--box", BOX, "--key", key)[0] == 1
    code, _, said = typed("sign", "rollback", stick.root, "--box", BOX, "--key", stick.root / "weg")
    assert (code, "het is er niet" in said) == (1, True)
    code, _, said = typed("sign", "rollback", stick.root, "--box", BOX, "--key", __file__)
    assert (code, "geen geheime sleutel" in said) == (1, True)
