"""A box is provisioned whole or not at all, wherever the power goes."""

from __future__ import annotations

import contextlib
import shutil
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from appliance.crypto.fingerprint import fingerprint
from appliance.domain.errors import (
    AlreadyProvisioned,
    CarrierHalfWritten,
    CarrierMissing,
    OtherMunicipality,
    ProvisioningError,
    SettingsError,
)
from appliance.provisioning.first_boot import provision
from appliance.provisioning.steps import Places
from appliance.settings.loader import load
from appliance.store.layout import Layout
from tests.provisioning.carriers import GOOD, PASSWORD, SECRET, NewBox, carrier, own_certificate


@pytest.fixture
def box(tmp_path: Path) -> NewBox:
    return NewBox(tmp_path)


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def is_whole(places: Places) -> bool:
    settings = load(places.etc / "settings.toml")
    secrets = (places.credstore / "store.toml").read_text()
    return (settings.box.id, secrets) == ("zaandam-3", SECRET) and (places.etc / "tls/box.key").is_file()


def test_a_stick_makes_a_box_and_loses_its_secrets(box: NewBox, tmp_path: Path) -> None:
    stick = carrier(tmp_path)
    report = provision(box.places, [tmp_path / "stick"])
    assert is_whole(box.places)
    assert ("spiegelbox-console", "account", f"{PASSWORD}\n") in box.ran
    assert box.places.mark.read_text() == "Zaandam\nzaandam-3\n"
    left = everything(stick.folder)
    assert PASSWORD.encode() not in left
    assert b"s3cret" not in left
    assert (stick.folder / "ingericht-zaandam-3.txt").read_text(encoding="utf-8").split() == report.split()


def test_the_keys_are_made_on_the_box_and_their_fingerprint_is_shown(box: NewBox, tmp_path: Path) -> None:
    carrier(tmp_path)
    report = provision(box.places, [tmp_path / "stick"])
    public = next(line.split()[-1] for line in report.splitlines() if line.startswith("Sleutel:"))
    assert f"Kenmerk:   {fingerprint(public)}" in report
    secret = Layout(box.places.data, box.places.data).box_key.read_text()
    assert secret not in report
    makers = {what: user for user, what, _ in box.ran}
    assert (makers["init"], makers["keymaker"]) == ("spiegelbox-console", "spiegelbox-recorder")


def test_nothing_secret_of_the_carrier_stays_but_where_it_belongs(box: NewBox, tmp_path: Path) -> None:
    carrier(tmp_path)
    provision(box.places, [tmp_path / "stick"])
    assert PASSWORD.encode() not in everything(tmp_path)
    assert everything(tmp_path).count(b"s3cret") == 1
    assert (box.places.credstore / "store.toml").stat().st_mode & 0o077 == 0


def test_a_store_without_a_secret_needs_no_file_for_it(box: NewBox, tmp_path: Path) -> None:
    carrier(tmp_path, secrets=None)
    provision(box.places, [tmp_path / "stick"])
    assert not (box.places.credstore / "store.toml").exists()


@pytest.mark.parametrize(
    ("content", "secrets", "refusal"),
    [
        (GOOD.replace("14 075", "?"), SECRET, SettingsError),
        (GOOD[:200], SECRET, CarrierHalfWritten),
        ("\0" * 500, SECRET, CarrierHalfWritten),
        ("", SECRET, CarrierHalfWritten),
        (GOOD + "\0" * 10, SECRET, CarrierHalfWritten),
        (GOOD, "pass = ", SettingsError),
        (GOOD, "pass = 3", SettingsError),
        (GOOD, "\0\0", CarrierHalfWritten),
    ],
)
def test_a_folder_that_is_not_right_changes_nothing_and_is_told_on_the_stick(
    box: NewBox, tmp_path: Path, content: str, secrets: str, refusal: type[Exception]
) -> None:
    stick = carrier(tmp_path, box=content, secrets=secrets)
    with pytest.raises(refusal):
        provision(box.places, [tmp_path / "stick"])
    assert not box.places.data.exists()
    assert not box.places.etc.exists()
    assert (stick.folder / "box.toml").read_text() == content, "to be mended and used again"
    told = (stick.folder / "fouten.txt").read_text(encoding="utf-8")
    assert "s3cret" not in told
    assert told.count("\n") >= 2


def test_the_municipalitys_own_certificates_are_kept_and_stay_with_other_settings(
    box: NewBox, tmp_path: Path
) -> None:
    certificate, _ = own_certificate(tmp_path)
    carrier(tmp_path, certificates=2 * certificate)
    provision(box.places, [tmp_path / "stick"])
    kept = box.places.etc / "ca.pem"
    assert kept.read_text() == 2 * certificate
    assert kept.stat().st_mode & 0o777 == 0o644, "every process reads it"
    carrier(tmp_path).folder.joinpath("ca.pem").unlink()
    provision(box.places, [tmp_path / "stick"], again=True)
    assert kept.read_text() == 2 * certificate


@pytest.mark.parametrize(
    "wrong", ["with its key", "half", "no certificate", "not in its base64"], ids=lambda text: text
)
def test_certificates_that_are_not_right_are_told_and_change_nothing(
    box: NewBox, tmp_path: Path, wrong: str
) -> None:
    certificate, key = own_certificate(tmp_path)
    text = {
        "with its key": certificate + key,
        "half": certificate[: len(certificate) // 2],
        "no certificate": "updates.zaandam.nl\n",
        "not in its base64": certificate.replace("M", "?", 1),
    }[wrong]
    stick = carrier(tmp_path, certificates=text)
    with pytest.raises(SettingsError) as refused:
        provision(box.places, [tmp_path / "stick"])
    (fault,) = refused.value.faults
    assert fault.startswith("ca.pem: ")
    assert ("geheime sleutel" in fault) == (wrong == "with its key")
    assert not box.places.etc.exists()
    assert (stick.folder / "box.toml").read_text() == GOOD


def test_letters_of_another_alphabet_are_told_with_their_line(box: NewBox, tmp_path: Path) -> None:
    stick = carrier(tmp_path)
    (stick.folder / "box.toml").write_bytes(GOOD.replace("Mila", "Mil\xe4").encode("latin-1"))
    with pytest.raises(SettingsError) as refused:
        provision(box.places, [tmp_path / "stick"])
    assert refused.value.faults[0].startswith("Regel 8:")


def test_an_empty_stick_is_told(box: NewBox, tmp_path: Path) -> None:
    with pytest.raises(CarrierMissing):
        provision(box.places, [tmp_path])


def test_a_box_is_provisioned_once(box: NewBox, tmp_path: Path) -> None:
    carrier(tmp_path)
    provision(box.places, [tmp_path / "stick"])
    stick = carrier(tmp_path)
    with pytest.raises(AlreadyProvisioned):
        provision(box.places, [tmp_path / "stick"])
    assert (stick.folder / "box.toml").read_text() == GOOD


def test_another_room_keeps_the_keys_and_the_accounts(box: NewBox, tmp_path: Path) -> None:
    carrier(tmp_path)
    provision(box.places, [tmp_path / "stick"])
    key = Layout(box.places.data, box.places.data).box_key.read_bytes()
    accounts = [what for _, what, _ in box.ran].count("account")
    carrier(tmp_path, box=GOOD.replace("Spreekkamer 3", "Spreekkamer 4"))
    provision(box.places, [tmp_path / "stick"], again=True)
    assert load(box.places.etc / "settings.toml").box.room == "Spreekkamer 4"
    assert Layout(box.places.data, box.places.data).box_key.read_bytes() == key
    assert [what for _, what, _ in box.ran].count("account") == accounts


@pytest.mark.parametrize("image_owner", [None, "Purmerend"])
def test_a_folder_of_another_municipality_is_refused(
    box: NewBox, tmp_path: Path, image_owner: str | None
) -> None:
    if image_owner is None:
        carrier(tmp_path)
        provision(box.places, [tmp_path / "stick"])
        carrier(tmp_path, box=GOOD.replace("Zaandam", "Purmerend"))
    else:
        carrier(tmp_path)
    with pytest.raises(OtherMunicipality):
        provision(box.places, [tmp_path / "stick"], again=True, image_owner=image_owner)
    if image_owner is None:
        assert load(box.places.etc / "settings.toml").municipality.name == "Zaandam"


def test_a_program_that_fails_leaves_the_box_without_its_mark(box: NewBox, tmp_path: Path) -> None:
    stick = carrier(tmp_path)
    real = box.run_as

    def refuses(user: str, words: tuple[str, ...], said: str) -> str:
        if "account" in words:
            raise ProvisioningError("Dit wachtwoord is te makkelijk te raden.")
        return real(user, words, said)

    places = Places(
        etc=box.places.etc,
        credstore=box.places.credstore,
        data=box.places.data,
        console=box.places.console,
        keymaker=box.places.keymaker,
        run_as=refuses,
        now=box.places.now,
    )
    with pytest.raises(ProvisioningError):
        provision(places, [tmp_path / "stick"])
    assert not box.places.mark.exists()
    assert "te makkelijk" in (stick.folder / "fouten.txt").read_text(encoding="utf-8")
    carrier(tmp_path)  # mended, and tried again
    provision(box.places, [tmp_path / "stick"])
    assert is_whole(box.places)
    assert not (stick.folder / "fouten.txt").exists()


def test_a_stick_that_cannot_be_wiped_leaves_the_box_without_its_mark(box: NewBox, tmp_path: Path) -> None:
    stick = carrier(tmp_path)
    (stick.folder / "store.toml.weg").mkdir()  # in the way of the shredding
    with pytest.raises(ProvisioningError, match="niet te wissen"):
        provision(box.places, [tmp_path / "stick"])
    assert not box.places.mark.exists()
    (stick.folder / "store.toml.weg").rmdir()
    provision(box.places, [tmp_path / "stick"])
    assert is_whole(box.places)
    assert PASSWORD.encode() not in everything(stick.folder)


class PowerCut(BaseException):
    """The plug is out: nothing of ours may catch this."""


# What is written in between reaches the disk with the next of these, or not at all.
CHANGES = {"fsync", "fdatasync", "rename", "replace", "unlink", "mkdir", "rmdir"}


class Cut:
    """Takes the power away before the ``at``-th call that changes a disk."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __enter__(self) -> Cut:
        sys.setprofile(self._look)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _look(self, _frame: FrameType, event: str, what: Any) -> None:
        if event == "c_call" and what.__name__ in CHANGES:
            self.seen += 1
            if self.seen == self.at:
                sys.setprofile(None)
                raise PowerCut


@pytest.mark.parametrize("stick_is_pulled_out", [False, True])
def test_a_power_cut_at_any_moment_is_gone_on_from(tmp_path: Path, stick_is_pulled_out: bool) -> None:
    at = 0
    while True:
        at += 1
        folder = tmp_path / str(at)
        box = NewBox(folder)
        stick = carrier(folder)
        try:
            with Cut(at):
                provision(box.places, [folder / "stick"])
            break  # never cut: every moment was tried
        except PowerCut:
            pass
        if box.places.mark.exists():
            assert is_whole(box.places), "with the mark the recorder starts"
            with contextlib.suppress(AlreadyProvisioned):
                provision(box.places, [folder / "stick"])
            assert PASSWORD.encode() not in everything(folder), "what was still to be shredded is"
            assert not box.places.staged.exists()
            continue
        if stick_is_pulled_out and (box.places.staged / "box.toml").exists():
            shutil.rmtree(stick.folder)
        provision(box.places, [folder / "stick"])
        assert is_whole(box.places)
        assert box.places.mark.exists()
        assert PASSWORD.encode() not in everything(folder)
    assert at > 20, "the cuts went through the whole of it"


def test_a_power_cut_while_settings_change_leaves_the_old_or_brings_the_new(tmp_path: Path) -> None:
    """The next start goes on by itself, without the stick, and takes no other folder that lies there."""
    at = 0
    while True:
        at += 1
        folder = tmp_path / str(at)
        box = NewBox(folder)
        carrier(folder)
        provision(box.places, [folder / "stick"])
        key = Layout(box.places.data, box.places.data).box_key.read_bytes()
        carrier(folder, box=GOOD.replace("Spreekkamer 3", "Spreekkamer 4"))
        try:
            with Cut(at):
                provision(box.places, [folder / "stick"], again=True)
            break
        except PowerCut:
            pass
        had_all = (box.places.staged / "box.toml").exists()
        shutil.rmtree(folder / "stick")
        carrier(folder, box=GOOD.replace("Spreekkamer 3", "Kamer van een ander"))
        with contextlib.suppress(AlreadyProvisioned):
            provision(box.places, [folder / "stick"])
        assert is_whole(box.places)
        room = load(box.places.etc / "settings.toml").box.room
        assert room in ({"Spreekkamer 4"} if had_all else {"Spreekkamer 3", "Spreekkamer 4"})
        assert Layout(box.places.data, box.places.data).box_key.read_bytes() == key
        assert not box.places.staged.exists()
    assert at > 20, "the cuts went through the whole of it"
