"""A token is read exactly as our console signed it, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from appliance.control import (
    TOKEN_LIFE,
    ConsentToken,
    NoteSigner,
    NoteVerifier,
    make_token,
    new_token_key,
    public_key_of,
    read_token,
)
from appliance.control.messages import Role, check_request
from appliance.control.token import KIND, TOKEN_BYTES
from appliance.domain.errors import NoteKeyDamaged, TokenAltered

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TOKEN = ConsentToken(
    box="box-7",
    room="Spreekkamer 3",
    boot="5f0c1e9a",
    talk="MEREL-4172",
    jti="00112233445566778899aabbccddeeff",
    text="sha256:" + "ab" * 32,
    purposes=("self", "coach"),
    people=("client", "tolk"),
    iat=NOON,
    exp=NOON + TOKEN_LIFE,
    max_duration_s=5400,
)
PRIVATE = new_token_key()
SIGNER = NoteSigner.from_text(PRIVATE)
VERIFIER = NoteVerifier.from_text(public_key_of(PRIVATE))
NOTE = make_token(SIGNER, TOKEN)


def fields_of(note: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(note.split("\n")[1])
    return found


def signed(body: str, *, kind: str = KIND, signer: NoteSigner = SIGNER) -> str:
    return signer.sign_as(kind, body)


def test_the_recorder_reads_what_the_console_wrote() -> None:
    assert read_token(VERIFIER, NOTE) == TOKEN


def test_the_longest_token_fits_in_the_field_of_the_verb() -> None:
    words = tuple(f"{number}".rjust(32, "x") for number in range(8))
    longest = replace(
        TOKEN,
        box="é" * 80,
        room="é" * 80,
        boot="é" * 64,
        talk="x" * 32,
        jti="x" * 64,
        purposes=words,
        people=words,
    )
    note = make_token(SIGNER, longest)
    assert len(note) < TOKEN_BYTES
    assert read_token(VERIFIER, note) == longest
    check_request(Role.CONSOLE, {"verb": "talk.consent", "talk_code": "M-1", "token": note})


def test_it_is_a_signed_note_of_its_own_kind_with_one_line_of_json() -> None:
    kind, body, empty, signature, end = NOTE.split("\n")
    assert (kind, empty, end) == ("spiegelbox/consent-token/v1", "", "")
    assert signature.startswith("— spiegelbox-console ")
    assert json.loads(body) == {
        "v": 1,
        "box": "box-7",
        "room": "Spreekkamer 3",
        "boot": "5f0c1e9a",
        "talk": "MEREL-4172",
        "jti": "00112233445566778899aabbccddeeff",
        "text": "sha256:" + "ab" * 32,
        "purposes": ["self", "coach"],
        "people": ["client", "tolk"],
        "iat": 1795348800,
        "exp": 1795349700,
        "max_duration_s": 5400,
    }


@pytest.mark.parametrize("flip", [0x01, 0x04, 0x20])
def test_a_token_altered_at_any_byte_is_refused(flip: int) -> None:
    raw = NOTE.encode()
    read = []
    for place in range(len(raw)):
        altered = raw[:place] + bytes([raw[place] ^ flip]) + raw[place + 1 :]
        try:
            read.append((place, read_token(VERIFIER, altered.decode(errors="replace"))))
        except TokenAltered:
            continue
    assert read == []


def test_a_token_with_any_byte_missing_or_twice_is_refused() -> None:
    for place in range(len(NOTE)):
        for altered in (NOTE[:place] + NOTE[place + 1 :], NOTE[:place] + NOTE[place] + NOTE[place:]):
            if altered == NOTE:
                continue
            with pytest.raises(TokenAltered):
                read_token(VERIFIER, altered)


def test_a_token_of_another_console_is_refused() -> None:
    stranger = NoteSigner.from_text(new_token_key())
    with pytest.raises(TokenAltered):
        read_token(VERIFIER, make_token(stranger, TOKEN))


@pytest.mark.parametrize(
    "kind",
    ["spiegelbox/manifest/v1", "spiegelbox/consent-token/v2", "spiegelbox/consent-token/v1 ", "x"],
)
def test_another_kind_of_note_of_the_same_key_is_no_token(kind: str) -> None:
    with pytest.raises(TokenAltered):
        read_token(VERIFIER, signed(NOTE.split("\n")[1] + "\n", kind=kind))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("v", 2),
        ("v", True),
        ("box", ""),
        ("room", None),
        ("boot", "x" * 65),
        ("talk", "MEREL 4172"),
        ("jti", "short"),
        ("text", "ab" * 32),
        ("purposes", "self"),
        ("purposes", []),
        ("purposes", ["self", "self"]),
        ("people", []),
        ("people", {"client": True}),
        ("iat", 1795348800.5),
        ("iat", -1),
        ("exp", 10**30),
        ("exp", "2026-11-22"),
        ("max_duration_s", 0),
        ("more", 1),
    ],
)
def test_a_well_signed_note_that_is_not_exactly_a_token_is_refused(name: str, value: object) -> None:
    with pytest.raises(TokenAltered):
        read_token(VERIFIER, signed(json.dumps({**fields_of(NOTE), name: value}) + "\n"))


@pytest.mark.parametrize("name", list(fields_of(NOTE)))
def test_a_well_signed_note_without_one_of_the_fields_is_refused(name: str) -> None:
    fields = fields_of(NOTE)
    del fields[name]
    with pytest.raises(TokenAltered):
        read_token(VERIFIER, signed(json.dumps(fields) + "\n"))


@pytest.mark.parametrize("body", ["\n", "[]\n", "null\n", "{}\n{}\n", '{"v":1,"v":1}\n'])
def test_a_well_signed_note_that_is_not_one_object_is_refused(body: str) -> None:
    with pytest.raises(TokenAltered):
        read_token(VERIFIER, signed(body))


def test_a_well_signed_token_blown_up_beyond_its_limit_is_refused() -> None:
    with pytest.raises(TokenAltered):
        read_token(VERIFIER, signed(NOTE.split("\n")[1] + " " * TOKEN_BYTES + "\n"))


@pytest.mark.parametrize("text", ["", "\n", "x" * (TOKEN_BYTES + 1), NOTE + NOTE, NOTE + "x" * TOKEN_BYTES])
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(TokenAltered):
        read_token(VERIFIER, text)


def test_times_lose_their_fractions_and_a_token_never_grows_longer() -> None:
    iat = NOON + timedelta(microseconds=100_000)
    token = read_token(VERIFIER, make_token(SIGNER, replace(TOKEN, iat=iat, exp=iat + TOKEN_LIFE)))
    assert (token.iat, token.exp) == (NOON, NOON + TOKEN_LIFE)


def test_the_console_does_not_sign_what_no_recorder_would_read() -> None:
    wrong = [
        replace(TOKEN, iat=NOON.replace(tzinfo=None)),
        replace(TOKEN, people=()),
        replace(TOKEN, jti="short"),
        replace(TOKEN, room="a\nb"),
    ]
    for token in wrong:
        with pytest.raises(ValueError, match="token"):
            make_token(SIGNER, token)


def test_keys_are_made_fresh_and_a_damaged_one_is_refused() -> None:
    assert new_token_key() != new_token_key()
    assert public_key_of(PRIVATE).startswith("spiegelbox-console+")
    secret = PRIVATE.split("+", 4)[-1]  # base64 has plus signs of its own
    assert len(secret) == 44
    assert secret not in public_key_of(PRIVATE)
    with pytest.raises(NoteKeyDamaged):
        public_key_of("PRIVATE+KEY+damaged")
