"""Any age tool opens a film: both ways with Debian's ``age`` and with rage (pyrage).

A missing tool is a failure here, never a skip: without it the promise is not tested.
"""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

import pyrage
import pytest

from appliance.crypto.age_file import decrypt_stream, encrypt_stream
from appliance.crypto.header import make_header
from appliance.crypto.identities import Identity, new_identity, read_identities
from appliance.crypto.payload import CHUNK_BYTES, FINAL_PLAINTEXT, LiveSealer
from appliance.domain.errors import WrongIdentity

SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES + 17]


@pytest.fixture
def identity() -> Identity:
    return new_identity(pq=False)


@pytest.fixture
def key_file(tmp_path: Path, identity: Identity) -> Path:
    path = tmp_path / "key.txt"
    path.write_text(f"# {identity.recipient}\n{identity}\n")
    return path


def _age(*arguments: str | Path, given: bytes) -> bytes:
    return subprocess.run(["age", *arguments], input=given, capture_output=True, check=True).stdout


def _our_file(film: bytes, *identities: Identity) -> bytes:
    return b"".join(encrypt_stream(io.BytesIO(film), [identity.recipient for identity in identities]))


def _opened(file: bytes, *identities: Identity) -> bytes:
    return b"".join(decrypt_stream(io.BytesIO(file), identities))


@pytest.mark.parametrize("size", SIZES)
def test_age_opens_our_file(size: int, identity: Identity, key_file: Path):
    film = os.urandom(size)
    assert _age("--decrypt", "-i", key_file, given=_our_file(film, new_identity(pq=False), identity)) == film


@pytest.mark.parametrize("size", SIZES)
def test_we_open_the_file_of_age(size: int, identity: Identity):
    film = os.urandom(size)
    other = new_identity(pq=False)
    file = _age("-r", str(other.recipient), "-r", str(identity.recipient), given=film)
    assert _opened(file, identity) == film
    with pytest.raises(WrongIdentity):
        _opened(file, new_identity(pq=False))


def test_age_opens_a_live_recording_that_was_torn_off(identity: Identity, key_file: Path):
    file_key, nonce = os.urandom(16), os.urandom(16)
    sealer = LiveSealer(file_key, nonce)
    chunks = [sealer.seal(os.urandom(CHUNK_BYTES)) for _ in range(3)] + [sealer.ready_final()]
    film = _age(
        "-d", "-i", key_file, given=make_header(file_key, [identity.recipient]) + nonce + b"".join(chunks)
    )
    assert len(film) == 3 * CHUNK_BYTES + 8
    assert film.endswith(FINAL_PLAINTEXT)


def test_age_and_we_refuse_the_same_cut_file(identity: Identity, key_file: Path):
    file = _our_file(os.urandom(3 * CHUNK_BYTES), identity)[: -CHUNK_BYTES - 16]
    with pytest.raises(subprocess.CalledProcessError):
        _age("-d", "-i", key_file, given=file)


def test_our_key_pair_is_the_one_that_age_keygen_reads(identity: Identity, key_file: Path):
    shown = subprocess.run(["age-keygen", "-y", key_file], capture_output=True, check=True, text=True).stdout
    assert shown.strip() == str(identity.recipient)


def test_we_read_the_identity_file_that_age_keygen_makes():
    made = subprocess.run(["age-keygen"], capture_output=True, check=True, text=True)
    (identity,) = read_identities(made.stdout)
    assert f"Public key: {identity.recipient}" in made.stderr


@pytest.mark.parametrize("size", SIZES)
def test_rage_opens_our_file_and_we_open_its(size: int, identity: Identity):
    film = os.urandom(size)
    theirs = pyrage.x25519.Identity.from_str(str(identity))
    assert pyrage.decrypt(_our_file(film, identity), [theirs]) == film
    assert _opened(pyrage.encrypt(film, [theirs.to_public()]), identity) == film


def test_a_tool_without_the_post_quantum_kind_does_not_open_a_post_quantum_file(key_file: Path):
    hybrid = new_identity(pq=True)
    with pytest.raises(subprocess.CalledProcessError):
        _age("-d", "-i", key_file, given=_our_file(b"een gesprek", hybrid))
