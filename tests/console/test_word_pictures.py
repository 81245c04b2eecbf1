"""Every word of a code has one picture: its own, small, and nothing but a drawing."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import console
from appliance.domain.review import WORDS
from console.client.code_words import pictures, word_picture

DRAWN = Path(console.__file__).parent / "static" / "words"
TABLE = Path(console.__file__).parent.parent / "image" / "pictures" / "word-pictures.tsv"
LARGEST_BYTES = 6_000
ALL_BYTES = 2_000_000
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = "g path circle ellipse rect line polyline polygon"
GROUND = "svg defs use clipPath mask linearGradient radialGradient stop"
DRAWING = frozenset(SVG + name for name in (*SHAPES.split(), *GROUND.split()))
# A name within the file itself is all a drawing may point at.
OWN_NAME = re.compile(r"url\(#([^)]+)\)|^#([\w-]*__[\w-]+)$")


@pytest.fixture(scope="module")
def table():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_the_pictures_are_those_of_the_words_of_the_box():
    assert list(pictures()) == list(WORDS)


def test_every_word_says_which_picture_of_which_set_it_has(table):
    assert [row["word"] for row in table] == list(WORDS)


def test_no_two_words_share_a_picture(table):
    assert len({(row["set"], row["icon"]) for row in table}) == len(WORDS)
    assert len(set(pictures().values())) == len(WORDS)


def test_every_set_is_named_with_its_maker_and_its_licence(table):
    credits = (DRAWN / "licences" / "README.md").read_text()
    assert {row["set"] for row in table} == set(re.findall(r"^\| ([a-z][a-z-]+) \|", credits, re.M))
    for name in re.findall(r"\(`(\S+\.txt)`\)", credits):
        assert (DRAWN / "licences" / name).stat().st_size > 1_000


def test_a_picture_is_small_and_all_together_are_not_large():
    sizes = {word: len(drawn.encode()) for word, drawn in pictures().items()}
    assert {word: size for word, size in sizes.items() if size > LARGEST_BYTES} == {}
    assert sum(sizes.values()) < ALL_BYTES


def faults(drawn: str) -> list[str]:
    """What in a picture is more than a drawing, or points outside it."""
    parts = list(ET.fromstring(drawn).iter())  # noqa: S314 - our own file
    ids = {part.get("id") for part in parts}
    found = [part.tag for part in parts if part.tag not in DRAWING]
    for name, value in (pair for part in parts for pair in part.attrib.items()):
        points_at = {a or b for a, b in OWN_NAME.findall(value)}
        outward = (name.endswith("href") or "url(" in value or ":" in value) and not points_at
        if outward or name.startswith("on") or name in ("style", "class") or not points_at <= ids:
            found.append(f"{name}={value}")
    return found


def test_a_picture_is_nothing_but_a_drawing():
    assert {word: found for word, drawn in pictures().items() if (found := faults(drawn))} == {}
    assert all(ET.fromstring(drawn).get("viewBox") for drawn in pictures().values())  # noqa: S314


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        '<path style="fill:red"/>',
        '<path onclick="x()"/>',
        '<path fill="url(https://elders.example/a)"/>',
        '<use href="https://elders.example/a#b"/>',
        '<use href="#elders__a"/>',
        "<image/>",
    ],
)
def test_what_is_more_than_a_drawing_is_seen(inside):
    assert faults(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{inside}</svg>')


def test_two_pictures_in_one_page_have_no_name_in_common():
    for word, drawn in pictures().items():
        assert all(name.startswith(f"{word}__") for name in re.findall(r'\bid="([^"]+)"', drawn))


def test_a_picture_stands_in_the_page_and_is_not_read_aloud():
    assert word_picture("konijn").startswith('<svg class="word-picture" aria-hidden="true" ')
