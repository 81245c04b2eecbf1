"""The identity file as editors, Windows and ``age -p`` leave it."""

from __future__ import annotations

import hmac
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from appliance.cli.identity_file import FILE_MAX_BYTES, read_identity_file
from appliance.crypto.age_file import encrypt_stream
from appliance.crypto.armor import armored
from appliance.crypto.canonical_base64 import encode
from appliance.crypto.file_key import wrap
from appliance.crypto.identities import new_identity
from appliance.crypto.payload import PayloadCipher
from appliance.crypto.stanza import Stanza
from appliance.domain.errors import IdentityDamaged, KeyFileUnusable, PassphraseWrong

IDENTITY = new_identity(pq=False)
TEXT = f"# self\n{IDENTITY}\n"


def _nobody_asks() -> NoReturn:
    raise AssertionError("this file has no passphrase")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", " \n").encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
    ],
    ids=[
        "as made",
        "windows line ends",
        "trailing blanks",
        "byte-order mark",
        "powershell",
        "utf-16 big endian",
    ],
)
def test_every_way_an_editor_saves_it_is_read(tmp_path: Path, content: bytes):
    (key := tmp_path / "key.txt").write_bytes(content)
    assert read_identity_file(key, _nobody_asks) == (IDENTITY,)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"\x00" * 99, b"%PDF-1.7\n", os.urandom(64) + b"\x80"],
    ids=["nothing", "a byte", "zeros", "a PDF", "noise"],
)
def test_something_else_is_no_identity_file_and_is_never_shown(tmp_path: Path, content: bytes):
    (key := tmp_path / "key.txt").write_bytes(content)
    with pytest.raises(IdentityDamaged) as caught:
        read_identity_file(key, _nobody_asks)
    assert caught.value.__cause__ is None


def test_an_endless_file_is_refused(tmp_path: Path):
    (key := tmp_path / "key.txt").write_bytes(b"#" * (FILE_MAX_BYTES + 1))
    with pytest.raises(IdentityDamaged, match="te groot"):
        read_identity_file(key, _nobody_asks)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(KeyFileUnusable, match="er niet"):
        read_identity_file(tmp_path / "weg.txt", _nobody_asks)


def _locked(text: str, passphrase: str) -> bytes:
    """Make what ``age -p`` makes, with little scrypt work."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    key = Scrypt(b"age-encryption.org/v1/scrypt" + salt, length=32, n=1 << 4, r=8, p=1).derive(
        passphrase.encode()
    )
    covered = (
        b"age-encryption.org/v1\n"
        + Stanza("scrypt", (encode(salt), b"4"), wrap(key, file_key)).written()
        + b"---"
    )
    mac = hmac.digest(
        HKDF(SHA256(), length=32, salt=None, info=b"header").derive(file_key), covered, "sha256"
    )
    sealed = PayloadCipher(file_key, nonce).seal(0, text.encode(), final=True)
    return covered + b" " + encode(mac) + b"\n" + nonce + sealed


@pytest.mark.parametrize("form", [bytes, armored], ids=["binary", "text"])
def test_a_locked_file_opens_with_its_passphrase(tmp_path: Path, form):
    (key := tmp_path / "key.age").write_bytes(form(_locked(TEXT, "vijf gewone woorden")))
    assert read_identity_file(key, lambda: "vijf gewone woorden") == (IDENTITY,)
    with pytest.raises(PassphraseWrong):
        read_identity_file(key, lambda: "vijf andere woorden")


def test_a_locked_file_is_refused_where_nobody_can_type(tmp_path: Path):
    (key := tmp_path / "key.age").write_bytes(_locked(TEXT, "vijf gewone woorden"))
    (film := tmp_path / "film.age").write_bytes(
        b"".join(encrypt_stream(io.BytesIO(b"een gesprek"), [IDENTITY.recipient]))
    )
    command = [sys.executable, "-m", "appliance.cli.main", "open", str(film), "-i", str(key)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "er zit een wachtwoord op" in done.stderr
