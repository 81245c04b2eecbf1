"""Signed notes: the exact bytes, the right key, the right kind, one spelling."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto.note_form import NOTE_MAX_BYTES, SIGNATURES_MAX, unverified_text
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.errors import NoteAltered, NoteKeyDamaged

# C2SP signed-note, "Example".
PUBLISHED_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
PUBLISHED_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# golang.org/x/mod/sumdb/note, its documented example pair.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

SIGNER = NoteSigner.generate("box.example/kamer-2")
KIND = "spiegelbox/consent-token/v1"

note_text = st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=60).map(
    lambda it: it + "\n"
) | st.text(alphabet="a— \n", max_size=20).map(lambda it: it + "\n")


def test_the_published_note_verifies():
    assert NoteVerifier.from_text(PUBLISHED_KEY).verify(PUBLISHED_NOTE) == "This is an example message.\n"


def test_the_published_key_pair_belongs_together():
    signer = NoteSigner.from_text(GO_PRIVATE)
    assert str(signer.verifier) == GO_PUBLIC
    assert signer.to_text() == GO_PRIVATE
    assert NoteVerifier.from_text(GO_PUBLIC).verify(signer.sign("Dag.\n")) == "Dag.\n"


@given(note_text)
def test_every_text_reads_back_exactly(text: str):
    assert SIGNER.verifier.verify(SIGNER.sign(text)) == text


def test_keys_read_back_from_their_texts():
    assert NoteSigner.from_text(f" {SIGNER.to_text()}\n") == SIGNER
    assert NoteVerifier.from_text(f"{SIGNER.verifier}\r\n") == SIGNER.verifier


def test_no_changed_letter_passes():
    note = SIGNER.sign(f"{KIND}\n" + '{"v":1}\n')
    for place, letter in enumerate(note):
        for other in {"a", "\n", " ", chr(ord(letter) ^ 1)} - {letter}:
            with pytest.raises(NoteAltered):
                SIGNER.verifier.verify(note[:place] + other + note[place + 1 :])


def test_no_note_cut_short_passes():
    note = SIGNER.sign("Dag.\n")
    for size in range(len(note)):
        with pytest.raises(NoteAltered):
            SIGNER.verifier.verify(note[:size])


def test_another_key_does_not_verify_even_under_the_same_name():
    other = NoteSigner.generate(SIGNER.name)
    with pytest.raises(NoteAltered, match="geen handtekening van deze sleutel"):
        other.verifier.verify(SIGNER.sign("Dag.\n"))


def test_the_same_key_under_another_name_does_not_verify():
    renamed = NoteSigner("box.example/kamer-3", SIGNER.secret)
    with pytest.raises(NoteAltered):
        renamed.verifier.verify(SIGNER.sign("Dag.\n"))


def test_a_note_of_one_kind_never_passes_for_another():
    note = SIGNER.sign_as(KIND, '{"v":1}\n')
    assert SIGNER.verifier.verify_as(KIND, note) == '{"v":1}\n'
    for kind in ("spiegelbox/manifest/v1", KIND + "0", KIND[:-1], ""):
        with pytest.raises(NoteAltered, match="ander soort"):
            SIGNER.verifier.verify_as(kind, note)


@pytest.mark.parametrize("kind", ["", "two\nlines"])
def test_a_kind_is_one_line(kind: str):
    with pytest.raises(ValueError):
        SIGNER.sign_as(kind, "{}\n")


def _add(note: str, *lines: str) -> str:
    return note + "".join(line + "\n" for line in lines)


def test_signatures_of_unknown_keys_are_ignored():
    note = SIGNER.sign("Dag.\n")
    stranger = NoteSigner.generate("stranger.example/a").sign("Iets anders.\n").splitlines()[-1]
    same_name = NoteSigner.generate(SIGNER.name).sign("Iets anders.\n").splitlines()[-1]
    assert SIGNER.verifier.verify(_add(note, stranger, same_name)) == "Dag.\n"


def test_one_wrong_signature_of_a_known_key_spoils_the_note():
    note = SIGNER.sign("Dag.\n")
    wrong = SIGNER.sign("Iets anders.\n").splitlines()[-1]
    with pytest.raises(NoteAltered, match="past niet"):
        SIGNER.verifier.verify(_add(note, wrong))


def test_sixteen_signatures_are_read_and_seventeen_are_not():
    note = SIGNER.sign("Dag.\n")
    strangers = [
        NoteSigner.generate(f"stranger.example/{i}").sign("x\n").splitlines()[-1]
        for i in range(SIGNATURES_MAX)
    ]
    assert SIGNER.verifier.verify(_add(note, *strangers[:-1])) == "Dag.\n"
    with pytest.raises(NoteAltered):
        SIGNER.verifier.verify(_add(note, *strangers))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a.example AAAAAAA=",
        "- a.example AAAAAAA=",
        "— a.example",
        "— AAAAAAA=",
        "— a.example AAAA",
        "— a.example AAAAAAB=",
        "— a+b AAAAAAA=",
    ],
)
def test_a_crooked_signature_line_spoils_the_note(line: str):
    with pytest.raises(NoteAltered):
        SIGNER.verifier.verify(_add(SIGNER.sign("Dag.\n"), line))


@pytest.mark.parametrize(
    "text", ["", "no newline", "tab\t\n", "return\r\n", "nul\0\n", "half a letter \ud800\n"]
)
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str):
    with pytest.raises(ValueError):
        SIGNER.sign(text)


def _signed_by_a_careless_writer(text: str) -> str:
    """Make a note with a good signature whatever the text, as other software might."""
    signature = Ed25519PrivateKey.from_private_bytes(SIGNER.secret).sign(text.encode())
    line = base64.b64encode(SIGNER.verifier.key_id + signature).decode()
    return f"{text}\n— {SIGNER.name} {line}\n"


def test_a_careless_writer_of_a_good_note_is_read():
    assert SIGNER.verifier.verify(_signed_by_a_careless_writer("Dag.\n")) == "Dag.\n"


@pytest.mark.parametrize("text", ["return\r\n", "tab\t\n", "nul\0\n", "a" * NOTE_MAX_BYTES + "\n"])
def test_a_good_signature_does_not_save_a_bad_note(text: str):
    with pytest.raises(NoteAltered, match="geen bericht"):
        SIGNER.verifier.verify(_signed_by_a_careless_writer(text))


def test_an_endless_note_is_not_signed():
    with pytest.raises(ValueError):
        SIGNER.sign("a" * NOTE_MAX_BYTES + "\n")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\x01b"])
def test_a_name_that_could_not_stand_in_a_signature_line_is_refused(name: str):
    with pytest.raises(ValueError):
        NoteSigner.generate(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        PUBLISHED_KEY[:-1],
        PUBLISHED_KEY.replace("530d903a", "530d903b"),
        PUBLISHED_KEY.replace("530d903a", "530D903A"),
        PUBLISHED_KEY.replace("example.com/foo", "example.com/bar"),
        PUBLISHED_KEY.replace("+Aek", "+Bek"),
        GO_PRIVATE,
        "naam+00000000+\ud800",
    ],
)
def test_a_damaged_public_key_is_refused(text: str):
    with pytest.raises(NoteKeyDamaged):
        NoteVerifier.from_text(text)


def test_a_key_of_another_signature_type_is_refused_even_with_a_fitting_id():
    encoded = b"\x02" + SIGNER.verifier.public
    key_id = hashlib.sha256(b"box.example\n\x01" + encoded).digest()[:4].hex()
    with pytest.raises(NoteKeyDamaged):
        NoteVerifier.from_text(f"box.example+{key_id}+{base64.b64encode(encoded).decode()}")


@pytest.mark.parametrize("text", ["", GO_PUBLIC, GO_PRIVATE[:-1], GO_PRIVATE.replace("c74f20a3", "c74f20a4")])
def test_a_damaged_private_key_is_refused_without_showing_it(text: str):
    with pytest.raises(NoteKeyDamaged) as caught:
        NoteSigner.from_text(text)
    assert "YEKFALV" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_private_key_never_shows_in_a_repr():
    assert repr(SIGNER.secret) not in repr(SIGNER)
    assert SIGNER.to_text()[-20:] not in repr(SIGNER)


def test_the_unverified_text_is_there_for_hints_only():
    forged = SIGNER.sign("Dag.\n").replace("Dag", "Ja")
    assert unverified_text(forged) == "Ja.\n"
    with pytest.raises(NoteAltered):
        unverified_text("geen bericht")
