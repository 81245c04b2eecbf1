"""``spiegelbox open``: the whole film for who has the key."""

from __future__ import annotations

import io
import stat
import subprocess

import pytest

from appliance.cli.main import main
from appliance.crypto.age_file import encrypt_stream
from appliance.crypto.armor import armored
from tests.cli.open_desk import FILM, IDENTITY, OTHER, SEALED, Desk


def test_a_folder_of_parts_becomes_one_film_for_its_owner_only(desk: Desk, capsys):
    assert desk.open() == 0
    assert desk.out.read_bytes() == FILM
    assert stat.S_IMODE(desk.out.stat().st_mode) == 0o600
    out, err = capsys.readouterr()
    assert out == ""
    assert "niet meer versleuteld" in err


def test_a_single_file_opens_too_also_in_its_text_form(desk: Desk):
    for content in (SEALED, armored(SEALED)):
        desk.out.unlink(missing_ok=True)
        (single := desk.folder / "opname.age").write_bytes(content)
        assert desk.open(recording=single) == 0
        assert desk.out.read_bytes() == FILM


def test_an_empty_film_opens(desk: Desk):
    (single := desk.folder / "leeg.age").write_bytes(
        b"".join(encrypt_stream(io.BytesIO(b""), [IDENTITY.recipient]))
    )
    assert desk.open(recording=single) == 0
    assert desk.out.read_bytes() == b""


def test_without_out_the_film_goes_to_a_pipe_and_nothing_else_does(desk: Desk):
    for more in ((), ("-o", "-")):
        done = subprocess.run(desk.shell(*more), capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, FILM, b"")


def test_any_of_several_identity_files_may_fit(desk: Desk):
    (other := desk.folder / "other.txt").write_text(f"{OTHER}\n", encoding="utf-8")
    assert desk.open("-i", desk.key, key=other) == 0
    assert desk.out.read_bytes() == FILM


def test_files_that_a_broken_upload_left_behind_do_no_harm(desk: Desk):
    (desk.recording / "part-00001.0a1b2c3d.partial").write_bytes(b"half")
    (desk.recording / "Thumbs.db").write_bytes(b"")
    assert desk.open() == 0
    assert desk.out.read_bytes() == FILM


@pytest.mark.parametrize("words", [[], ["opname"], ["opname", "-i"], ["opname", "-i", "k", "--turbo"]])
def test_a_wrong_argument_is_explained_in_dutch_with_exit_code_two(capsys, words: list[str]):
    with pytest.raises(SystemExit) as ended:
        main(["open", *words])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert "Fout: " in err
    assert "required" not in err
