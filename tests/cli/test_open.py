"""``spiegelbox open``: the whole film, or nothing and a Dutch sentence."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import pty
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.cli.sealed_source import MANIFEST_KIND
from appliance.crypto.age_file import encrypt_stream
from appliance.crypto.armor import armored
from appliance.crypto.identities import new_identity
from appliance.crypto.notes import NoteSigner
from appliance.recorder import receipts

IDENTITY = new_identity(pq=True)
OTHER = new_identity(pq=True)
FILM = os.urandom(300_000)
SEALED = b"".join(encrypt_stream(io.BytesIO(FILM), [IDENTITY.recipient]))
PART_BYTES = 100_000
COMMAND = [sys.executable, "-m", "appliance.cli.main", "open"]


@dataclass(frozen=True)
class Desk:
    """What a person has: a recording in parts, a key, and a place for the film."""

    folder: Path
    recording: Path
    key: Path
    out: Path

    def part(self, index: int) -> Path:
        return self.recording / f"part-{index:05d}"

    def open(self, *more: str | Path, recording: Path | None = None, key: Path | None = None) -> int:
        words = [recording or self.recording, "-i", key or self.key, "-o", self.out, *more]
        return main(["open", *map(str, words)])

    def shell(self, *more: str | Path) -> list[str]:
        return [*COMMAND, str(self.recording), "-i", str(self.key), *map(str, more)]

    def write_manifest(self, text: str | None = None) -> None:
        parts = [self.part(index) for index in range(len(list(self.recording.glob("part-*"))))]
        listed = [
            {
                "name": part.name,
                "size_bytes": part.stat().st_size,
                "sha256": hashlib.sha256(part.read_bytes()).hexdigest(),
            }
            for part in parts
        ]
        body = json.dumps({"v": 1, "parts": listed}, indent=1) + "\n"
        note = NoteSigner.generate("box.example/kamer-2").sign_as(receipts.MANIFEST_KIND, body)
        (self.recording / "manifest.json").write_text(note if text is None else text, encoding="utf-8")

    def nothing_left(self) -> bool:
        return sorted(path.name for path in self.folder.iterdir()) == ["key.txt", "opname"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, tmp_path / "opname", tmp_path / "key.txt", tmp_path / "film.mp4")
    desk.recording.mkdir()
    for index, start in enumerate(range(0, len(SEALED), PART_BYTES)):
        desk.part(index).write_bytes(SEALED[start : start + PART_BYTES])
    desk.key.write_text(f"# self\n{IDENTITY}\n", encoding="utf-8")
    return desk


def _flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x01
    path.write_bytes(content)


# -- what opens --------------------------------------------------------------------------------


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


# -- what does not -----------------------------------------------------------------------------


def _refused(desk: Desk, capsys, *expected: str, code: int, left: Sequence[str] = ()) -> None:
    """Check exit code, sentence, next step, no traceback, and that no film was left anywhere."""
    out, err = capsys.readouterr()
    assert code == 1
    assert out == ""
    assert len(err.splitlines()) >= 2
    assert "Traceback" not in err
    for sentence in expected:
        assert sentence in err
    names = {path.name for path in desk.folder.iterdir()}
    assert names == {"key.txt", "opname", *left}


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_gap_in_the_numbers_is_named(desk: Desk, capsys, index: int):
    desk.part(index).unlink()
    _refused(desk, capsys, "niet compleet", f"part-0000{index} ontbreekt", code=desk.open())


def test_a_missing_last_part_is_noticed_by_the_seal(desk: Desk, capsys):
    desk.part(3).unlink()
    _refused(desk, capsys, "De opname is", code=desk.open())


def test_a_missing_last_part_is_named_by_the_manifest(desk: Desk, capsys):
    desk.write_manifest()
    desk.part(3).unlink()
    _refused(desk, capsys, "niet compleet", "part-00003 ontbreekt", code=desk.open())


@pytest.mark.parametrize(("content", "words"), [(b"", "te kort"), (bytes(PART_BYTES + 1), "te lang")])
def test_a_part_of_another_size_is_named_by_the_manifest(desk: Desk, capsys, content: bytes, words: str):
    desk.write_manifest()
    desk.part(1).write_bytes(content)
    _refused(desk, capsys, f"part-00001 is {words}", code=desk.open())


@pytest.mark.parametrize("with_manifest", [False, True])
def test_a_changed_part_leaves_no_film(desk: Desk, capsys, with_manifest: bool):
    if with_manifest:
        desk.write_manifest()
    _flip(desk.part(2), 50_000)
    named = "haal opnieuw: part-00002" if with_manifest else "deel 3"
    _refused(desk, capsys, "beschadigd of veranderd", named, code=desk.open())


def test_two_parts_that_changed_places_leave_no_film(desk: Desk, capsys):
    one, two = desk.part(1).read_bytes(), desk.part(2).read_bytes()
    desk.part(1).write_bytes(two)
    desk.part(2).write_bytes(one)
    _refused(desk, capsys, "beschadigd of veranderd", code=desk.open())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "geen bericht",
        "spiegelbox/manifest/v1\n{\n\n— a AAAAAAA=\n",
        "\ud800",
        "[" * 100_000,
        'x\n{"parts":[]}\n\n— a AAAAAAA=\n',
    ],
    ids=["empty", "no note", "no json", "no utf-8", "deep", "other kind"],
)
def test_a_damaged_manifest_is_said_and_stops_nobody(desk: Desk, capsys, text: str):
    (desk.recording / "manifest.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert desk.open() == 0
    assert desk.out.read_bytes() == FILM
    assert "manifest.json is beschadigd" in capsys.readouterr().err


@pytest.mark.parametrize(
    "body", ['{"parts":[{"name":["a"],"size_bytes":"x","sha256":1}]}', '{"parts":5}', "[]", "[" * 50_000]
)
def test_a_well_formed_manifest_with_nonsense_stops_nobody(desk: Desk, capsys, body: str):
    desk.write_manifest(f"spiegelbox/manifest/v1\n{body}\n\n— a AAAAAAA=\n")
    assert desk.open() == 0
    assert "manifest.json is beschadigd" in capsys.readouterr().err


def test_a_manifest_is_of_the_kind_that_the_box_signs():
    assert MANIFEST_KIND == receipts.MANIFEST_KIND


def test_the_wrong_key_is_named_before_anything_is_written(desk: Desk, capsys):
    desk.key.write_text(f"{OTHER}\n", encoding="utf-8")
    _refused(desk, capsys, "Deze sleutel past niet", "Gebruik de sleutel van een doel", code=desk.open())


def test_a_changed_header_is_named(desk: Desk, capsys):
    _flip(desk.part(0), 40)
    _refused(desk, capsys, code=desk.open())


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x18ftypmp42"])
def test_another_file_is_no_recording(desk: Desk, capsys, content: bytes):
    (single := desk.folder / "iets").write_bytes(content)
    _refused(desk, capsys, "geen versleutelde opname", code=desk.open(recording=single), left=["iets"])


def test_a_folder_without_parts_is_no_recording(desk: Desk, capsys):
    (empty := desk.folder / "leeg").mkdir()
    _refused(desk, capsys, "staat geen part-00000", code=desk.open(recording=empty), left=["leeg"])


def test_a_recording_that_is_not_there_is_named(desk: Desk, capsys):
    _refused(desk, capsys, "kunnen wij niet lezen", "er niet", code=desk.open(recording=desk.folder / "weg"))


def test_a_part_that_cannot_be_read_is_named(desk: Desk, capsys):
    desk.part(2).unlink()
    desk.part(2).mkdir()
    _refused(desk, capsys, "kunnen wij niet lezen", "dit is een map", code=desk.open())


# -- where the film goes -----------------------------------------------------------------------


def test_an_existing_film_is_never_overwritten_unless_forced(desk: Desk, capsys):
    desk.out.write_bytes(b"een andere film")
    _refused(desk, capsys, "Wij schrijven er niet overheen", "--force", code=desk.open(), left=["film.mp4"])
    assert desk.out.read_bytes() == b"een andere film"
    assert desk.open("--force") == 0
    assert desk.out.read_bytes() == FILM


def test_an_existing_film_is_noticed_before_any_work_is_done(desk: Desk, capsys):
    desk.out.write_bytes(b"een andere film")
    _flip(desk.part(1), 0)
    _refused(desk, capsys, "Wij schrijven er niet overheen", code=desk.open(), left=["film.mp4"])


def test_a_failure_with_force_keeps_the_old_film(desk: Desk, capsys):
    desk.out.write_bytes(b"een andere film")
    _flip(desk.part(3), -1)
    _refused(desk, capsys, "beschadigd", code=desk.open("--force"), left=["film.mp4"])
    assert desk.out.read_bytes() == b"een andere film"


def test_the_sealed_recording_itself_is_never_overwritten(desk: Desk, capsys):
    (single := desk.folder / "film.mp4").write_bytes(SEALED)
    assert desk.open("--force", recording=single) == 1
    assert "de versleutelde opname zelf" in capsys.readouterr().err
    assert single.read_bytes() == SEALED


def test_what_is_no_ordinary_file_is_never_replaced(desk: Desk, capsys):
    desk.out.symlink_to(desk.key)
    _refused(desk, capsys, "geen gewoon bestand", code=desk.open("--force"), left=["film.mp4"])
    assert desk.key.read_text(encoding="utf-8").startswith("# self")


def test_a_folder_that_is_not_there_is_named(desk: Desk, capsys):
    code = desk.open("-o", desk.folder / "weg" / "film.mp4")
    _refused(desk, capsys, "Opslaan lukt niet", "er niet", code=code)


def test_a_disk_that_fills_up_leaves_nothing(desk: Desk):
    # A limit on the size of files: the system refuses the write, as a full disk does.
    limited = ["sh", "-c", 'ulimit -f 64; exec "$@"', "sh", *desk.shell("-o", desk.out)]
    done = subprocess.run(limited, capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert "Opslaan lukt niet. (het bestand wordt te groot voor deze plek)" in done.stderr
    assert "Traceback" not in done.stderr
    assert desk.nothing_left()


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["ctrl-c", "kill", "hangup"]
)
def test_stopping_half_way_leaves_nothing(desk: Desk, number: signal.Signals):
    desk.part(3).unlink()
    os.mkfifo(desk.part(3))
    with (
        subprocess.Popen(desk.shell("-o", desk.out), stderr=subprocess.PIPE, text=True) as process,
        # Opening a pipe waits for its reader: from here three parts are in and the film is half there.
        desk.part(3).open("wb"),
    ):
        assert list(desk.folder.glob(".spiegelbox-*.half"))
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Gestopt. Er is niets bewaard." in err
    assert "Traceback" not in err
    assert desk.nothing_left()


# -- standard output ---------------------------------------------------------------------------


def test_a_film_never_goes_to_a_terminal(desk: Desk):
    outer, inner = pty.openpty()
    try:
        done = subprocess.run(desk.shell(), stdout=inner, stderr=subprocess.PIPE, check=False, text=True)
    finally:
        os.close(inner)
        os.close(outer)
    assert done.returncode == 1
    assert "-o film.mp4" in done.stderr


def test_what_already_went_out_is_said_to_be_incomplete(desk: Desk):
    _flip(desk.part(3), -1)
    done = subprocess.run(desk.shell(), capture_output=True, check=False)
    assert done.returncode == 1
    assert FILM.startswith(done.stdout)
    assert len(done.stdout) < len(FILM)
    assert "niet compleet. Gebruik het niet." in done.stderr.decode()
    assert "beschadigd of veranderd" in done.stderr.decode()


def test_with_the_wrong_key_nothing_goes_out_and_nothing_is_called_incomplete(desk: Desk):
    desk.key.write_text(f"{OTHER}\n", encoding="utf-8")
    done = subprocess.run(desk.shell(), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "Gebruik het niet" not in done.stderr.decode()


def test_a_full_disk_behind_the_standard_output_is_named(desk: Desk):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(desk.shell(), stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert done.returncode == 1
    assert "de schijf is vol" in done.stderr
    assert "Gebruik het niet" in done.stderr


def test_a_player_that_goes_away_is_a_failure(desk: Desk):
    with subprocess.Popen(desk.shell(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10) == FILM[:10]
        process.stdout.close()
        err = process.stderr.read().decode()
    assert process.returncode == 1
    assert "het programma dat meelas is gestopt" in err
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def test_the_bar_is_drawn_on_a_terminal_only(desk: Desk):
    outer, inner = pty.openpty()
    try:
        done = subprocess.run(desk.shell("-o", desk.out), stderr=inner, check=False)
    finally:
        os.close(inner)
    shown = b""
    # Linux ends the reading side of a terminal with an error, not with an empty read.
    with contextlib.suppress(OSError):
        while piece := os.read(outer, 4096):
            shown += piece
    os.close(outer)
    assert done.returncode == 0
    assert b"Openen" in shown
    assert desk.out.read_bytes() == FILM


# -- arguments ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], ["opname"], ["opname", "-i"], ["opname", "-i", "k", "--turbo"]])
def test_a_wrong_argument_is_explained_in_dutch_with_exit_code_two(capsys, words: list[str]):
    with pytest.raises(SystemExit) as ended:
        main(["open", *words])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert "Fout: " in err
    assert "required" not in err
