"""The sync process's folders: alone on disk, empty and private in memory, secrets from systemd only."""

from __future__ import annotations

import logging
import stat
import threading
from pathlib import Path

import pytest

from appliance.domain.errors import SettingsError
from appliance.sync.place import own_folder, scratch_folder, store_secrets


def test_only_one_process_works_in_the_folder(tmp_path: Path) -> None:
    waits = threading.Event()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            waits.set()

    def second() -> None:
        with own_folder(tmp_path / "sync"):
            pass

    listener = Listener()
    logging.getLogger("appliance.sync.place").addHandler(listener)
    with own_folder(tmp_path / "sync"):
        other = threading.Thread(target=second)
        other.start()
        assert waits.wait(10)
        other.join(0.1)
        assert other.is_alive()
    other.join(10)
    logging.getLogger("appliance.sync.place").removeHandler(listener)
    assert not other.is_alive()


def test_its_folder_is_its_own(tmp_path: Path) -> None:
    with own_folder(tmp_path / "data" / "sync") as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_scratch_is_private_and_wiped_before_and_after(tmp_path: Path) -> None:
    with scratch_folder(tmp_path, for_folder=tmp_path / "sync") as scratch:
        assert stat.S_IMODE(scratch.stat().st_mode) == 0o700
        (scratch / "part-00000").write_bytes(b"header")
    assert list(tmp_path.iterdir()) == []
    scratch.mkdir()
    (scratch / "part-00000").write_bytes(b"of a killed process")
    with scratch_folder(tmp_path, for_folder=tmp_path / "sync") as again:
        assert again == scratch
        assert list(again.iterdir()) == []


def test_two_boxes_on_one_machine_have_their_own_scratch(tmp_path: Path) -> None:
    with (
        scratch_folder(tmp_path, for_folder=tmp_path / "a") as one,
        scratch_folder(tmp_path, for_folder=tmp_path / "b") as two,
    ):
        assert one != two


def test_a_scratch_name_that_somebody_else_took_is_not_used(tmp_path: Path) -> None:
    with scratch_folder(tmp_path, for_folder=tmp_path / "sync") as scratch:
        pass
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    scratch.symlink_to(elsewhere)
    with pytest.raises(OSError), scratch_folder(tmp_path, for_folder=tmp_path / "sync"):
        pass
    assert list(elsewhere.iterdir()) == []


def test_without_credentials_there_are_no_secrets(tmp_path: Path) -> None:
    assert store_secrets(None) == {}
    assert store_secrets(str(tmp_path)) == {}


def test_secrets_come_from_the_credentials_folder(tmp_path: Path) -> None:
    (tmp_path / "store.toml").write_text('pass = "geheim"\n')
    assert store_secrets(str(tmp_path)) == {"pass": "geheim"}


@pytest.mark.parametrize("text", ["pass = geheim", "pass = 7", "[a]\nb = 'c'"])
def test_a_damaged_secrets_file_is_told_without_its_content(tmp_path: Path, text: str) -> None:
    (tmp_path / "store.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        store_secrets(str(tmp_path))
    assert "geheim" not in str(caught.value.faults)
