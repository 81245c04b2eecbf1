"""Keys as people copy them: the two kinds, what an editor may change, and what never shows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.crypto import bech32
from appliance.crypto.identities import Identity, new_identity, parse_recipient, read_identities
from appliance.domain.errors import IdentityDamaged, RecipientDamaged

X25519_SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"  # C2SP age.md
X25519_PUBLIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
HYBRID_SECRET = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
HYBRID_PUBLIC_START = (
    "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdxz95paef6caq5aapd"
)

both_kinds = pytest.mark.parametrize("pq", [False, True], ids=["x25519", "hybrid"])


def test_the_keys_of_the_specification_belong_together():
    x25519, hybrid = read_identities(f"{X25519_SECRET}\n{HYBRID_SECRET}\n")
    assert str(x25519.recipient) == X25519_PUBLIC
    assert str(hybrid.recipient).startswith(HYBRID_PUBLIC_START)
    assert (str(x25519), str(hybrid)) == (X25519_SECRET, HYBRID_SECRET)


@both_kinds
def test_every_new_identity_is_another_one(pq: bool):
    assert new_identity(pq=pq) != new_identity(pq=pq)


@settings(deadline=None, max_examples=25)
@given(st.booleans())
def test_a_key_pair_reads_back_from_its_texts(pq: bool):
    identity = new_identity(pq=pq)
    assert read_identities(str(identity)) == (identity,)
    assert parse_recipient(str(identity.recipient)) == identity.recipient


@pytest.mark.parametrize(
    "text",
    [
        f"# made on Monday\n\n{X25519_SECRET}\n",
        f"# made on Monday\r\n\r\n{X25519_SECRET}\r\n",
        f"  {X25519_SECRET} \t\n",
        f"\ufeff{X25519_SECRET}",
        f"\ufeff# made on Monday\n{X25519_SECRET}",
    ],
    ids=["as made", "windows line ends", "blanks around", "byte-order mark", "byte-order mark and comment"],
)
def test_what_an_editor_adds_does_no_harm(text: str):
    assert [str(identity) for identity in read_identities(text)] == [X25519_SECRET]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "\ufeff"])
def test_a_file_without_a_key_is_named(text: str):
    with pytest.raises(IdentityDamaged, match="geen sleutel"):
        read_identities(text)


@pytest.mark.parametrize(
    "line",
    [
        X25519_SECRET[:-1],
        X25519_SECRET.lower(),
        X25519_SECRET.replace("GFPYY", "GFPY Y", 1),
        X25519_SECRET + X25519_SECRET,
        bech32.encode("age-secret-key-", bytes(31)).upper(),
        bech32.encode("age-secret-key-pq-", bytes(33)).upper(),
        bech32.encode("age-plugin-x-", bytes(32)).upper(),
        "hallo",
    ],
)
def test_a_damaged_line_is_named_by_number_and_never_shown(line: str):
    with pytest.raises(IdentityDamaged, match="regel 2") as caught:
        read_identities(f"# mine\n{line}\n")
    assert line[20:40] not in str(caught.value) or line == "hallo"
    assert caught.value.__cause__ is None


def test_a_public_key_in_an_identity_file_is_told_apart():
    with pytest.raises(IdentityDamaged, match="regel 1 is een ontvanger"):
        read_identities(X25519_PUBLIC)


def _low_order(kind: str) -> str:
    public = bytes(32)
    if kind == "age1pq":
        public = new_identity(pq=True).recipient.public[:-32] + public
    return bech32.encode(kind, public)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        X25519_PUBLIC[:-1] + "q",
        X25519_PUBLIC.upper(),
        X25519_SECRET,
        bech32.encode("age", bytes([9] * 31)),
        bech32.encode("age1pq", bytes([9] * 1215)),
        bech32.encode("age1pq", b"\xff" * 1184 + bytes([9] * 32)),  # no ML-KEM key: numbers above its modulus
        bech32.encode("age1yubikey", bytes(33)),
        _low_order("age"),
        _low_order("age1pq"),
    ],
)
def test_an_impossible_recipient_is_refused(text: str):
    with pytest.raises(RecipientDamaged):
        parse_recipient(text)


def test_blanks_around_a_recipient_do_no_harm():
    assert str(parse_recipient(f" {X25519_PUBLIC}\r\n")) == X25519_PUBLIC


@both_kinds
def test_a_secret_never_shows_in_a_repr(pq: bool):
    identity: Identity = new_identity(pq=pq)
    assert str(identity)[-20:] not in repr(identity)
    assert repr(identity.secret) not in repr(identity)
