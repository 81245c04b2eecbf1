"""Which passwords are refused: too short, too easily guessed, or with one's own name in it. Pure.

Length counts, odd signs do not (NIST SP 800-63B-4, 3.1.1.2: a minimum length, a list of what is common or
expected, no rules about kinds of characters and no end date). Digits and signs around a common word do
not make it another word.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

MIN_LENGTH = 12  # characters
MAX_LENGTH = 256
_FEWEST_DIFFERENT = 5  # characters
_SHORTEST_NAME = 4  # shorter ones stand in too many words by accident
_ADVICE = "Neem vier gewone woorden achter elkaar."


def fault_of(password: str, *, name: str) -> str | None:
    """Return in Dutch what is wrong with ``password`` for the account ``name``; None when it is good."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        return f"Een wachtwoord heeft {MIN_LENGTH} tot {MAX_LENGTH} tekens. {_ADVICE}"
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(set(folded)) < _FEWEST_DIFFERENT or _is_a_run(folded) or _is_common(folded):
        return f"Dit wachtwoord is te makkelijk te raden. {_ADVICE}"
    if any(part in folded for part in name.casefold().split() if len(part) >= _SHORTEST_NAME):
        return f"In dit wachtwoord staat de naam van het account. {_ADVICE}"
    return None


def _is_a_run(text: str) -> bool:
    """Tell whether every sign follows the one before it, as in ``abcdefghijkl`` or ``123456789012``."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(steps) == 1 or (text.isdecimal() and len({step % 10 for step in steps}) == 1)


def _is_common(folded: str) -> bool:
    """Tell whether nothing but common words remains once digits and signs are left out."""
    letters = "".join(sign for sign in folded if sign.isalpha())
    return bool(letters) and any(not letters.replace(word, "") for word in common_words())


@cache
def common_words() -> tuple[str, ...]:
    """Return the words that make no password, however many stand behind each other."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
