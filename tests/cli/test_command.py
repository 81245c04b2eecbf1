from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.cli.main import PARTS, main
from appliance.cli.parser import DutchParser

PART = """
import argparse
from appliance.domain.errors import DiskFull, SettingsError

def add_part(subparsers):
    parser = subparsers.add_parser("part", help="een onderdeel")
    parser.add_argument("end")
    parser.set_defaults(run=run)

def run(args):
    ends = {
        "error": DiskFull("12 MB vrij"),
        "faults": SettingsError(("box.id: fout", "box.room: fout")),
        "bug": ZeroDivisionError("secret detail"),
        "hand": KeyboardInterrupt(),
    }
    if args.end in ends:
        raise ends[args.end]
    return 0 if args.end == "right" else 1
"""


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> dict[str, str]:
    """A command with one part of its own, under a module name that no other test uses."""
    name = f"part_of_{abs(hash(request.node.name))}"
    (tmp_path / f"{name}.py").write_text(PART, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return {"part": name, "away": "appliance.cli.no_such_part"}


@pytest.mark.parametrize(
    ("end", "code"), [("right", 0), ("wrong", 1), ("hand", 130), ("error", 1), ("bug", 1)]
)
def test_the_exit_code_tells_how_it_ended(parts: dict[str, str], end: str, code: int) -> None:
    assert main(["part", end], parts=parts) == code


def test_an_error_is_a_sentence_and_a_next_step(
    parts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["part", "error"], parts=parts)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Er is te weinig ruimte op de box. De camera blijft uit. (12 MB vrij)",
        "Bel beheer. Er gaat niets verloren.",
    ]


def test_every_fault_of_the_settings_gets_its_line(
    parts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["part", "faults"], parts=parts)
    assert capsys.readouterr().err.splitlines()[1:3] == ["- box.id: fout", "- box.room: fout"]


def test_a_bug_shows_no_traceback_and_no_detail(
    parts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["part", "bug"], parts=parts)
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert "secret detail" not in err
    assert "--debug" in err


def test_with_debug_a_bug_shows_everything(parts: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["--debug", "part", "bug"], parts=parts)
    assert "ZeroDivisionError: secret detail" in capsys.readouterr().err


def test_a_part_that_is_not_installed_stops_only_itself(
    parts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["part", "right"], parts=parts) == 0
    assert main(["away"], parts=parts) == 1
    assert "niet geïnstalleerd" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["keys"], ["keys", "new"], ["keys", "new", "--out"], ["--x"]]
)
def test_a_command_that_is_not_understood_is_told_in_dutch(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words, parts={"keys": PARTS["keys"]})
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("gebruik: spiegelbox")
    assert "Fout: " in err
    assert "(" not in err.partition("Fout: ")[2]  # brackets hold an English sentence that has no Dutch yet


@pytest.mark.parametrize(
    "words",
    [
        ["--number", "x"],
        ["--number"],
        ["--kind", "c"],
        ["--flag=1"],
        ["--many"],
        ["--kind", "a", "--other", "b"],
        [],
    ],
)
def test_every_sentence_of_the_parser_that_we_use_has_its_dutch(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    parser = DutchParser(prog="spiegelbox")
    parser.add_argument("--number", type=int)
    parser.add_argument("--flag", action="store_true")
    parser.add_argument("--many", nargs="+")
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--kind", choices=["a", "b"])
    either.add_argument("--other")
    with pytest.raises(SystemExit):
        parser.parse_args(words)
    assert "begrijpen wij niet" not in capsys.readouterr().err


def test_the_help_is_dutch_and_lists_every_part() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "appliance.cli.main", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert shown.startswith("gebruik: spiegelbox")
    assert "show this help" not in shown
    assert all(f"\n    {name}" in shown for name in PARTS)


def test_a_reader_that_stops_early_gives_no_complaint(tmp_path: Path) -> None:
    assert main(["keys", "new", "--out", str(tmp_path / "key.txt")]) == 0
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-m", "appliance.cli.main", "keys", "show", str(tmp_path / "key.txt")],
        stdout=writing,
        env={"PATH": os.defpath},  # without PYTHONUNBUFFERED, which would hide what a flush at the end does
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert ended.returncode == 0
    assert [line.split(":")[0] for line in ended.stderr.splitlines()] == [
        "Kenmerk"
    ]  # what it has to say, no more
