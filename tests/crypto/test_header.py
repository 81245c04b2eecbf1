"""The header: every recipient finds the key, nobody else does, and no changed byte passes."""

from __future__ import annotations

import io
import os
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.crypto.header import HEADER_MAX_BYTES, make_header, open_header
from appliance.crypto.identities import new_identity
from appliance.crypto.passphrase import PassphraseIdentity
from appliance.crypto.stanza import Stanza
from appliance.domain.errors import HeaderDamaged, MixedRecipients, NotAgeFile, SealError, WrongIdentity

FILE_KEY = bytes(range(16))
X25519 = new_identity(pq=False)
HYBRID = new_identity(pq=True)

both_kinds = pytest.mark.parametrize("pq", [False, True], ids=["x25519", "hybrid"])


@both_kinds
def test_every_recipient_opens_the_header_alone(pq: bool):
    identities = [new_identity(pq=pq) for _ in range(3)]
    header = make_header(FILE_KEY, [identity.recipient for identity in identities])
    for identity in identities:
        assert open_header(io.BytesIO(header), [identity]) == FILE_KEY


@both_kinds
def test_reading_stops_exactly_behind_the_header(pq: bool):
    identity = new_identity(pq=pq)
    source = io.BytesIO(make_header(FILE_KEY, [identity.recipient]) + b"nonce and chunks")
    open_header(source, [identity])
    assert source.read() == b"nonce and chunks"


@both_kinds
def test_somebody_else_does_not_open_it(pq: bool):
    header = make_header(FILE_KEY, [new_identity(pq=pq).recipient])
    with pytest.raises(WrongIdentity):
        open_header(io.BytesIO(header), [new_identity(pq=pq), X25519, HYBRID, PassphraseIdentity("geheim")])
    with pytest.raises(WrongIdentity):
        open_header(io.BytesIO(header), [])


def test_the_right_identity_may_stand_anywhere_in_the_row():
    header = make_header(FILE_KEY, [HYBRID.recipient])
    assert open_header(io.BytesIO(header), [X25519, new_identity(pq=True), HYBRID]) == FILE_KEY


def test_two_headers_of_one_key_have_nothing_in_common():
    one, other = (make_header(FILE_KEY, [X25519.recipient]).split(b"\n") for _ in range(2))
    assert not {*one[1:4]} & {*other[1:4]}


def test_ordinary_and_post_quantum_recipients_are_never_mixed():
    with pytest.raises(MixedRecipients):
        make_header(FILE_KEY, [HYBRID.recipient, X25519.recipient])


@pytest.mark.parametrize("file_key", [b"", bytes(15), bytes(17), bytes(32)])
def test_a_file_key_of_another_length_is_refused(file_key: bytes):
    with pytest.raises(ValueError):
        make_header(file_key, [X25519.recipient])


def test_a_header_for_nobody_is_refused():
    with pytest.raises(ValueError):
        make_header(FILE_KEY, [])


def test_more_recipients_than_can_be_read_back_are_refused():
    with pytest.raises(ValueError, match="too many"):
        make_header(FILE_KEY, [HYBRID.recipient] * 200)


@pytest.mark.parametrize("identity", [X25519, HYBRID], ids=["x25519", "hybrid"])
def test_no_changed_byte_of_a_header_passes(identity):
    header = make_header(FILE_KEY, [identity.recipient])
    for place in range(len(header)):
        for flip in (0x01, 0x20, 0x80):
            changed = bytearray(header)
            changed[place] ^= flip
            with pytest.raises(SealError):
                open_header(io.BytesIO(bytes(changed)), [identity])


@pytest.mark.parametrize("identity", [X25519, HYBRID], ids=["x25519", "hybrid"])
def test_no_header_cut_short_passes(identity):
    header = make_header(FILE_KEY, [identity.recipient])
    for size in range(len(header)):
        with pytest.raises((NotAgeFile, HeaderDamaged)):
            open_header(io.BytesIO(header[:size]), [identity])


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused_by_name(content: bytes):
    for start in (b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> X25519 "):
        with pytest.raises((NotAgeFile, HeaderDamaged)):
            open_header(io.BytesIO(start + content), [X25519])


def test_a_stanza_added_by_somebody_without_the_key_is_noticed():
    header = make_header(FILE_KEY, [X25519.recipient])
    version, rest = header.split(b"\n", 1)
    grease = Stanza("spiegelbox-grease", (b"x",), os.urandom(70)).written()
    with pytest.raises(HeaderDamaged, match="MAC"):
        open_header(io.BytesIO(version + b"\n" + grease + rest), [X25519])


def test_a_header_that_asks_for_too_much_scrypt_is_refused_without_trying():
    stanza = Stanza("scrypt", (b"ajMFur+EJLGaohv/dLRGnw", b"21"), bytes(32)).written()
    header = b"age-encryption.org/v1\n" + stanza + b"--- " + b"A" * 43 + b"\n"
    with pytest.raises(HeaderDamaged, match="hoeveelheid werk"):
        open_header(io.BytesIO(header), [PassphraseIdentity("geheim")])


class _Endless(io.RawIOBase):
    """A gigabyte that is never all there: a start, and then one byte again and again."""

    def __init__(self, start: bytes, filler: bytes) -> None:
        self._start, self._filler = start, filler
        self.served = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        size = min(len(buffer), (1 << 30) - self.served)
        piece = (self._start[self.served : self.served + size] + self._filler * size)[:size]
        buffer[:size] = piece
        self.served += size
        return size


@pytest.mark.parametrize(
    ("start", "filler"),
    [
        (b"age-encryption.org/v1\n-> X25519 ", b"A"),
        (b"age-encryption.org/v1\n", b"-> a\n\n"),
        (b"age-encryption.org/v1\n-> a\n", b"A" * 64 + b"\n"),
        (b"age-encryption.org/v1\n--- ", b"A"),
        (b"age-encryption.org/", b"v"),
        (b"", b"A"),
    ],
    ids=["one argument", "stanzas", "body lines", "mac", "version", "no age file"],
)
def test_a_header_of_a_gigabyte_is_refused_in_little_memory(start: bytes, filler: bytes):
    endless = _Endless(start, filler)
    tracemalloc.start()
    try:
        with pytest.raises((HeaderDamaged, NotAgeFile)):
            open_header(io.BufferedReader(endless), [X25519])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert endless.served <= 2 * HEADER_MAX_BYTES
    assert peak < 16 * HEADER_MAX_BYTES  # measured: 12 for the worst case, thousands of tiny stanzas
