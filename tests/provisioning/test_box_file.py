"""What a municipality can get wrong is told all at once, with its line, in plain Dutch."""

from __future__ import annotations

import pytest

from appliance.crypto.identities import new_identity
from appliance.domain.errors import CarrierHalfWritten, SettingsError
from appliance.provisioning.box_file import read_box_file, settings_of
from appliance.settings.loader import loads
from tests.provisioning.carriers import CONSOLE, GOOD, KEY, PASSWORD

TEXT = "sha256:" + "a" * 64


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        read_box_file(text)
    return refused.value.faults


def test_a_good_file_becomes_the_settings_of_a_box() -> None:
    written = settings_of(read_box_file(GOOD), console_key=str(CONSOLE), texts=(TEXT,))
    settings = loads(written)
    assert (settings.box.id, settings.municipality.name) == ("zaandam-3", "Zaandam")
    assert settings.consent.console_key == str(CONSOLE)
    assert settings.consent.texts == (TEXT,)
    assert settings.users.console != settings.users.sync != settings.users.update
    assert PASSWORD not in written


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "zaandam-3"', 'id = "Kamer 3"', "Regel 2: box.id: gebruik 1 tot 32 kleine letters"),
        ('name = "Zaandam"', 'nme = "Zaandam"', "Regel 6: municipality.nme: deze naam kennen wij niet. Bed"),
        ('fg_contact = "fg@zaandam.example"', "", "Regel 5: municipality.fg_contact: dit ontbreekt."),
        ("[store]", "[stor]", "stor: deze naam kennen wij niet. Bedoelt u store?"),
        ('kind = "sftp"', "kind = 3", "store.kind: "),
        (f'"{KEY}"', '"age1xyz"', "purposes.self.recipients: nummer 1 is geen goede publieke sleutel"),
        (f'"{KEY}"', f'"{new_identity(pq=False).recipient}"', "dat staat niet bij fingerprints"),
        ('name = "anna"', 'name = "Anna B"', "beheer.name: gebruik 2 tot 32 kleine letters"),
        (PASSWORD, "kort", "beheer.password: neem minstens 12 tekens"),
        ("[beheer]", "[beheer]\nrecipient = 'age1'", "beheer.recipient: dit is geen goede publieke sleutel"),
        ("[box]", '[users]\nconsole = "root"\n[box]', "users: deze naam kennen wij niet."),
        ("[box]", "[box", "Regel 1: dit is geen goede TOML."),
        ("[box]", '[box]\nid = "x"', "geen goede TOML"),
    ],
    # Names of their own: the keys are new in every run, and a test is called the same in every process.
    ids=[
        *("box-id", "misspelled", "missing", "block", "kind", "recipient", "stranger", "account", "password"),
        *("beheer-key", "unasked", "torn", "twice"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, told: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new))
    assert any(told in fault for fault in found), found


def test_every_fault_is_told_at_once() -> None:
    text = GOOD.replace('"zaandam-3"', '"Kamer 3"').replace('"14 075"', '"bel maar"').replace("anna", "A")
    assert len(faults(text)) == 3


@pytest.mark.parametrize("kept", [0, 1, len(GOOD) // 2, len(GOOD) - len("einde\n")])
def test_a_file_that_stops_too_soon_is_not_taken_for_a_shorter_one(kept: int) -> None:
    with pytest.raises(CarrierHalfWritten):
        read_box_file(GOOD[:kept])


def test_the_byte_order_mark_and_line_ends_of_windows_do_no_harm() -> None:
    text = "\ufeff" + GOOD.replace("\n", "\r\n")
    assert read_box_file(text) == read_box_file(GOOD)


def test_no_secret_stands_in_any_fault() -> None:
    text = GOOD.replace(PASSWORD, "geheim-9")
    assert not any("geheim-9" in fault for fault in faults(text))
