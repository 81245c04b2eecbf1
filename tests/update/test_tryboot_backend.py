"""The hinge of every update, as RAUC calls it, on a boot partition and a firmware that reads it."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from tests.update.firmware import Box


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def install(box: Box, slot: str) -> None:
    """What RAUC and the handler behind it do with the boot loader."""
    box.ask("set-state", slot, "bad")
    box.ask("set-whole", slot)


def test_a_new_box_runs_the_first_slot_and_knows_no_other(box: Box) -> None:
    assert box.ask("get-current") == box.ask("get-primary") == "A"
    assert (box.ask("get-state", "A"), box.ask("get-state", "B")) == ("good", "bad")
    assert box.run("is-trial").returncode != 0


def test_a_good_update_is_tried_once_and_then_stays(box: Box) -> None:
    install(box, "B")
    box.ask("set-primary", "B")
    assert box.ask("get-primary") == "B"
    assert box.restart() == "B"
    assert box.run("is-trial").returncode == 0
    box.ask("set-state", "B", "good")
    assert box.run("is-trial").returncode != 0
    assert [box.restart(), box.lose_power()] == ["B", "B"]


def test_an_update_that_nobody_calls_good_is_gone_at_the_next_start(box: Box) -> None:
    install(box, "B")
    box.ask("set-primary", "B")
    assert [box.restart(), box.restart()] == ["B", "A"]


def test_a_power_cut_before_the_restart_only_takes_the_arming_away(box: Box) -> None:
    install(box, "B")
    box.ask("set-primary", "B")
    assert box.lose_power() == "A"
    assert box.ask("get-primary") == "A"
    box.ask("set-primary", "B")
    assert box.restart() == "B"


def test_a_slot_that_was_not_found_whole_is_never_tried(box: Box) -> None:
    box.ask("set-state", "B", "bad")
    assert "whole" in box.refuses("set-primary", "B")
    assert box.restart() == "A"


def test_writing_into_a_slot_takes_its_word_and_its_arming_away(box: Box) -> None:
    install(box, "B")
    box.ask("set-primary", "B")
    box.ask("set-state", "B", "bad")
    assert box.ask("get-state", "B") == "bad"
    assert box.restart() == "A"


def test_the_version_before_stays_a_way_back(box: Box) -> None:
    install(box, "B")
    box.ask("set-primary", "B")
    box.restart()
    box.ask("set-state", "B", "good")
    box.ask("set-primary", "A")
    assert box.restart() == "A"
    assert box.restart() == "B"


def test_during_a_trial_the_slot_it_came_from_cannot_be_written(box: Box) -> None:
    install(box, "B")
    box.ask("set-primary", "B")
    box.restart()
    assert "stays" in box.refuses("set-state", "A", "bad")
    assert "only the slot that runs" in box.refuses("set-state", "A", "good")


def test_a_trial_that_is_called_bad_is_not_tried_again(box: Box) -> None:
    install(box, "B")
    box.ask("set-primary", "B")
    box.restart()
    box.ask("set-state", "B", "bad")
    assert box.restart() == "A"
    assert "whole" in box.refuses("set-primary", "B")


def test_choosing_the_slot_that_starts_by_itself_takes_the_arming_away(box: Box) -> None:
    install(box, "B")
    box.ask("set-primary", "B")
    box.ask("set-primary", "A")
    assert box.restart() == "A"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("get-state",),
        ("get-state", "C"),
        ("set-primary", "2"),
        ("set-state", "B"),
        ("set-state", "B", "ugly"),
        ("set-whole", "A"),
        ("get-primary", "B"),
        ("set-primary", "A B"),
    ],
)
def test_what_it_does_not_understand_changes_nothing(box: Box, words: tuple[str, ...]) -> None:
    before = box.autoboot.read_bytes()
    box.refuses(*words)
    assert box.autoboot.read_bytes() == before


def test_a_pi_tells_its_partition_in_the_device_tree(box: Box, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    (chosen / "partition").write_bytes(struct.pack(">I", 3))
    (chosen / "tryboot").write_bytes(struct.pack(">I", 1))
    assert box.ask("get-current") == "B"
    box.autoboot.unlink()  # a boot that never came to mount it
    assert box.run("is-trial").returncode == 0
    (chosen / "tryboot").write_bytes(struct.pack(">I", 0))
    assert box.run("is-trial").returncode != 0


# A step is a command that the script runs to change the disk; before, between and behind them the power goes.
STEPS = ("rm", "sync", "mv")


def cut_power_at(box: Box, tmp_path: Path, step: int, *words: str) -> bool:
    """Run the backend and kill it before its ``step``-th change; tell whether it got to its end."""
    tools = tmp_path / "tools"
    shutil.rmtree(tools, ignore_errors=True)
    tools.mkdir()
    counter = tmp_path / "count"
    counter.write_text("0")
    for name in STEPS:
        real = shutil.which(name)
        (tools / name).write_text(
            f"#!/bin/sh\nn=$(($(cat {counter}) + 1)); echo $n >{counter}\n"
            f'[ $n -ne {step} ] || kill -9 $PPID\nexec {real} "$@"\n'
        )
        (tools / name).chmod(0o755)
    return box.run(*words, PATH=f"{tools}:{box.environ['PATH']}").returncode == 0


@pytest.mark.parametrize("half", [False, True], ids=["whole", "half-written"])
def test_a_power_cut_at_any_step_of_the_commit_leaves_the_old_file_or_the_new(
    tmp_path: Path, half: bool
) -> None:
    seen = set()
    for step in range(1, 20):
        (tmp_path / str(step)).mkdir()
        box = Box(tmp_path / str(step))
        install(box, "B")
        box.ask("set-primary", "B")
        box.restart()
        if half:  # what an earlier cut left lying
            (box.boot / "autoboot.new").write_text("[all]\nboot_par")
        finished = cut_power_at(box, tmp_path, step, "set-state", "B", "good")
        started = box.lose_power()
        seen.add(started)
        # Whatever happened, the box can be asked, and the commit can be made after all.
        if started == "A":
            box.ask("set-primary", "B")
            assert box.restart() == "B"
        box.ask("set-state", "B", "good")
        assert box.lose_power() == "B"
        if finished:
            break
    else:
        pytest.fail("the commit never came to its end")
    assert seen == {"A", "B"}, "cut before and behind the moment that counts"


def test_a_full_boot_partition_keeps_what_was_there(tmp_path: Path) -> None:
    """On a real file system without room, in a mount namespace of its own."""
    box = Box(tmp_path)
    install(box, "B")
    box.ask("set-primary", "B")
    box.restart()
    before = box.autoboot.read_bytes()
    script = (
        'mount -t tmpfs -o size=8k tmpfs "$1" && printf %s "$2" >"$1/autoboot.txt" && '
        'head -c 4096 /dev/zero >"$1/full"; "$3" set-state B good; code=$?; cat "$1/autoboot.txt"; exit $code'
    )
    done = subprocess.run(
        [
            *("unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh"),
            *(str(box.boot), before.decode(), str(Path(__file__).parents[2] / "image/rauc/tryboot-backend")),
        ],
        env=box.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, before.decode()), done.stderr
    assert "printf" in done.stderr, "it failed where the new file is written"
