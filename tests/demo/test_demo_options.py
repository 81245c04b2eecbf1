"""What a person can ask wrongly: a Dutch sentence, before anything starts and without a trace."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from appliance.cli.main import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch) -> Path:
    """An empty folder in which everything would have to be made."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--walk --seconds 0", "kies bij --seconds een getal van 1 tot en met 600, niet '0'"),
        ("--walk --seconds -1", "niet '-1'"),
        ("--walk --seconds abc", "niet 'abc'"),
        ("--walk --seconds nan", "niet 'nan'"),
        ("--walk --seconds 601", "niet '601'"),
        ("--seconds 5", "--seconds en --keep horen bij --walk"),
        ("--keep", "--seconds en --keep horen bij --walk"),
        ("--day-s 0", "kies bij --day-s een getal van 0.5 tot en met 86400, niet '0'"),
        ("--port 80", "kies bij --port een getal van 1024 tot en met 65534, niet '80'"),
        ("--port 8410.5", "een heel getal"),
        ("--input er-niet.mp4", "Dit bestand is geen video die wij kunnen lezen."),
        ("--data /proc/demo", "In deze map kan de demo niets bewaren. (/proc/demo: het is er niet)"),
    ],
)
def test_it_says_in_dutch_what_is_wrong_and_makes_nothing(here, capsys, words, sentence):
    assert main(["demo", *words.split()]) == 1
    assert sentence in capsys.readouterr().err
    assert list(here.iterdir()) == []


def test_a_text_is_no_film(here, capsys):
    (here / "brief.mp4").write_text("Beste mevrouw,\n" * 100)
    assert main(["demo", "--input", "brief.mp4"]) == 1
    assert "Kies een ander bestand, bijvoorbeeld een mp4." in capsys.readouterr().err


def test_a_file_and_a_webcam_do_not_go_together(here, capsys):
    with pytest.raises(SystemExit) as end:
        main(["demo", "--input", "a.mp4", "--webcam"])
    assert end.value.code == 2
    assert "--webcam en --input gaan niet samen" in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_refused(here, capsys):
    (here / "bestand").write_text("")
    assert main(["demo", "--data", "bestand"]) == 1
    assert "In deze map kan de demo niets bewaren." in capsys.readouterr().err


@pytest.mark.parametrize("neighbour", [0, 1])
def test_a_port_in_use_is_named_with_what_to_do(here, capsys, neighbour):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1] - neighbour
        assert main(["demo", "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"Deze poort is al in gebruik. ({port} of {port + 1})" in said
    assert "Kies met --port een ander nummer" in said
