"""The consent texts: pinned to their version, complete by law in every language, short in every sentence."""

from __future__ import annotations

import re
import shutil
import tomllib

import pytest

from console.texts import catalogue
from console.texts.__main__ import renew_lock
from tests.console.consent_words import read_by_people, sentences, strings
from tests.console.fake_policy import MUNICIPALITY, POLICY

LONGEST_SENTENCE_WORDS = 12
ARTICLE_13 = ["controller", "fg", "purpose", "interest", "recipients", "abroad"]
ARTICLE_13 += ["time", "rights", "withdraw", "complaint", "free", "automated"]


@pytest.fixture(params=catalogue.load(), ids=lambda text: text.line[-14:])
def text(request):
    return request.param


@pytest.fixture
def copied(tmp_path):
    """A copy of the texts that a test may spoil."""
    return shutil.copytree(catalogue.FOLDER, tmp_path / "texts", ignore=shutil.ignore_patterns("*.py*"))


def shape(value):
    """Return a text's keys without its words: what every language must have the same."""
    if isinstance(value, dict):
        return {
            key: inner if key in ("key", "picture") else shape(inner) for key, inner in sorted(value.items())
        }
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value)


def test_every_text_is_as_its_line_in_the_lock_says():
    pinned = (catalogue.FOLDER / "texts.lock").read_text().splitlines()
    assert [text.line for text in catalogue.load()] == pinned


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_a_text_changed_under_its_version_stops_the_console(copied, language):
    path = copied / language / "consent-1.toml"
    path.write_text(path.read_text().replace("\nversion = 1\n", "\nversion = 1 \n"))
    with pytest.raises(catalogue.TextsAltered):
        catalogue.load(copied)


def test_a_text_without_a_line_in_the_lock_stops_the_console(copied):
    first = (copied / "nl/consent-1.toml").read_text()
    (copied / "nl/consent-2.toml").write_text(first.replace("version = 1", "version = 2"))
    with pytest.raises(catalogue.TextsAltered):
        catalogue.load(copied)


def test_a_text_that_was_taken_away_stops_the_console(copied):
    (copied / "uk/consent-1.toml").unlink()
    with pytest.raises(catalogue.TextsAltered):
        catalogue.load(copied)


def test_a_text_nobody_was_shown_yet_can_be_pinned_anew(copied):
    path = copied / "en" / "consent-1.toml"
    path.write_text(path.read_text().replace("We learn from the film.", "We learn from films."))
    renew_lock(copied)
    assert [text.language for text in catalogue.load(copied)] == list(catalogue.LANGUAGES)


def test_a_file_stands_where_its_language_and_version_say():
    for path in catalogue.FOLDER.glob("*/consent-*.toml"):
        words = tomllib.loads(path.read_text())
        assert path.relative_to(catalogue.FOLDER).as_posix() == (
            f"{words['language']}/{words['id']}-{words['version']}.toml"
        )


def test_there_are_seven_languages_of_the_same_version():
    newest = {text.language: text.version for text in catalogue.load()}
    assert list(newest) == ["nl", "en", "ar", "tr", "pl", "uk", "ti"]
    assert len(set(newest.values())) == 1


def test_every_language_has_the_keys_points_and_pictures_of_the_dutch(text):
    (dutch,) = (one for one in catalogue.load() if one.source and one.version == text.version)
    assert shape(text.words) == shape(dutch.words)


def test_every_language_has_the_values_of_the_municipality_in_the_places_of_the_dutch(text):
    (dutch,) = (one for one in catalogue.load() if one.source and one.version == text.version)

    def values(words):
        return [sorted(re.findall(r"{(\w+)}", line)) for line in strings(read_by_people(words))]

    assert values(text.words) == values(dutch.words)


def test_only_the_dutch_is_a_source_and_arabic_runs_from_right_to_left(text):
    assert text.source is (text.language == "nl")
    assert text.direction == ("rtl" if text.language == "ar" else "ltr")


def test_no_text_says_it_was_confirmed_or_tested_while_nobody_did(text):
    assert not text.confirmed_by_human
    assert not text.tested_with_people
    assert text.words["remark"]


def test_all_twelve_points_of_the_law_are_told_in_order_in_every_language(text):
    points = text.points(POLICY, MUNICIPALITY)
    assert [point["key"] for point in points] == ARTICLE_13
    assert len(points) == 12
    assert all(point["title"] and point["text"] for point in points)


@pytest.mark.parametrize("on_silence", ["destroy", "release"])
def test_the_points_tell_the_municipalitys_own_contacts_and_terms(text, on_silence):
    points = text.points({**POLICY, "on_silence": on_silence}, MUNICIPALITY)
    told = " ".join(line for point in points for line in point["text"])
    for value in ("controller", "contact_person", "contact_phone", "contact_email", "fg_contact", "name"):
        assert MUNICIPALITY[value] in told
    for value in ("legal_basis", "review_window_days", "retention_days", "records_years"):
        assert str(POLICY[value]) in told
    assert "{" not in told


@pytest.mark.parametrize("key", [*MUNICIPALITY, "legal_basis"])
def test_nothing_of_the_municipality_stands_in_a_text_by_itself(text, key):
    written = " ".join(strings(read_by_people(text.words)))
    assert str({**MUNICIPALITY, **POLICY}[key]) not in written


def test_silence_is_told_as_the_municipality_chose():
    dutch = catalogue.load()[0]

    def time(on_silence):
        points = dutch.points({**POLICY, "on_silence": on_silence}, MUNICIPALITY)
        return next(point["text"] for point in points if point["key"] == "time")

    assert "Horen wij niets van u? Dan wissen wij de film." in time("destroy")
    assert "Horen wij niets van u? Dan bewaren wij hem." in time("release")


def test_every_sentence_is_at_most_twelve_words(text):
    for words in strings(read_by_people(text.words)):
        for sentence in sentences(words):
            assert len(sentence.split()) <= LONGEST_SENTENCE_WORDS, sentence


def test_meer_weten_shows_the_twelve_points(tablet):
    tablet.open("/meer-weten")
    assert re.findall(r'data-point="([a-z]+)"', tablet.page) == ARTICLE_13
    assert "DPIA-2026-7" in tablet.page
