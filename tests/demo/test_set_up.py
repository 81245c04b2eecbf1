"""A folder becomes a box with its municipality, once; a second time nothing that is secret changes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from appliance.cli.demo.folder import DemoFolder, demo_folder
from appliance.cli.demo.set_up import DEMO_POLICY, pairing_path, read_identity, set_up
from appliance.domain.errors import FolderUnusable
from appliance.domain.purposes import PURPOSES
from appliance.settings.loader import load


def prepare(folder: DemoFolder, *, pq: bool = False):
    return set_up(folder, pq=pq, policy=DEMO_POLICY)


def secrets_of(folder: DemoFolder) -> dict[str, bytes]:
    keys = [folder.identity(purpose) for purpose in PURPOSES]
    kept = [*keys, folder.layout.console / "token.key", folder.layout.console / "accounts.json", folder.login]
    return {path.name: path.read_bytes() for path in kept}


def test_the_settings_are_those_of_a_box_and_load_without_a_fault(tmp_path: Path):
    with demo_folder(tmp_path, keep=False) as folder:
        settings, _ = prepare(folder)
        assert load(folder.settings) == settings
        for purpose in PURPOSES:
            recipient = str(read_identity(folder, purpose).recipient)
            assert settings.purposes[purpose].recipients == (recipient,)


def test_a_second_time_goes_on_with_the_same_keys_and_login(tmp_path: Path):
    with demo_folder(tmp_path, keep=False) as folder:
        first, before = prepare(folder), secrets_of(folder)
    with demo_folder(tmp_path, keep=False) as folder:
        assert prepare(folder) == first
        assert secrets_of(folder) == before


def test_only_the_owner_can_read_what_is_secret(tmp_path: Path):
    with demo_folder(tmp_path, keep=False) as folder:
        prepare(folder)
        for path in [*(folder.identity(purpose) for purpose in PURPOSES), folder.login]:
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_every_pairing_address_is_new(tmp_path: Path):
    with demo_folder(tmp_path, keep=False) as folder:
        prepare(folder)
        assert pairing_path(folder) != pairing_path(folder)


@pytest.mark.parametrize(("first", "advice"), [(False, "laat --pq weg"), (True, "gebruik --pq")])
def test_keys_of_the_other_kind_are_not_replaced(tmp_path: Path, first, advice):
    with demo_folder(tmp_path, keep=False) as folder:
        prepare(folder, pq=first)
        before = secrets_of(folder)
        with pytest.raises(FolderUnusable, match=advice):
            prepare(folder, pq=not first)
        assert secrets_of(folder) == before


def test_two_demos_never_share_a_folder(tmp_path: Path):
    with (
        demo_folder(tmp_path, keep=False),
        pytest.raises(FolderUnusable, match="er draait al een demo"),
        demo_folder(tmp_path, keep=False),
    ):
        pass


@pytest.mark.parametrize(("keep", "stays"), [(True, True), (False, False)])
def test_a_folder_of_its_own_goes_unless_it_is_kept(tmp_path: Path, monkeypatch, keep, stays):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with demo_folder(None, keep=keep) as folder:
        assert folder.root.is_relative_to(tmp_path)
    assert folder.root.exists() is stays


def test_a_deep_folder_keeps_its_sockets_where_their_names_fit(tmp_path: Path):
    deep = tmp_path / ("m" * 60) / ("n" * 60)
    with demo_folder(deep, keep=False) as folder:
        assert len(str(folder.layout.console_socket)) <= 107
        assert folder.store.is_relative_to(deep)
    assert not folder.run.exists()
