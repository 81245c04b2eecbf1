"""The allow-list: what may reach a command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appliance.settings.model import Store
from appliance.sync.names import (
    MANIFEST,
    audit_folder,
    checked_folder,
    checked_name,
    checked_place,
    part_name,
)
from appliance.sync.rclone import RcloneRemote

HARMLESS = set("abcdefghijklmnopqrstuvwxyz0123456789.-/")  # the slash is in audit/<box>
ID = "0123456789abcdef0123456789abcdef"


@given(st.text() | st.from_regex(r"part-[0-9]{5}.*") | st.from_regex(r"[0-9a-f]{32}\s?"))
@example("part-00000\n")
@example(f"{ID}\n")
@example("part-00000;reboot")
@example("$(reboot)")
@example("../part-00000")
@example("part-0000०")  # a digit to isdigit(), not to us
def test_a_name_that_passes_holds_nothing_a_shell_or_rclone_reads_meaning_into(text: str) -> None:
    checks = (
        *(checked_folder, checked_place),
        *(lambda name: checked_name(ID, name), lambda name: checked_name("audit/box-1", name)),
    )
    for check in checks:
        try:
            passed = check(text)
        except ValueError:
            continue
        assert passed == text
        assert set(text) <= HARMLESS
        assert not text.startswith(("-", "."))


@given(st.integers(0, 99_999))
def test_every_part_of_ours_passes(index: int) -> None:
    assert checked_name(ID, part_name(index)) == part_name(index)


def test_a_box_keeps_small_notes_in_a_folder_of_its_own_and_nothing_else_there() -> None:
    folder = audit_folder("zaandam-3")
    assert checked_place(folder) == "audit/zaandam-3"
    assert checked_name(folder, "checkpoint-17.note") == "checkpoint-17.note"
    for other in (part_name(0), "../x.note", "audit.sh", ".note"):
        with pytest.raises(ValueError, match="not a name"):
            checked_name(folder, other)
    with pytest.raises(ValueError, match="not a name"):
        checked_name(ID, "checkpoint-17.note")


@pytest.mark.parametrize("box", ["", "..", "a/b", "-a", "Box", "a b", "a" * 33])
def test_a_folder_of_no_box_is_refused(box: str) -> None:
    with pytest.raises(ValueError, match="not a recording id"):
        audit_folder(box)


@pytest.mark.parametrize("index", [-1, 100_000])
def test_a_part_that_would_break_the_order_of_names_stops_the_process(index: int) -> None:
    with pytest.raises(ValueError, match="at most"):
        part_name(index)


@given(folder=st.text(max_size=40), name=st.text(max_size=20))
@example(folder="$(touch hacked)", name=MANIFEST)
@example(folder=ID, name="part-00000`touch hacked`")
@example(folder=ID, name="")
@example(folder="", name=MANIFEST)
def test_rclone_is_never_started_with_another_name(folder: str, name: str, silent: RcloneRemote) -> None:
    for verb in (silent.delete, lambda *address: next(silent.read(*address), None)):
        with pytest.raises(ValueError, match="not a"):
            verb(folder, name)
    if folder != ID:
        for verb in (silent.names, silent.purge):
            with pytest.raises(ValueError, match="not a"):
                verb(folder)


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> RcloneRemote:
    """A real adapter whose rclone would be noticed: its store is no folder."""
    return RcloneRemote(Store(path="/dev/null"), secrets={}, scratch=tmp_path_factory.mktemp("scratch"))


def test_a_file_from_elsewhere_is_not_sent(silent: RcloneRemote, tmp_path: Path) -> None:
    (tmp_path / "part-00000").write_bytes(b"")
    with pytest.raises(ValueError, match="scratch"):
        silent.put(ID, tmp_path / "part-00000")
