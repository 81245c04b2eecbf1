"""How people write a word or a number that they read from a slip or heard over the phone.

Everything here is about letters and digits; it knows no code and no list of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

# What sounds alike in Dutch, first rule first. Source: the spelling mistakes that Dutch language teaching
# calls "klankzuiver": written as it is heard.
_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"ij|ei", "ei"),
    (r"auw|ouw|au|ou", "ou"),
    (r"c(?=[eiy])", "s"),
    (r"sch", "sg"),
    (r"ch", "g"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"qu", "kw"),
    (r"x", "ks"),
    (r"c", "k"),
    (r"y", "i"),
    (r"z", "s"),
    (r"v", "f"),
    (r"d$", "t"),
    (r"b$", "p"),
    (r"([bdfgklmnprst])\1", r"\1"),
)


def fold(text: str) -> str:
    """Return the text in small letters without accents or surrounding blanks."""
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def letters_in(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded; whatever is not a letter separates them."""
    return tuple(re.findall(r"[^\W\d_]+", fold(text)))


def digits_in(text: str) -> str:
    """Return the digits of a text as 0-9, from whatever script they were typed in."""
    return "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())


def nearest(token: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that are one slip away from the token, or sound the same."""
    sound = _sound(token)
    return tuple(word for word in words if one_slip(token, word) or _sound(word) == sound)


def one_slip(typed: str, word: str) -> bool:
    """Tell whether one letter too many, too few, wrong, or two swapped neighbours lie between the two."""
    while typed and word and typed[0] == word[0]:
        typed, word = typed[1:], word[1:]
    while typed and word and typed[-1] == word[-1]:
        typed, word = typed[:-1], word[:-1]
    return max(len(typed), len(word)) == 1 or (len(typed) == 2 and typed == word[::-1])


def one_digit_slips(digits: str) -> Iterator[str]:
    """Yield every text with one other digit, or two neighbours swapped, in the place of the given one."""
    for at, digit in enumerate(digits):
        yield from (digits[:at] + other + digits[at + 1 :] for other in "0123456789" if other != digit)
    for at in range(len(digits) - 1):
        first, second = digits[at], digits[at + 1]
        if first != second:
            yield digits[:at] + second + first + digits[at + 2 :]


@lru_cache(maxsize=2_048)  # the words of the list stay known; what is typed passes through
def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = re.sub(written, heard, word)
    return word
