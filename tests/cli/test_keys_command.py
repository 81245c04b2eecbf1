from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
import tomli_w

from appliance.cli.main import main
from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.identities import new_identity, parse_recipient, read_identities
from appliance.crypto.notes import NoteSigner
from appliance.settings.loader import load, loads
from appliance.settings.model import Box, Consent, Municipality, Paths, Purpose, Settings
from appliance.settings.writer import dumps


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["keys", *words])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(("extra", "start"), [([], "age1"), (["--pq"], "age1pq1")])
def test_a_new_key_is_written_for_its_owner_only_and_its_public_half_is_shown(
    extra: list[str], start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "coach.txt"
    code, out, _ = run(capsys, "new", "--out", str(file), *extra)
    assert code == 0
    assert out.startswith(start)
    (identity,) = read_identities(file.read_text(encoding="ascii"))
    assert identity.recipient == parse_recipient(out)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_secret_half_never_reaches_the_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "coach.txt"
    shown = "".join(run(capsys, "new", "--out", str(file))[1:] + run(capsys, "show", str(file))[1:])
    assert "AGE-SECRET-KEY" not in shown


def test_an_existing_key_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "coach.txt"
    file.write_text("kostbaar", encoding="ascii")
    code, out, err = run(capsys, "new", "--out", str(file))
    assert (code, out, file.read_text(encoding="ascii")) == (1, "", "kostbaar")
    assert "bestaat al" in err
    assert "--force" not in err


def test_a_key_with_a_password_on_it_is_not_guessed_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "coach.age"
    file.write_bytes(b"age-encryption.org/v1\n")
    code, out, err = run(capsys, "show", str(file))
    assert (code, out) == (1, "")
    assert "wachtwoord" in err


def test_a_dangling_link_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = tmp_path / "coach.txt"
    link.symlink_to(tmp_path / "elsewhere.txt")
    code, _, _ = run(capsys, "new", "--out", str(link))
    assert code == 1
    assert not (tmp_path / "elsewhere.txt").exists()


def test_the_public_half_of_every_key_in_a_file_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, both = (tmp_path / name for name in ("one.txt", "two.txt", "both.txt"))
    recipients = [run(capsys, "new", "--out", str(file))[1] for file in (one, two)]
    both.write_text(one.read_text(encoding="ascii") + two.read_text(encoding="ascii"), encoding="ascii")
    assert run(capsys, "show", str(both))[1] == "".join(recipients)


@pytest.mark.parametrize("content", [None, b"", b"age1niets", b"\xff\xfe\x00"])
def test_a_file_without_a_key_is_told_in_words(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "coach.txt"
    if content is not None:
        file.write_bytes(content)
    code, out, err = run(capsys, "show", str(file))
    assert (code, out) == (1, "")
    assert "sleutelbestand" in err


def settings_file(folder: Path, *, pq: bool = True) -> Path:
    """The settings of a box whose folders lie in ``folder``."""
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
        consent=Consent(console_key=str(NoteSigner.generate("console").verifier)),
        purposes={
            name: Purpose(title=name, recipients=(str(new_identity(pq=pq).recipient),))
            for name in ("self", "coach")
        },
        paths=Paths(data=folder / "data", run=folder / "run"),
    )
    file = folder / "settings.toml"
    file.write_text(dumps(settings), encoding="utf-8")
    return file


def test_the_fingerprint_of_a_key_is_told_apart_from_what_is_copied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "coach.txt"
    _, made, told = run(capsys, "new", "--out", str(file))
    assert told == f"Kenmerk: {fingerprint(made.strip())}\n"
    assert run(capsys, "show", str(file)) == (0, made, told)
    assert run(capsys, "show", made.strip()) == (0, made, told)  # for whoever has the public half only


def test_a_public_key_with_a_typing_error_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    right = str(new_identity(pq=False).recipient)
    code, out, _ = run(capsys, "show", right[:-1] + ("q" if right[-1] != "q" else "p"))
    assert (code, out) == (1, "")


@pytest.mark.parametrize(
    "place",
    ["data/coach.txt", "data/deep/down.txt", "run/coach.txt", "keys/../data/coach.txt", "link/coach.txt"],
)
def test_a_private_half_is_never_written_where_the_box_reads(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_file(tmp_path)
    for folder in ("data/deep", "run", "keys"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "data")
    out = tmp_path / place
    for words in (["new"], ["rotate", "--purpose", "coach"]):
        code, shown, said = run(capsys, *words, "--settings", str(settings), "--out", str(out))
        assert (code, shown) == (1, "")
        assert "een map van een box" in said
        assert not out.exists()
    assert (
        run(capsys, "new", "--settings", str(settings), "--out", str(tmp_path / "keys" / "coach.txt"))[0] == 0
    )


def test_the_folder_of_a_box_installed_here_is_refused_whatever_settings_are_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for given in ([], ["--settings", str(settings_file(tmp_path))]):
        code, _, said = run(capsys, "new", "--out", "/var/lib/spiegelbox/coach.txt", *given)
        assert code == 1
        assert "een map van een box" in said


@pytest.mark.parametrize("pq", [True, False])
def test_a_next_key_comes_with_the_exact_lines_to_put_in_the_settings(
    pq: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = settings_file(tmp_path, pq=pq), tmp_path / "coach-2.txt"
    before = load(file)
    words = ("--settings", str(file), "--purpose", "coach", "--out", str(out))
    code, shown, said = run(capsys, "rotate", *words)
    assert code == 0
    lines = tomllib.loads(shown)
    (made,) = read_identities(out.read_text(encoding="ascii"))
    old = before.purposes["coach"].recipients
    assert lines["recipients"] == [*old, str(made.recipient)]
    assert fingerprint(str(made.recipient)) in said
    assert "AGE-SECRET-KEY" not in shown + said
    # What is shown is what the settings accept, in the place of what was there.
    text = tomllib.loads(dumps(before))
    text["purposes"]["coach"] |= lines
    after = loads(tomli_w.dumps(text))
    assert after.purposes["coach"].recipients == tuple(lines["recipients"])
    assert after.purposes["self"] == before.purposes["self"]
    assert load(file) == before  # the file itself is beheer's


def test_a_next_key_for_a_purpose_that_is_not_there_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = settings_file(tmp_path), tmp_path / "leertafel.txt"
    words = ("--settings", str(file), "--purpose", "leertafel", "--out", str(out))
    code, shown, said = run(capsys, "rotate", *words)
    assert (code, shown) == (1, "")
    assert "leertafel" in said
    assert not out.exists()
