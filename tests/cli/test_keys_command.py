from __future__ import annotations

import stat
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.crypto.identities import parse_recipient, read_identities


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
