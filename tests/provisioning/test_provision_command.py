"""``spiegelbox provision`` at the desk, and a box that is made by its own real programs."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from appliance.cli import provision as command
from appliance.cli.main import main
from appliance.crypto.identities import new_identity
from appliance.domain.errors import ProvisioningError
from appliance.provisioning.first_boot import provision
from appliance.settings.loader import load
from tests.provisioning.carriers import GOOD, PASSWORD, NewBox, carrier


def typed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = main(["provision", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_a_good_folder_is_told_with_whose_it_is_and_the_fingerprints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = carrier(tmp_path)
    before = sorted(file.name for file in stick.folder.iterdir())
    code, said = typed(capsys, "check", tmp_path / "stick")
    assert (code, "Zaandam, Spreekkamer 3 (zaandam-3)" in said) == (0, True)
    assert "kenmerk" in said
    assert sorted(file.name for file in stick.folder.iterdir()) == before, "checking uses nothing up"


def test_the_example_names_itself_what_is_still_to_be_filled_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, example = typed(capsys, "example")
    carrier(tmp_path, box=example)
    code, said = typed(capsys, "check", tmp_path / "stick")
    assert code == 1
    assert said.count("Regel") >= 8
    assert "kennen wij niet" not in said


def test_no_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = typed(capsys, "check", tmp_path)
    assert (code, "geen map spiegelbox" in said) == (1, True)


def test_without_a_key_of_beheer_there_is_no_recovery_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = typed(capsys, "recovery", tmp_path, "--recipient", tmp_path / "none")
    assert (code, list(tmp_path.iterdir())) == (0, [])
    assert "geen herstelsleutel" in said


def test_a_recovery_key_that_cannot_be_made_is_told_and_the_box_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    beheer = tmp_path / "beheer"
    beheer.write_text(str(new_identity(pq=False).recipient))
    monkeypatch.setattr(command, "RECOVERY", ("sh", "-c", "echo no chip here >&2; exit 4"))
    code, said = typed(capsys, "recovery", tmp_path, "--recipient", beheer)
    assert (code, "De herstelsleutel van de schijf is niet gemaakt. (no chip here)" in said) == (1, True)
    assert "De box werkt gewoon." in said
    assert not (tmp_path / "herstelsleutel.age").exists()


def as_myself(_user: str, words: tuple[str, ...], said: str) -> str:
    """What a box does as three users, done as the one who runs the tests."""
    done = subprocess.run(words, input=said, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ProvisioningError(done.stderr.strip())
    return done.stdout


def real_box(folder: Path) -> NewBox:
    box = NewBox(folder)
    box.places = replace(
        box.places,
        console=(sys.executable, "-m", "console"),
        keymaker=(sys.executable, "-m", "appliance.provisioning"),
        run_as=as_myself,
    )
    return box


def test_the_real_programs_make_a_box_whose_settings_and_accounts_count(tmp_path: Path) -> None:
    box = real_box(tmp_path)
    carrier(tmp_path)
    report = provision(box.places, [tmp_path / "stick"])
    settings = load(box.places.etc / "settings.toml")
    state = box.places.data / "console"
    assert (state / "token.key").is_file()
    assert settings.consent.texts
    whole = b"".join(file.read_bytes() for file in state.rglob("*") if file.is_file())
    assert b"anna" in whole
    assert PASSWORD.encode() not in whole
    assert "zaandam-3" in report
    certificate = x509.load_pem_x509_certificate((box.places.etc / "tls/box.crt").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert (box.places.etc / "hostname").read_text() == "spiegelbox-zaandam-3\n"
    assert names.get_values_for_type(x509.DNSName) == ["spiegelbox-zaandam-3", "spiegelbox-zaandam-3.local"]
    assert "https://spiegelbox-zaandam-3.local/" in report


def test_a_password_that_the_console_refuses_is_told_in_its_own_words(tmp_path: Path) -> None:
    box = real_box(tmp_path)
    stick = carrier(tmp_path, box=GOOD.replace(PASSWORD, "wachtwoord123456"))
    with pytest.raises(ProvisioningError):
        provision(box.places, [tmp_path / "stick"])
    assert "wachtwoord" in (stick.folder / "fouten.txt").read_text(encoding="utf-8").lower()
    assert not box.places.mark.exists()
