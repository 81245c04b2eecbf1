"""Where ``spiegelbox open`` puts the film: a file, whole or not at all, or a pipe."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.open_desk import FILM, OTHER, SEALED, Desk, flip, refused


def test_an_existing_film_is_never_overwritten_unless_forced(desk: Desk, capsys):
    desk.out.write_bytes(b"een andere film")
    refused(desk, capsys, "Wij schrijven er niet overheen", "--force", code=desk.open(), left=["film.mp4"])
    assert desk.out.read_bytes() == b"een andere film"
    assert desk.open("--force") == 0
    assert desk.out.read_bytes() == FILM


def test_an_existing_film_is_noticed_before_any_work_is_done(desk: Desk, capsys):
    desk.out.write_bytes(b"een andere film")
    flip(desk.part(1), 0)
    refused(desk, capsys, "Wij schrijven er niet overheen", code=desk.open(), left=["film.mp4"])


def test_a_failure_with_force_keeps_the_old_film(desk: Desk, capsys):
    desk.out.write_bytes(b"een andere film")
    flip(desk.part(3), -1)
    refused(desk, capsys, "beschadigd", code=desk.open("--force"), left=["film.mp4"])
    assert desk.out.read_bytes() == b"een andere film"


def test_the_sealed_recording_itself_is_never_overwritten(desk: Desk, capsys):
    (single := desk.folder / "film.mp4").write_bytes(SEALED)
    assert desk.open("--force", recording=single) == 1
    assert "de versleutelde opname zelf" in capsys.readouterr().err
    assert single.read_bytes() == SEALED


def test_what_is_no_ordinary_file_is_never_replaced(desk: Desk, capsys):
    desk.out.symlink_to(desk.key)
    refused(desk, capsys, "geen gewoon bestand", code=desk.open("--force"), left=["film.mp4"])
    assert desk.key.read_text(encoding="utf-8").startswith("# self")


def test_a_folder_that_is_not_there_is_named(desk: Desk, capsys):
    code = desk.open("-o", desk.folder / "weg" / "film.mp4")
    refused(desk, capsys, "Opslaan lukt niet", "er niet", code=code)


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
    flip(desk.part(3), -1)
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
