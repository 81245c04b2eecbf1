"""The list of words: what makes a code easy to say, to draw, to type and to keep apart."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from importlib.resources import files
from itertools import combinations, pairwise

from appliance.domain.review import WORDS
from appliance.domain.review_spelling import nearest, one_slip


def test_there_are_1024_different_words_in_order() -> None:
    assert len(set(WORDS)) == 1024
    assert list(WORDS) == sorted(WORDS)


def test_the_list_never_changes_because_slips_in_drawers_depend_on_it() -> None:
    content = files("appliance.domain").joinpath("review_words.txt").read_bytes()
    assert (
        hashlib.sha256(content).hexdigest()
        == "829878d2e6c55a392990b065a739a8848432cca1a6a91cbc089e9755e932c730"
    )


def test_every_word_is_three_to_thirteen_plain_letters() -> None:
    assert [word for word in WORDS if not re.fullmatch("[a-z]{3,13}", word)] == []


def test_no_two_words_are_one_slip_apart() -> None:
    assert [pair for pair in combinations(WORDS, 2) if one_slip(*pair)] == []


def test_no_two_words_sound_alike() -> None:
    assert [word for word in WORDS if nearest(word, WORDS) != (word,)] == []


def test_no_word_is_the_plural_of_another() -> None:
    plurals = {word + ending for word in WORDS for ending in ("s", "en", "n", "eren", word[-1] + "en")}
    assert plurals.isdisjoint(WORDS)


def test_no_word_begins_another_so_that_first_letters_can_stand_for_a_word() -> None:
    assert [(a, b) for a, b in pairwise(WORDS) if b.startswith(a)] == []


def test_the_lists_to_choose_from_stay_short() -> None:
    assert max(Counter(word[:3] for word in WORDS).values()) <= 20
    assert max(Counter(word[:4] for word in WORDS).values()) <= 8
