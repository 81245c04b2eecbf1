from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.identities import new_identity
from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import SettingsError
from appliance.settings.loader import load, loads
from appliance.settings.model import Settings
from appliance.settings.rules import faults_of as rule_faults
from appliance.settings.table import Reading, read_table

KEY = str(new_identity(pq=False).recipient)
OTHER_KEY = str(new_identity(pq=False).recipient)
CONSOLE = NoteSigner.generate("console")
PQ_KEY = str(new_identity(pq=True).recipient)

GOOD = f"""
[box]
id = "zaandam-3"
room = "Spreekkamer 3"

[municipality]
name = "Zaandam"
controller = "College van B en W, Stadhuisplein 100, Zaandam"
contact_person = "Mila de Boer"
contact_phone = "14 075"
contact_email = "spiegelbox@zaandam.example"
fg_contact = "fg@zaandam.example"

[consent]
console_key = "{CONSOLE.verifier}"

[purposes.self]
title = "Alleen uw klantmanager"
recipients = ["{KEY}"]

[purposes.coach]
title = "Ook een coach"
recipients = ["{OTHER_KEY}"]

[policy]
review_window_days = 14
retention_days = 180

[store]
kind = "local"
path = "/srv/opslag"


[paths]
data = "/var/lib/spiegelbox"
run = "/run/spiegelbox"
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        loads(text)
    return list(caught.value.faults)


def with_line(key: str, line: str) -> str:
    """GOOD with the setting ``table.name`` set to ``line``, or added to the end of its table."""
    table, name = key.rsplit(".", 1)
    head, start, rest = GOOD.partition(f"[{table}]\n")
    if not start:
        return f"{GOOD}\n[{table}]\n{line}\n"
    body, gap, tail = rest.partition("\n\n")
    kept = [old for old in body.splitlines() if not old.startswith(f"{name} =")]
    return head + start + "\n".join([*kept, line]) + gap + tail


def test_it_reads_a_whole_file() -> None:
    settings = loads(GOOD)
    assert settings.box.id == "zaandam-3"
    assert settings.purposes["coach"].recipients == (OTHER_KEY,)
    assert settings.paths.data == Path("/var/lib/spiegelbox")


def test_what_is_not_written_gets_its_default() -> None:
    settings = loads(GOOD)
    assert settings.policy.on_silence == "destroy"
    assert settings.camera.fps == 25


def test_it_reads_from_a_file_with_the_byte_order_mark_of_notepad(tmp_path: Path) -> None:
    file = tmp_path / "box.toml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(file).box.room == "Spreekkamer 3"


def test_all_faults_are_told_at_once_each_with_its_key() -> None:
    text = (
        GOOD.replace('id = "zaandam-3"', 'id = "Zaandam 3"')
        .replace("review_window_days = 14", "review_window_days = 91")
        .replace("retention_days = 180", 'retention_days = "lang"')
        .replace('kind = "local"', 'kind = "ftp"')
        .replace('data = "/var/lib/spiegelbox"', 'data = "spiegelbox"')
        .replace('room = "Spreekkamer 3"', 'rooom = "Spreekkamer 3"')
    )
    told = {fault.split(":")[0] for fault in faults_of(text)}
    assert told == {
        "box.id",
        "policy.review_window_days",
        "policy.retention_days",
        "store.kind",
        "paths.data",
        "box.rooom",
        "box.room",
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (GOOD.replace("[policy]", "[polcy]"), "policy"),
        (with_line("policy.retention_day", "retention_day = 100"), "retention_days"),
        (GOOD.replace("[purposes.coach]", "[purposes.coatch]"), "coach"),
        (GOOD.replace('kind = "local"', 'kind = "lokal"'), "local"),
    ],
)
def test_a_name_that_looks_like_a_known_one_gets_a_suggestion(text: str, meant: str) -> None:
    assert f"Bedoelt u {meant}?" in " ".join(faults_of(text))


WRONG_VALUES = [
    ("box.id", 'id = ""'),
    ("box.id", 'id = "-kamer"'),
    ("box.id", f'id = "{"k" * 33}"'),
    ("box.room", 'room = "  "'),
    ("box.room", 'room = "Kamer\\n3"'),
    ("municipality.contact_email", 'contact_email = "geen adres"'),
    ("municipality.contact_phone", 'contact_phone = "bel maar"'),
    ("policy.review_window_days", "review_window_days = 0"),
    ("policy.review_window_days", "review_window_days = true"),
    ("policy.review_window_days", "review_window_days = 14.0"),
    ("policy.retention_days", "retention_days = 14"),
    ("policy.retention_days", "retention_days = 1826"),
    ("policy.records_years", "records_years = 0"),
    ("policy.records_years", "records_years = 21"),
    ("purposes.coach.retention_days", "retention_days = 1"),
    ("purposes.coach.retention_days", "retention_days = 14"),
    ("purposes.coach.retention_days", "retention_days = 181"),
    ("purposes.coach.retention_days", 'retention_days = "lang"'),
    ("policy.max_talk_minutes", "max_talk_minutes = 241"),
    ("policy.max_talk_minutes", "max_talk_minutes = 4\nremind_minutes = 3"),
    ("policy.remind_minutes", "remind_minutes = 90"),
    ("policy.on_silence", 'on_silence = "keep"'),
    ("camera.width_px", "width_px = 1281"),
    ("camera.fps", "fps = 31"),
    ("camera.fps", "fps = 4"),
    pytest.param("camera.fps", f"fps = 0x{'f' * 5000}", id="a number too long to print"),
    pytest.param("policy.on_silence", f"on_silence = 0x{'f' * 5000}", id="a choice too long to print"),
    ("paths.data", 'data = "/srv/\\u0000"'),
    ("municipality.contact_email", 'contact_email = "a\\u001b[2J@b"'),
    ("microphone.sample_rate_hz", "sample_rate_hz = 11025"),
    ("microphone.channels", "channels = 3"),
    ("sync.quiet_hours", 'quiet_hours = ["8-17"]'),
    ("sync.quiet_hours", 'quiet_hours = ["08:00-24:30"]'),
    ("sync.quiet_hours", 'quiet_hours = ["08:00-08:00"]'),
    ("sync.quiet_hours", 'quiet_hours = "08:00-17:30"'),
    ("sync.limits_kbps", 'limits_kbps = ["08:00,512k"]'),
    ("sync.limits_kbps", 'limits_kbps = ["08:00 2000; reboot"]'),
    ("sync.limits_kbps", 'limits_kbps = ["25:00 2000"]'),
    ("sync.limits_kbps", 'limits_kbps = ["08:00 2000", "08:00 0"]'),
    ("sync.limits_kbps", 'limits_kbps = ["08:00 32"]'),
    ("consent.console_key", 'console_key = "console"'),
    pytest.param("consent.console_key", f'console_key = "{CONSOLE.to_text()}"', id="the private half"),
    ("consent.texts", 'texts = ["sha256:1234"]'),
    ("consent.texts", f'texts = ["sha256:{"A" * 64}"]'),
    ("consent.texts", 'texts = "sha256:1234"'),
    ("users.console", 'console = "spiegelbox-console"'),
    ("users.console", 'console = "a"\nsync = "a"'),
    ("users.console", 'console = "Root; ls"\nsync = "a"'),
    ("slot.path", 'kind = "nvmem"\npath = "nvmem"'),
    ("slot.path", 'kind = "file"\npath = "/sys/chip/nvmem"'),
    ("slot.path", 'kind = "tpm2"\npath = "/dev/tpmrm0"'),
    ("slot.path", 'kind = "tpm2"\npath = "cmd:reboot"'),
    ("slot.offset_bytes", "offset_bytes = -1"),
    ("slot.kind", 'kind = "usb"'),
    ("paths.run", 'run = "run"'),
    ("purposes.self.recipients", "recipients = []"),
    ("purposes.self.recipients", 'recipients = ["age1nietgoed"]'),
    pytest.param("purposes.self.recipients", f'recipients = ["{KEY}", "{KEY}"]', id="the same key twice"),
    ("purposes.self.title", 'title = ""'),
]


@pytest.mark.parametrize(("key", "line"), WRONG_VALUES)
def test_a_wrong_value_is_refused_and_its_key_is_named(key: str, line: str) -> None:
    faults = faults_of(with_line(key, line))
    assert [fault.split(":")[0] for fault in faults] == [key]


def test_the_limits_themselves_are_allowed() -> None:
    text = with_line("policy.max_talk_minutes", "max_talk_minutes = 240\nremind_minutes = 239")
    text = text.replace("review_window_days = 14", "review_window_days = 90").replace("= 180", "= 1825")
    assert loads(text).policy.retention_days == 1825


def test_quiet_hours_and_limits_are_read_as_written() -> None:
    text = with_line("sync.quiet_hours", 'quiet_hours = ["08:00-17:30", "22:00-06:00"]')
    text = text.replace("[sync]", '[sync]\nlimits_kbps = ["18:00 0", "08:00 64"]')
    sync = loads(text).sync
    assert sync.quiet_hours == ("08:00-17:30", "22:00-06:00")
    assert sync.limits_kbps == ("18:00 0", "08:00 64")


def test_a_purpose_keeps_as_long_as_it_says_and_else_as_long_as_the_policy() -> None:
    text = with_line("purposes.coach.retention_days", "retention_days = 15")
    assert dict(loads(text).terms.retention_days) == {"self": 180, "coach": 15}


def test_a_purpose_that_keeps_longer_than_the_policy_is_told_how_long_that_is() -> None:
    (fault,) = faults_of(with_line("purposes.coach.retention_days", "retention_days = 181"))
    assert fault.endswith("dit mag niet langer zijn dan policy.retention_days (180).")


def test_two_kinds_of_keys_in_one_file_are_refused() -> None:
    (fault,) = faults_of(GOOD.replace(OTHER_KEY, PQ_KEY))
    assert "purposes.self.recipients en purposes.coach.recipients" in fault


def test_the_purpose_self_is_always_there() -> None:
    (fault,) = faults_of(GOOD.replace("[purposes.self]", "[purposes.leertafel]"))
    assert fault.startswith("purposes: ")


def test_a_purpose_that_we_do_not_know_is_refused() -> None:
    (fault,) = faults_of(GOOD.replace("[purposes.coach]", "[purposes.handhaving]"))
    assert "handhaving" in fault


def test_the_box_and_its_sockets_lie_in_two_separate_folders() -> None:
    (fault,) = faults_of(GOOD.replace("/run/spiegelbox", "/var/lib/spiegelbox/run"))
    assert fault.startswith("paths.data: ")


def test_a_missing_block_names_what_belongs_in_it() -> None:
    faults = faults_of("")
    assert [fault.split(":")[0] for fault in faults] == ["box", "municipality", "consent", "purposes"]
    assert "id, room" in faults[0]


def test_a_name_with_control_characters_is_shown_harmlessly() -> None:
    (fault,) = faults_of(GOOD + '\n["\\u001b[2J"]\n')
    assert fault.isprintable()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[box]\nid = zaandam", "Regel 2"),
        ('[box]\nid = "a"\nid = "b"\n', "Regel 3"),
        ('[box]\nid = "a', "Aan het einde"),
        ("a = " + "[" * 5000, "Ergens"),
        ("a = " + "9" * 5000, "Ergens"),
    ],
)
def test_bad_toml_tells_where(text: str, where: str) -> None:
    (fault,) = faults_of(text)
    assert fault.startswith(where)


def test_a_missing_file_a_folder_and_a_wrong_encoding_are_told_in_words(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(GOOD.replace("Mila", "Zoë").encode("latin-1"))
    found: list[str] = []
    for path in (tmp_path / "weg.toml", tmp_path, latin):
        with pytest.raises(SettingsError) as caught:
            load(path)
        found += caught.value.faults
    assert [re.search("is er niet|is een map|geen UTF-8", fault) is not None for fault in found] == [True] * 3


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_value_in_any_place_gives_faults_and_never_a_crash(value: object) -> None:
    for table in (
        {"box": value, "purposes": value},
        {"purposes": {"self": value}, "policy": {"on_silence": value}},
    ):
        reading = Reading()
        assert read_table(Settings, table, reading) is None
        assert [*reading.faults, *rule_faults(reading.values)]


def pinned(*fingerprints: str) -> str:
    return GOOD.replace(
        f'recipients = ["{KEY}"]', f'recipients = ["{KEY}"]\nfingerprints = {list(fingerprints)}'
    )


@pytest.mark.parametrize("spelled", [str, str.upper, lambda text: text.replace(" ", ""), "  {} ".format])
def test_a_key_that_is_pinned_by_its_fingerprint_is_accepted_however_it_was_typed(spelled) -> None:  # type: ignore[no-untyped-def]
    settings = loads(pinned(spelled(fingerprint(KEY))))
    assert settings.purposes["self"].recipients == (KEY,)
    assert settings.purposes["coach"].fingerprints == ()


def test_every_key_that_is_not_the_pinned_one_is_named() -> None:
    faults = faults_of(pinned(fingerprint(OTHER_KEY), "niets"))
    assert [fault.split(":")[0] for fault in faults] == [
        "purposes.self.recipients",
        "purposes.self.fingerprints",
        "purposes.self.fingerprints",
    ]
    assert fingerprint(KEY) in faults[0]
    assert "nummer 1" in faults[0]
    assert fingerprint(OTHER_KEY) in faults[1]


def test_a_fingerprint_that_lacks_one_digit_is_not_enough() -> None:
    assert len(faults_of(pinned(fingerprint(KEY)[:-1]))) == 2
