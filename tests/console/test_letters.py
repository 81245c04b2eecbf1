"""Letters: plain Dutch, the municipality's own values, and a line to write on where a name belongs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import textstat

from console.contactpersoon.letters import LETTERS
from console.papers import BLANK, read_paper
from console.public import STATEMENT
from console.security.roles import Role
from tests.console.fake_policy import MUNICIPALITY

LONGEST_SENTENCE_WORDS = 15
EASY_ENOUGH = 75  # Flesch-Douma, as for the screens of the client
PAPERS = [*LETTERS.values(), STATEMENT]


def sentences(paper):
    lines = [line for part in paper.parts for line in (part.title, *part.text, *part.points) if line]
    return [one for line in [paper.title, *lines] for one in re.split(r"(?<=[.?!:])\s+", line)]


@pytest.fixture
def page(log_in):
    return log_in(Role.CONTACTPERSOON)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_sentence_is_short_and_says_u(paper):
    for sentence in sentences(paper):
        assert len(sentence.split()) <= LONGEST_SENTENCE_WORDS, sentence
        assert not re.search(r"\b(je|jij|jouw|jullie)\b", sentence, re.I), sentence


@pytest.mark.parametrize("paper", LETTERS.values(), ids=lambda paper: paper.name)
def test_every_letter_reads_easily(paper):
    textstat.set_lang("nl")
    words = " ".join(one if one[-1] in ".?!" else f"{one}." for one in sentences(paper.filled(MUNICIPALITY)))
    assert textstat.flesch_reading_ease(words.replace(BLANK, "vandaag")) >= EASY_ENOUGH


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_without_a_recording_has_lines_to_write_on(page, name):
    page.open(f"/contactpersoon/brieven/{name}")
    assert page.status == 200
    assert MUNICIPALITY["contact_phone"] in page.page
    assert "zondag 22 november 2026" in page.page
    assert "{" not in re.sub(r"<[^>]+>", "", page.page)
    assert page.page.count('class="line') >= 4


def test_a_letter_about_a_recording_names_the_talk_and_nobody(page, box):
    film = box.record_one_film()
    box.ask("talk.closing", answer="keep")
    page.open(f"/contactpersoon/brieven?opname={film.id}&datum=2026-11-22")
    address = re.search(r'href="([^"]*brieven/bevriezing[^"]*)"', page.page).group(1).replace("&amp;", "&")
    page.open(address)
    assert film.talk_code in page.page
    assert "zondag 22 november 2026, 14:05 uur, in Spreekkamer 3" in page.page


def test_a_letter_that_does_not_exist_is_not_there(page):
    for path in (
        "brieven/onzin",
        "brieven/..%2f..%2fapp",
        f"brieven/gewist?opname={'f' * 32}&datum=2026-11-22",
    ):
        page.open(f"/contactpersoon/{path}")
        assert page.status == 404


def test_the_accessibility_statement_in_the_docs_is_the_one_on_the_screen():
    told = (Path(__file__).parents[2] / "docs" / "toegankelijkheid.md").read_text()
    lines = [line.lstrip("-# ") for line in told.splitlines() if line]
    for part in STATEMENT.parts:
        for line in (part.title, *part.text, *part.points):
            assert not line or line in lines, line


def test_the_accessibility_statement_is_served_to_everybody_with_who_to_tell(app):
    page = app.test_client().get("/toegankelijkheid").get_data(as_text=True)
    assert "Geen onafhankelijke partij heeft de schermen onderzocht." in page
    assert MUNICIPALITY["contact_phone"] in page


def test_what_is_not_known_becomes_a_line_and_never_a_word_none(tmp_path):
    path = tmp_path / "brief.toml"
    path.write_text('title = "Aan {wie}"\n[[parts]]\ntext = ["Op {dag}."]\npoints = ["{iets}"]\n')
    filled = read_paper(path).filled({"wie": "iemand", "dag": None, "iets": ""})
    assert filled.title == "Aan iemand"
    assert filled.parts[0].text == (f"Op {BLANK}.",)
    assert filled.parts[0].points == (BLANK,)
