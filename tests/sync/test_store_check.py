"""``spiegelbox store check`` on every kind of store: fit, or refused with what has to change."""

from __future__ import annotations

import dataclasses
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tomli_w

from appliance.cli.main import main
from appliance.settings.model import Store
from appliance.settings.writer import dumps
from tests.sync.boxes import settings_of
from tests.sync.servers.places import FolderPlace, Place
from tests.sync.servers.town import Town

Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run the whole command; return its exit code and what it said."""

    def run(store: Store, secrets: dict[str, str], mib: int = 1) -> tuple[int, str]:
        (tmp_path / "settings.toml").write_text(dumps(settings_of(tmp_path, store)))
        (tmp_path / "store.toml").write_text(tomli_w.dumps(secrets))
        words = ["store", "check", "--mib", str(mib), "--settings", str(tmp_path / "settings.toml")]
        code = main([*words, "--secrets", str(tmp_path / "store.toml")])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out + captured.err

    return run


def with_options(place: Place, **options: str) -> Store:
    return dataclasses.replace(place.store, options=place.store.options | options)


@pytest.mark.parametrize("kind", ["local", "sftp", "sftp-only", "webdav", "smb", "s3", "s3-versions"])
def test_a_store_that_can_erase_may_be_used_and_is_left_as_it_was(
    kind: str, town: Town, check: Check
) -> None:
    place = town(kind)
    place.lay("van iemand anders.txt", b"x")
    code, said = check(place.store, place.secrets)
    assert code == 0, said
    assert "✗" not in said
    assert ("oude versies" in said.partition("Zoeken naar")[2].partition("\n")[2]) is (kind == "s3-versions")
    assert "Mbit/s" in said
    assert said.endswith("Deze opslag mag gebruikt worden.\n")
    assert place.content() == {"van iemand anders.txt": b"x"}


def test_a_share_with_a_recycle_bin_is_refused(town: Town, check: Check) -> None:
    place = town.on_smb("bin")
    code, said = check(place.store, place.secrets)
    assert code == 1
    assert "ligt nog in de prullenbak van de opslag (.recycle)" in said
    assert "Zet de prullenbak uit voor de map van de box." in said
    assert said.endswith("Gebruik deze opslag zo NIET.\n")


def test_a_bucket_with_object_lock_is_refused_with_the_reason(town: Town, check: Check) -> None:
    place = town.on_s3(lock=True)
    code, said = check(place.store, place.secrets)
    assert code == 1
    assert "object lock" in said.partition("✗")[2]


def test_a_share_that_cannot_be_written_is_refused(town: Town, check: Check) -> None:
    place = town.on_smb("readonly")
    code, said = check(place.store, place.secrets)
    assert code == 1
    assert "Geef het account van de box het recht" in said


@pytest.mark.parametrize("kind", ["sftp", "webdav", "smb"])
def test_a_wrong_password_is_told(kind: str, town: Town, check: Check) -> None:
    place = town(kind)
    wrong = {"key_pem": town.other_key_pem()} if kind == "sftp" else {"pass": "wrong"}
    code, said = check(place.store, wrong)
    assert code == 1
    assert "De opslag laat de box niet binnen." in said
    assert place.content() == {}


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        ("sftp", "host", "opslag.invalid"),
        ("webdav", "url", "https://opslag.invalid/"),
        ("smb", "host", "opslag.invalid"),
        ("s3", "endpoint", "https://opslag.invalid"),
    ],
)
def test_an_unknown_host_is_told(kind: str, option: str, value: str, town: Town, check: Check) -> None:
    place = town(kind)
    code, said = check(with_options(place, **{option: value}), place.secrets)
    assert code == 1
    assert "Het netwerk kent de naam van de opslag niet." in said


@pytest.mark.parametrize("path", ["nothing/x"])
@pytest.mark.parametrize("kind", ["smb", "s3"])
def test_a_share_or_bucket_that_is_not_there_is_told(kind: str, path: str, town: Town, check: Check) -> None:
    place = town(kind)
    code, said = check(dataclasses.replace(place.store, path=path), place.secrets)
    assert code == 1
    assert "De map, bucket of share van de opslag is er niet." in said


@pytest.fixture
def small(town: Town) -> Iterator[FolderPlace]:
    """A share on a disk of 1 MiB."""
    folder = town.samba().share("small")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], check=True)
    try:
        yield town.on_smb("small")
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("kind", ["smb", "local"])
def test_a_full_disk_is_told_and_nothing_of_the_trial_stays(
    kind: str, small: FolderPlace, check: Check
) -> None:
    store = small.store if kind == "smb" else Store(path=str(small.folder))
    code, said = check(store, small.secrets if kind == "smb" else {}, mib=2)
    assert code == 1
    assert "De opslag van de gemeente is vol." in said
    assert "Maak ruimte" in said
    assert small.content() == {}


def test_a_kind_that_nobody_tried_is_said_to_be_so(check: Check) -> None:
    code, said = check(Store(kind="onedrive", options={"drive_id": "x", "drive_type": "business"}), {})
    assert code == 1
    assert "heeft nog niemand voor ons geprobeerd" in said


def test_secrets_that_cannot_be_read_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "settings.toml").write_text(dumps(settings_of(tmp_path, Store(path=str(tmp_path)))))
    words = ["store", "check", "--settings", str(tmp_path / "settings.toml"), "--secrets", "/nowhere"]
    assert main(words) == 1
    assert "store.toml: dit bestand is niet te lezen" in capsys.readouterr().err
