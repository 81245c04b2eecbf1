"""The consent texts: pinned to their version, complete by law, short in every sentence."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import replace

import pytest

from console.texts import catalogue
from tests.console.fake_box import MUNICIPALITY, POLICY

LONGEST_SENTENCE_WORDS = 12
ARTICLE_13 = ["controller", "fg", "purpose", "interest", "recipients", "abroad"]
ARTICLE_13 += ["time", "rights", "withdraw", "complaint", "free", "automated"]


def strings(value):
    """Yield every text a person reads in a consent file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("key", "picture"):
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


@pytest.fixture(params=catalogue.load(), ids=lambda text: text.line[-14:])
def text(request):
    return request.param


def test_every_text_is_as_its_line_in_the_lock_says():
    pinned = (catalogue.FOLDER / "texts.lock").read_text().splitlines()
    assert sorted(text.line for text in catalogue.load()) == sorted(pinned)


def test_a_text_changed_under_its_version_stops_the_console(tmp_path):
    shutil.copytree(catalogue.FOLDER, tmp_path / "texts", ignore=shutil.ignore_patterns("*.py*"))
    path = tmp_path / "texts/nl/consent-1.toml"
    path.write_text(path.read_text().replace("Wij leren van de film.", "Wij leren van het gesprek."))
    with pytest.raises(catalogue.TextsAltered):
        catalogue.load(tmp_path / "texts")


def test_a_text_without_a_line_in_the_lock_stops_the_console(tmp_path):
    shutil.copytree(catalogue.FOLDER, tmp_path / "texts", ignore=shutil.ignore_patterns("*.py*"))
    second = tmp_path / "texts/nl/consent-2.toml"
    second.write_text(
        (tmp_path / "texts/nl/consent-1.toml").read_text().replace("version = 1", "version = 2")
    )
    with pytest.raises(catalogue.TextsAltered):
        catalogue.load(tmp_path / "texts")


def test_a_file_stands_where_its_language_and_version_say():
    for path in catalogue.FOLDER.glob("*/*.toml"):
        words = tomllib.loads(path.read_text())
        assert path.relative_to(catalogue.FOLDER).as_posix() == (
            f"{words['language']}/{words['id']}-{words['version']}.toml"
        )


def test_all_twelve_points_of_the_law_are_told_in_order(text):
    points = text.points(POLICY, MUNICIPALITY)
    assert [point["key"] for point in points] == ARTICLE_13
    assert all(point["text"] for point in points)


@pytest.mark.parametrize("on_silence", ["destroy", "release"])
def test_the_points_tell_the_municipalitys_own_contacts_and_terms(text, on_silence):
    points = text.points({**POLICY, "on_silence": on_silence}, MUNICIPALITY)
    told = " ".join(line for point in points for line in point["text"])
    for value in ("controller", "contact_person", "contact_phone", "contact_email", "fg_contact"):
        assert MUNICIPALITY[value] in told
    assert POLICY["legal_basis"] in told
    assert "14 dagen" in told
    assert "180 dagen" in told
    assert "{" not in told


def test_silence_is_told_as_the_municipality_chose(text):
    def time(on_silence):
        points = text.points({**POLICY, "on_silence": on_silence}, MUNICIPALITY)
        return next(point["text"] for point in points if point["key"] == "time")

    assert "Hoort de box niets van u? Dan wissen wij de film." in time("destroy")
    assert "Hoort de box niets van u? Dan bewaren wij hem." in time("release")


def test_every_sentence_is_at_most_twelve_words(text):
    for words in strings({key: value for key, value in text.words.items() if isinstance(value, dict)}):
        for sentence in re.split(r"(?<=[.?!:])\s+", words):
            assert len(sentence.split()) <= LONGEST_SENTENCE_WORDS, sentence


def test_a_text_that_nobody_confirmed_is_never_offered():
    (dutch,) = catalogue.load()
    other = replace(dutch, language="tr", confirmed_by_human=False)
    assert catalogue.offered([dutch, other], []) == [dutch]


def test_a_text_the_box_does_not_accept_is_never_offered():
    (dutch,) = catalogue.load()
    older, newer = dutch, replace(dutch, version=2, digest="sha256:" + "1" * 64)
    assert catalogue.offered([older, newer], []) == [newer]
    assert catalogue.offered([older, newer], [older.digest]) == [older]
    assert catalogue.offered([older], ["sha256:" + "2" * 64]) == []


def test_meer_weten_shows_the_twelve_points(tablet):
    tablet.open("/meer-weten")
    assert re.findall(r'data-point="([a-z]+)"', tablet.page) == ARTICLE_13
    assert "DPIA-2026-7" in tablet.page
