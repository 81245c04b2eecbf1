"""The age implementation in TypeScript opens what we seal, and we what it seals, post-quantum keys included.

It is the one widely used tool besides age 1.3 that knows the hybrid kind. npm installs it once for the run,
by the versions and integrity that tests/crypto/age_encryption/package-lock.json names. A missing node or npm
is a failure here, never a skip.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.crypto.age_file import decrypt_stream, encrypt_stream
from appliance.crypto.header import make_header
from appliance.crypto.identities import Identity, new_identity, read_identities
from appliance.crypto.payload import CHUNK_BYTES, FINAL_PLAINTEXT, LiveSealer
from appliance.domain.errors import WrongIdentity

PEER = Path(__file__).with_name("age_encryption")
SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17]
Peer = Callable[..., bytes]


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Peer:
    """Run the peer's command: words in, bytes in, bytes out."""
    folder = tmp_path_factory.mktemp("age-encryption")
    for name in ("package.json", "package-lock.json", "peer.mjs"):
        shutil.copy(PEER / name, folder)
    # Its parts ask for node 20; Debian 12 has 18, which runs them too (see peer.mjs). What npm fetched stays
    # in the environment of the tests: the next run needs no network, and nothing is written elsewhere.
    cache = Path(sys.prefix) / "npm-cache"
    subprocess.run(
        [
            "npm",
            "ci",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefer-offline",
            "--cache",
            str(cache),
        ],
        cwd=folder,
        capture_output=True,
        check=True,
    )

    def run(*words: str, given: bytes = b"") -> bytes:
        command = ["node", str(folder / "peer.mjs"), *words]
        return subprocess.run(command, input=given, capture_output=True, check=True).stdout

    return run


@pytest.fixture(params=[True, False], ids=["hybrid", "x25519"])
def identity(request: pytest.FixtureRequest) -> Identity:
    return new_identity(pq=request.param)


def _like(identity: Identity) -> Identity:
    """Another key of the same kind: kinds are never mixed in one file."""
    return new_identity(pq=str(identity.recipient).startswith("age1pq1"))


def _our_file(film: bytes, *identities: Identity) -> bytes:
    return b"".join(encrypt_stream(io.BytesIO(film), [identity.recipient for identity in identities]))


def _opened(file: bytes, *identities: Identity) -> bytes:
    return b"".join(decrypt_stream(io.BytesIO(file), identities))


@pytest.mark.parametrize("size", SIZES)
def test_the_peer_opens_our_file_for_two_custodians(size: int, identity: Identity, peer: Peer):
    film = os.urandom(size)
    assert peer("decrypt", str(identity), given=_our_file(film, _like(identity), identity)) == film


@pytest.mark.parametrize("size", SIZES)
def test_we_open_the_file_of_the_peer(size: int, identity: Identity, peer: Peer):
    film = os.urandom(size)
    other = _like(identity)
    file = peer("encrypt", str(other.recipient), str(identity.recipient), given=film)
    assert _opened(file, identity) == film
    with pytest.raises(WrongIdentity):
        _opened(file, _like(identity))


def test_the_peer_opens_a_live_recording_that_was_torn_off(identity: Identity, peer: Peer):
    file_key, nonce = os.urandom(16), os.urandom(16)
    sealer = LiveSealer(file_key, nonce)
    chunks = [sealer.seal(os.urandom(CHUNK_BYTES)) for _ in range(3)] + [sealer.ready_final()]
    file = make_header(file_key, [identity.recipient]) + nonce + b"".join(chunks)
    film = peer("decrypt", str(identity), given=file)
    assert len(film) == 3 * CHUNK_BYTES + len(FINAL_PLAINTEXT)
    assert film.endswith(FINAL_PLAINTEXT)


@pytest.mark.parametrize("kind", ["hybrid", "x25519"])
def test_a_key_pair_made_by_the_peer_is_the_same_pair_here(kind: str, peer: Peer):
    secret, public = peer("new", kind).decode("ascii").split()
    (identity,) = read_identities(secret)
    assert str(identity.recipient) == public


def test_the_peer_refuses_our_file_without_its_last_chunk(identity: Identity, peer: Peer):
    file = _our_file(os.urandom(2 * CHUNK_BYTES + 1), identity)
    with pytest.raises(subprocess.CalledProcessError):
        peer("decrypt", str(identity), given=file[: -1 - 16])


def test_the_peer_does_not_open_the_file_of_somebody_else(identity: Identity, peer: Peer):
    with pytest.raises(subprocess.CalledProcessError):
        peer("decrypt", str(_like(identity)), given=_our_file(b"een gesprek", identity))
