"""The text form of an age file: what age itself writes, and nothing else."""

from __future__ import annotations

import io
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto.age_file import decrypt_stream, encrypt_stream
from appliance.crypto.armor import BEGIN, END, armored, without_armor
from appliance.crypto.identities import new_identity
from appliance.domain.errors import ArmorDamaged

AGE = b"age-encryption.org/v1\n"


def _read(text: bytes) -> bytes:
    return without_armor(io.BufferedReader(io.BytesIO(text))).read()


@given(st.binary(max_size=300))
def test_what_was_armored_reads_back_also_with_windows_line_ends(content: bytes):
    text = armored(content)
    assert _read(text) == content
    assert _read(text.replace(b"\n", b"\r\n")) == content
    assert _read(b" \r\n\n" + text + b"\t\n") == content


def test_a_binary_file_passes_unchanged():
    assert _read(AGE + b"-----BEGIN") == AGE + b"-----BEGIN"


def test_a_short_read_gets_what_it_asks_for():
    reader = without_armor(io.BufferedReader(io.BytesIO(armored(bytes(range(200))))))
    assert b"".join(iter(lambda: reader.read(7), b"")) == bytes(range(200))


@pytest.mark.parametrize(
    "text",
    [
        BEGIN,
        BEGIN + b"\n",
        BEGIN + b"\nQUJD\n",
        BEGIN + b"\nQUJD\n\n" + END + b"\n",
        BEGIN + b"\nQUJD\nQUJD\n" + END + b"\n",
        BEGIN + b"\nQUI\n" + END + b"\n",
        BEGIN + b"\nQUJ=\n" + END + b"\n",
        BEGIN + b"\n" + b"A" * 68 + b"\n" + END + b"\n",
        BEGIN + b"\n" + b"A" * 1_000_000,
        BEGIN + b"\nQUJD\n" + END + b"\nx",
        BEGIN + b"\nQUJD\n" + END + b"\n" + b" " * 2000 + b"x",
        BEGIN + b"\n" + b"A" * 62 + b"==\nQUJD\n" + END + b"\n",
        BEGIN.replace(b"AGE", b"PGP") + b"\nQUJD\n" + END + b"\n",
        BEGIN.lower() + b"\nQUJD\n" + END + b"\n",
    ],
)
def test_another_spelling_is_refused(text: bytes):
    with pytest.raises(ArmorDamaged):
        _read(text)


def test_age_reads_what_we_armored_and_the_other_way_round(tmp_path):
    identity = new_identity(pq=False)
    key = tmp_path / "key.txt"
    key.write_text(str(identity))
    film = bytes(range(256)) * 1000
    ours = armored(b"".join(encrypt_stream(io.BytesIO(film), [identity.recipient])))
    assert (
        subprocess.run(["age", "-d", "-i", key], input=ours, capture_output=True, check=True).stdout == film
    )
    command = ["age", "--armor", "-r", str(identity.recipient)]
    theirs = subprocess.run(command, input=film, capture_output=True, check=True).stdout
    opened = decrypt_stream(without_armor(io.BufferedReader(io.BytesIO(theirs))), [identity])
    assert b"".join(opened) == film
