"""The client's review code: five everyday words, the same as twenty digits, and the patience with mistakes.

The code is 50 random bits. It is shown once and kept nowhere; what the box remembers is made from
``secret`` in ``appliance.crypto.review_key``. The order of ``review_words.txt`` is the code: a word that
moves changes what existing slips mean, so the list is never edited, only replaced together with the
secrets. Nothing a person typed is ever repeated in an error: errors are shown and logged.

Source: design §4 "The file key", journeys steps 5 and 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import combinations, pairwise

from appliance.domain.errors import (
    CodeNotUnderstood,
    DigitsDoNotFit,
    FifthWordUnknown,
    FirstWordUnknown,
    FourthWordUnknown,
    SecondWordUnknown,
    ThirdWordUnknown,
)
from appliance.domain.review_spelling import digits_in, fold, letters_in, nearest, one_digit_slips

WORDS: tuple[str, ...] = tuple(
    files("appliance.domain").joinpath("review_words.txt").read_text("ascii").split()
)
"""1,024 words, sorted; a word's place is its ten bits."""

CODE_WORDS = 5
WORD_BITS = 10
CODE_BITS = CODE_WORDS * WORD_BITS
CODE_DIGITS = 20
PREFIX_LETTERS = 3  # so many first letters may stand for the word, if only one word has them

# Which word is not understood is said by its place on the slip: what was typed is never repeated.
_UNKNOWN = (FirstWordUnknown, SecondWordUnknown, ThirdWordUnknown, FourthWordUnknown, FifthWordUnknown)
_MOST_PIECES = 10  # a dictated word may come in pieces: two for each, at most
_PLACE = {word: place for place, word in enumerate(WORDS)}
_CHECK_SPAN = 10_000  # the last four digits
# The largest four-digit prime for which every single wrong digit and every swap of neighbours, in any
# place, leaves a remainder of its own, so that what was meant can be found back.
_CHECK_PRIME = 9_931


@dataclass(frozen=True, slots=True)
class ReviewCode:
    """One review code. Its words stay out of ``repr`` and so out of logs."""

    words: tuple[str, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.words) != CODE_WORDS or not all(word in _PLACE for word in self.words):
            raise ValueError("a review code is five words of the list")

    @classmethod
    def from_bits(cls, bits: int) -> ReviewCode:
        """Return the code of a random number below 2**50. Raises: ValueError."""
        if not 0 <= bits < 1 << CODE_BITS:
            raise ValueError("a review code is 50 bits")
        shifts = range(CODE_BITS - WORD_BITS, -1, -WORD_BITS)
        return cls(tuple(WORDS[bits >> shift & (1 << WORD_BITS) - 1] for shift in shifts))

    @classmethod
    def parse(cls, text: str) -> ReviewCode:
        """Read a code as a person typed, scanned or dictated it, in words or in digits.

        Forgiven: capitals, accents, any separators and numbering, the first letters of a word, a single
        slip in a word, a word written as it sounds or heard in pieces; in digits any script, any
        separators, and one wrong digit or two swapped ones in the whole code.

        Raises: CodeNotUnderstood.
        """
        tokens = letters_in(text)
        return cls._from_tokens(tokens) if tokens else cls._from_digits(digits_in(text))

    @property
    def secret(self) -> bytes:
        """The code's seven bytes, the same however it was typed."""
        return self._bits.to_bytes((CODE_BITS + 7) // 8, "big")

    @property
    def digits(self) -> str:
        """Twenty digits in groups of four: sixteen that say the code, four that check it."""
        said = self._bits * _CHECK_SPAN
        plain = f"{said + (1 - said) % _CHECK_PRIME:0{CODE_DIGITS}d}"
        return " ".join(plain[at : at + 4] for at in range(0, CODE_DIGITS, 4))

    @property
    def _bits(self) -> int:
        bits = 0
        for word in self.words:
            bits = bits << WORD_BITS | _PLACE[word]
        return bits

    @classmethod
    def _from_tokens(cls, tokens: Sequence[str]) -> ReviewCode:
        if len(tokens) > CODE_WORDS:
            tokens = _whole_words(tokens)
        if len(tokens) != CODE_WORDS:
            raise CodeNotUnderstood(f"{len(tokens)} woorden")
        return cls(tuple(_word(token, unknown) for token, unknown in zip(tokens, _UNKNOWN, strict=True)))

    @classmethod
    def _from_digits(cls, typed: str) -> ReviewCode:
        if len(typed) != CODE_DIGITS:
            raise DigitsDoNotFit(f"{len(typed)} cijfers")
        meant = [typed] if _checks(typed) else [slip for slip in one_digit_slips(typed) if _checks(slip)]
        if len(meant) != 1:
            raise DigitsDoNotFit
        return cls.from_bits(int(meant[0]) // _CHECK_SPAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLimit:
    """How long to wait after wrong codes. Times are monotonic seconds, in the order they happened."""

    free: int = 5
    first_wait_s: float = 30.0
    longest_wait_s: float = 900.0
    forget_after_s: float = 3_600.0

    def wait_s(self, wrong_at_s: Sequence[float], now_s: float) -> float:
        """Return the seconds to wait before the next attempt, 0 when it may be made now."""
        recent = [at_s for at_s in wrong_at_s if now_s - at_s < self.forget_after_s]
        if len(recent) < self.free:
            return 0.0
        doublings = min(len(recent) - self.free, 32)
        wait_s = min(self.first_wait_s * 2.0**doublings, self.longest_wait_s)
        return max(0.0, recent[-1] + wait_s - now_s)


def complete(prefix: str) -> tuple[str, ...]:
    """Return the words that begin with what was typed so far, sorted; none for an empty beginning."""
    typed = fold(prefix)
    return tuple(word for word in WORDS if typed and word.startswith(typed))


def _word(token: str, unknown: type[CodeNotUnderstood]) -> str:
    """Return the one word that is meant. What could be a slip in another word is not settled by chance."""
    if token in _PLACE:
        return token
    begun = complete(token) if len(token) >= PREFIX_LETTERS else ()
    meant: set[str] = {*nearest(token, WORDS), *(begun if len(begun) == 1 else ())}
    if len(meant) != 1:
        raise unknown
    return meant.pop()


def _whole_words(pieces: Sequence[str]) -> Sequence[str]:
    """Return the five words that the pieces spell when put together, or the pieces themselves."""
    if len(pieces) > _MOST_PIECES:
        return pieces
    readings = [
        ["".join(pieces[a:b]) for a, b in pairwise((0, *cuts, len(pieces)))]
        for cuts in combinations(range(1, len(pieces)), CODE_WORDS - 1)
    ]
    whole = [words for words in readings if all(word in _PLACE for word in words)]
    return whole[0] if len(whole) == 1 else pieces


def _checks(digits: str) -> bool:
    said, check = divmod(int(digits), _CHECK_SPAN)
    return said < 1 << CODE_BITS and check < _CHECK_PRIME and int(digits) % _CHECK_PRIME == 1
