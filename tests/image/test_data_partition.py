"""The program that makes and opens the data partition; the tools it calls write down how they were called."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PROGRAM = Path(__file__).parents[2] / "image/mkosi/mkosi.extra/usr/lib/spiegelbox/data"
TOOLS = ("systemd-repart", "systemd-cryptsetup", "systemd-cryptenroll", "udevadm", "mount")
_NOTES_ITSELF = '#!/bin/sh\necho "${0##*/} $*" >>"$CALLS"\n'


def _program() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("data_partition", str(PROGRAM))
    spec = importlib.util.spec_from_loader("data_partition", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.modules["data_partition"] = module
    loader.exec_module(module)
    return module


class Board:
    """A box on disk, with tools that only write down how they were called."""

    def __init__(self, root: Path) -> None:
        self.program, self.root = _program(), root
        self.places: Any = self.program.Places(root / "box")
        for folder in ("dev/disk/by-partlabel", "dev/mapper", "bootconfig", "run/spiegelbox-data"):
            (root / "box" / folder).mkdir(parents=True)
        (root / "tools").mkdir()
        for name in TOOLS:
            self.tool(name, _NOTES_ITSELF)

    def tool(self, name: str, text: str) -> None:
        (self.root / "tools" / name).write_text(text)
        (self.root / "tools" / name).chmod(0o755)

    def has_partition(self, *tokens: str) -> None:
        self.places.device.touch()
        header = {"tokens": {str(number): {"type": kind} for number, kind in enumerate(tokens)}}
        self.tool("cryptsetup", f"#!/bin/sh\necho '{json.dumps(header)}'\n")

    def has_otp(self, digits: str) -> None:
        self.tool("rpi-otp-private-key", f"#!/bin/sh\necho {digits}\n")

    def calls(self) -> list[str]:
        file = self.root / "calls"
        return file.read_text().splitlines() if file.exists() else []

    def run(self, job: str = "open") -> str:
        self.program.main(job, self.places)
        return str(self.places.said.read_text().strip()) if self.places.said.exists() else ""


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    made = Board(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path / 'tools'}:{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    yield made
    sys.modules.pop("data_partition", None)


def test_a_board_with_a_chip_seals_the_key_in_it_and_writes_none(board: Board) -> None:
    board.places.tpm.touch()
    board.has_otp("ab" * 32)
    assert board.run() == "tpm2"
    repart = next(call for call in board.calls() if call.startswith("systemd-repart"))
    assert "--tpm2-device=auto --tpm2-pcrs=" in repart
    assert "repart/tpm2" in repart
    assert not board.places.carried_key.exists()
    assert not board.places.board_key.exists()


def test_without_a_chip_the_key_of_the_board_is_used_and_stays_in_memory(board: Board) -> None:
    board.has_otp("ab" * 32)
    assert board.run() == "otp"
    assert len(board.places.board_key.read_bytes()) == 64
    assert board.places.board_key.stat().st_mode & 0o077 == 0
    assert not board.places.carried_key.exists()


def test_a_key_that_nobody_programmed_is_no_key(board: Board) -> None:
    board.has_otp("00" * 32)
    assert board.run() == "carried"


def test_a_board_with_nothing_carries_the_key_on_the_card_and_says_so(board: Board) -> None:
    assert board.run() == "carried"
    assert len(board.places.carried_key.read_bytes()) == 64
    calls = board.calls()
    assert calls[0].startswith("mount -o remount,rw")
    assert calls[1].startswith("mount -o remount,ro")
    # The key is on the card before the partition that needs it.
    assert calls[2].startswith("systemd-repart")
    assert f"--key-file={board.places.carried_key}" in calls[2]


def test_a_power_cut_between_key_and_partition_keeps_the_key(board: Board) -> None:
    board.run()
    key = board.places.carried_key.read_bytes()
    board.run()
    assert board.places.carried_key.read_bytes() == key


def test_what_is_there_is_opened_and_never_made_again(board: Board) -> None:
    board.has_partition("systemd-tpm2")
    assert board.run() == "tpm2"
    assert not [call for call in board.calls() if call.startswith("systemd-repart")]
    assert board.calls() == [
        f"systemd-cryptsetup attach data {board.places.device} - tpm2-device=auto,headless=1"
    ]


def test_the_header_says_which_key_it_takes_not_the_chip_that_came_later(board: Board) -> None:
    board.run()
    board.places.tpm.touch()
    board.has_partition()
    assert board.run() == "carried"


def test_a_disk_that_is_open_already_is_left_alone(board: Board) -> None:
    board.has_partition("systemd-tpm2")
    board.places.opened.touch()
    assert board.run() == "tpm2"
    assert board.calls() == []


def test_beheers_key_is_added_with_the_key_that_is_there(board: Board) -> None:
    board.has_partition("systemd-tpm2")
    board.run("recovery-key")
    assert board.calls() == [
        f"systemd-cryptenroll --recovery-key --unlock-tpm2-device=auto {board.places.device}"
    ]


def test_a_tool_that_fails_stops_the_boot_of_the_box(board: Board) -> None:
    board.tool("systemd-repart", "#!/bin/sh\nexit 1\n")
    with pytest.raises(SystemExit):
        board.run()
    assert not board.places.said.exists()
