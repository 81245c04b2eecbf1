"""The letters of a key: what was written reads back, and one slip is always noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto import bech32

VALID = (  # BIP173, "Test vectors"
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
)
INVALID = (  # BIP173 and the ways to write one value twice
    "\x201nwldj5",
    "\x7f1axkwrx",
    "pzry9x0s0muk",
    "1pzry9x0s0muk",
    "x1b4n0q5v",
    "li1dgmt3",
    "de1lg7wt\xff",
    "A1G7SGD8",
    "10a06t8",
    "1qzzfhee",
    "A12uEL5L",
    "",
)


@pytest.mark.parametrize("text", VALID)
def test_it_reads_the_published_texts(text: str):
    prefix, _ = bech32.decode(text)
    assert text.lower().startswith(prefix + "1")


@pytest.mark.parametrize("text", INVALID)
def test_it_refuses_the_published_faults(text: str):
    with pytest.raises(ValueError):
        bech32.decode(text)


@given(st.binary(max_size=80))
def test_what_was_written_reads_back_in_either_case(data: bytes):
    text = bech32.encode("age", data)
    assert bech32.decode(text) == bech32.decode(text.upper()) == ("age", data)


@given(st.binary(min_size=32, max_size=32), st.data())
def test_one_wrong_letter_is_always_noticed(data: bytes, draw: st.DataObject):
    text = bech32.encode("age", data)
    place = draw.draw(st.integers(4, len(text) - 1))
    letter = draw.draw(
        st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l").filter(lambda it: it != text[place])
    )
    with pytest.raises(ValueError):
        bech32.decode(text[:place] + letter + text[place + 1 :])


def test_a_letter_that_only_looks_like_one_of_ours_is_refused():
    text = bech32.encode("age", bytes(range(32))).upper()
    kelvin = text.replace("K", "\N{KELVIN SIGN}")  # in lower case it is an ordinary k
    assert kelvin != text
    with pytest.raises(ValueError, match="foreign letter"):
        bech32.decode(kelvin)


@pytest.mark.parametrize(
    "text", ["age1ll2lu7g0", "age1qdd35qf"], ids=["bits that are set", "a letter too many"]
)
def test_bits_left_over_at_the_end_are_refused(text: str):
    with pytest.raises(ValueError, match="loose bits"):
        bech32.decode(text)
