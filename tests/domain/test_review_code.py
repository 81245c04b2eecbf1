"""A client's code, as it is made and as people type it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.errors import (
    CodeNotUnderstood,
    DigitsDoNotFit,
    FifthWordUnknown,
    FirstWordUnknown,
    FourthWordUnknown,
    SecondWordUnknown,
    ThirdWordUnknown,
)
from appliance.domain.review import WORDS, ReviewCode, complete

CODE = ReviewCode(("konijn", "trompet", "aardbei", "vuurtoren", "zebra"))

codes = st.integers(0, 2**50 - 1).map(ReviewCode.from_bits)


@given(codes)
def test_words_and_digits_lead_back_to_the_same_code(code: ReviewCode) -> None:
    assert ReviewCode.parse(" ".join(code.words)) == code
    assert ReviewCode.parse(code.digits) == code


@given(codes, codes)
def test_two_codes_never_share_their_secret_or_their_digits(one: ReviewCode, other: ReviewCode) -> None:
    assert (one == other) is (one.secret == other.secret) is (one.digits == other.digits)


def test_the_secret_is_the_fifty_bits_in_seven_bytes() -> None:
    assert ReviewCode.from_bits(0).secret == bytes(7)
    assert ReviewCode.from_bits(2**50 - 1).secret == (2**50 - 1).to_bytes(7, "big")
    assert ReviewCode.from_bits(1).words == (*(WORDS[0],) * 4, WORDS[1])


def test_digits_stand_in_five_groups_of_four() -> None:
    assert [len(group) for group in ReviewCode.from_bits(0).digits.split(" ")] == [4] * 5


@pytest.mark.parametrize("bits", [-1, 2**50])
def test_more_than_fifty_bits_are_refused(bits: int) -> None:
    with pytest.raises(ValueError, match="50 bits"):
        ReviewCode.from_bits(bits)


@pytest.mark.parametrize("words", [("konijn",) * 4, ("konijn",) * 6, (*("konijn",) * 4, "xyz")])
def test_other_words_make_no_code(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="five words"):
        ReviewCode(words)


def test_a_code_does_not_show_itself_in_a_log() -> None:
    assert not any(word in repr(CODE) for word in CODE.words)


@pytest.mark.parametrize(
    "typed",
    [
        "KONIJN Trompet aardbei vuurtoren zebra",
        "konijn, trompet, aardbei, vuurtoren, zebra.",
        "  konijn\ttrompet\r\naardbei \n vuurtoren  zebra\n",
        "konijn-trompet-aardbei-vuurtoren-zebra",
        "1. konijn 2. trompet 3. aardbei 4. vuurtoren 5. zebra",
        "kónijn trömpet aardbeï vuurtoren zebrá",
        "koniĳn trompet aardbei vuurtoren zebra",
        "konij tromp aardbei vuurto zebr",
        "konijn trompe aardbei vuurt zebra",
        "konijn trom pet aard bei vuur toren zebra",
    ],
)
def test_it_forgives_how_people_write(typed: str) -> None:
    assert ReviewCode.parse(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "konyijn",
        "konij",
        "konnijn",
        "konjin",
        "koinjn",
        "koniin",
        "onijn",
        "konijnn",
        "konein",
        "conijn",
        "coneyn",
    ],
)
def test_it_forgives_one_slip_and_a_word_written_as_it_sounds(typed: str) -> None:
    assert ReviewCode.parse(f"{typed} trompet aardbei vuurtoren zebra") == CODE


@pytest.mark.parametrize("typed", ["ko", "kxnxjn", "tro", "gesprek", "z", "xxxxxxxxxxxxxxx"])
def test_it_does_not_guess(typed: str) -> None:
    with pytest.raises(CodeNotUnderstood):
        ReviewCode.parse(f"{typed} trompet aardbei vuurtoren zebra")


def test_a_slip_between_two_words_is_not_settled_by_chance() -> None:
    between = next(
        typed
        for word in WORDS
        for typed in (word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in "abcdefgh")
        if typed not in WORDS and len(complete(typed)) == 0 and len(_one_letter_from(typed)) == 2
    )
    with pytest.raises(CodeNotUnderstood):
        ReviewCode.parse(f"{between} trompet aardbei vuurtoren zebra")


@pytest.mark.parametrize("typed", ["", "   ", "konijn trompet aardbei vuurtoren", "konijn " * 6, "?!"])
def test_other_than_five_words_is_not_a_code(typed: str) -> None:
    with pytest.raises(CodeNotUnderstood):
        ReviewCode.parse(typed)


@pytest.mark.parametrize(
    ("at", "cause"),
    [
        (0, FirstWordUnknown),
        (1, SecondWordUnknown),
        (2, ThirdWordUnknown),
        (3, FourthWordUnknown),
        (4, FifthWordUnknown),
    ],
)
def test_what_is_not_understood_is_told_by_place_and_never_repeated(
    at: int, cause: type[CodeNotUnderstood]
) -> None:
    typed = [*CODE.words[:at], "geheimpje", *CODE.words[at + 1 :]]
    with pytest.raises(cause) as caught:
        ReviewCode.parse(" ".join(typed))
    assert "geheimpje" not in f"{caught.value} {caught.value.sentence} {caught.value.next_step}"


ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def slips_of(word: str) -> set[str]:
    """Every text that is one letter too many, too few, other, or swapped away from the word."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {a + b[1:] for a, b in cuts if b}
    other = {a + letter + b[1:] for a, b in cuts if b for letter in ALPHABET}
    more = {a + letter + b for a, b in cuts for letter in ALPHABET}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    return fewer | other | more | swapped


@settings(deadline=None)  # looks at every word or slip, and a busy machine is slow
@given(codes, st.integers(0, 4), st.data())
def test_no_slip_is_ever_read_as_another_word(code: ReviewCode, at: int, data: st.DataObject) -> None:
    slip = data.draw(st.sampled_from(sorted(slips_of(code.words[at]))))
    try:
        read = ReviewCode.parse(" ".join([*code.words[:at], slip, *code.words[at + 1 :]]))
    except CodeNotUnderstood:
        return
    assert read == code


def test_a_slip_that_happens_to_begin_another_word_is_not_taken_for_it() -> None:
    beginnings = Counter(word[:n] for word in WORDS for n in range(3, len(word)))
    traps = [
        (word, slip)
        for word in WORDS
        for slip in slips_of(word)
        if beginnings[slip] == 1 and slip not in WORDS and not word.startswith(slip)
    ]
    assert len(traps) > 100
    for word, slip in traps:
        try:
            read = ReviewCode.parse(f"{slip} trompet aardbei vuurtoren zebra")
        except CodeNotUnderstood:
            continue
        assert read.words[0] == word, slip


def test_nearly_every_slip_in_a_long_word_is_put_right() -> None:
    understood = tried = 0
    for slip in sorted(slips_of("trompet")):
        tried += 1
        try:
            understood += ReviewCode.parse(f"konijn {slip} aardbei vuurtoren zebra") == CODE
        except CodeNotUnderstood:
            continue
    assert understood > 0.95 * tried


@settings(deadline=None)  # looks at every word or slip, and a busy machine is slow
@given(codes, st.data())
def test_a_word_that_was_heard_in_pieces_is_put_together(code: ReviewCode, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, 4))
    cut = data.draw(st.integers(1, len(code.words[at]) - 1))
    pieces = [code.words[at][:cut], code.words[at][cut:]]
    assert ReviewCode.parse(" ".join([*code.words[:at], *pieces, *code.words[at + 1 :]])) == code


@settings(deadline=None)  # looks at every word or slip, and a busy machine is slow
@given(codes, st.permutations(["latin", "arabic"]), st.sampled_from(["", " ", "-", " . "]))
def test_digits_of_two_scripts_with_a_slip_lead_back(
    code: ReviewCode, order: list[str], between: str
) -> None:
    plain = code.digits.replace(" ", "")
    slipped = plain[:3] + str((int(plain[3]) + 1) % 10) + plain[4:]
    own = [d if order[at % 2] == "latin" else chr(0x660 + int(d)) for at, d in enumerate(slipped)]
    assert ReviewCode.parse(between.join(own)) == code


@pytest.mark.parametrize("separator", ["", " ", "-", ".", ", ", "\n", " / "])
def test_digits_may_be_separated_in_any_way(separator: str) -> None:
    assert ReviewCode.parse(separator.join(CODE.digits.split(" "))) == CODE


@pytest.mark.parametrize("zero", ["٠", "۰", "०", "０"])
def test_digits_may_be_typed_in_the_clients_own_script(zero: str) -> None:
    own = "".join(chr(ord(zero) + int(d)) if d.isdigit() else d for d in CODE.digits)
    assert ReviewCode.parse(own) == CODE


@settings(deadline=None)  # looks at every word or slip, and a busy machine is slow
@given(codes, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_is_put_right(code: ReviewCode, at: int, off: int) -> None:
    plain = code.digits.replace(" ", "")
    wrong = plain[:at] + str((int(plain[at]) + off) % 10) + plain[at + 1 :]
    assert ReviewCode.parse(wrong) == code


@settings(deadline=None)  # looks at every word or slip, and a busy machine is slow
@given(codes, st.integers(0, 18))
def test_two_swapped_digits_are_put_right(code: ReviewCode, at: int) -> None:
    plain = code.digits.replace(" ", "")
    assert ReviewCode.parse(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]) == code


def test_a_random_number_is_nearly_always_noticed() -> None:
    noticed = 0
    for n in range(300):
        try:
            ReviewCode.parse(f"{n * 31_415_926_535_897_93 % 10**20:020d}")
        except CodeNotUnderstood:
            noticed += 1
    assert noticed >= 285


@pytest.mark.parametrize("typed", ["1234", "1" * 19, "1" * 21, "9" * 20])
def test_other_numbers_are_not_a_code(typed: str) -> None:
    with pytest.raises(DigitsDoNotFit):
        ReviewCode.parse(typed)


def test_first_letters_give_the_words_to_choose_from() -> None:
    assert complete("Vuurt") == ("vuurtoren",)
    assert complete(" kón") == tuple(word for word in WORDS if word.startswith("kon")) != ()
    assert complete("qqq") == complete("") == ()


def _one_letter_from(typed: str) -> list[str]:
    return [
        word
        for word in WORDS
        if len(word) == len(typed) and sum(a != b for a, b in zip(word, typed, strict=True)) == 1
    ]
