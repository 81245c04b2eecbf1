"""After the talk one question: three faces and a line. Nobody has to, and nobody can be found back in it."""

from __future__ import annotations

import pytest

from tests.console.conftest import begin


def over(recording, words="Bewaren"):
    """Bring the talk to its last word."""
    tablet, box = recording
    box.press()
    box.saved()
    tablet.open()
    tablet.press(words)
    return tablet, box


@pytest.mark.parametrize("words", ["Bewaren", "Weggooien"])
def test_the_question_is_a_link_beside_the_last_word_and_goes_without_the_talk(recording, words):
    tablet, box = over(recording, words)
    assert "Wilt u iets zeggen over het filmen?" in tablet.page
    talk = [film.talk_code for film in box.films.values()]
    tablet.open("/mening")
    assert tablet.heading == "Hoe was het om gefilmd te worden?"
    assert not any(code in tablet.page for code in talk)
    tablet.press("Verstuur", gezicht="so_so", zin="  Het was\nwel\tspannend. ")
    assert box.opinions == [("so_so", "Het was wel spannend.")]
    assert tablet.heading == "Dank u wel"


def test_nobody_has_to_answer(recording):
    tablet, box = over(recording)
    tablet.open("/mening")
    tablet.press("Liever niet")
    assert (tablet.heading, box.opinions) == ("De camera staat uit", [])


def test_a_line_without_a_face_is_no_answer(recording):
    tablet, box = over(recording)
    tablet.open("/mening")
    for face in ("", "happy"):
        tablet.browser.post("/mening", data={"gezicht": face, "zin": "alleen een zin"})
    assert box.opinions == []


def test_one_talk_gives_one_answer(recording):
    tablet, box = over(recording)
    tablet.open("/mening")
    for face in ("good", "bad"):
        tablet.browser.post("/mening", data={"gezicht": face, "zin": ""})
    assert box.opinions == [("good", "")]


def test_who_was_not_filmed_is_not_asked(tablet, klantmanager, box):
    begin(klantmanager)
    tablet.open()
    for words in ("Nederlands", "Verder", "Verder", "Verder", "Nee"):
        tablet.press(words)
    assert "Wilt u iets zeggen" not in tablet.page
    tablet.open("/mening")
    assert tablet.heading == "Goed. Wij filmen niet."
    tablet.browser.post("/mening", data={"gezicht": "good", "zin": ""})
    assert box.opinions == []


def test_a_tablet_that_rests_forgets_the_question(recording):
    tablet, box = over(recording)
    tablet.open("/mening")
    tablet.open("/rust")
    tablet.browser.post("/mening", data={"gezicht": "good", "zin": ""})
    assert box.opinions == []


def test_a_long_line_is_cut_to_what_the_box_takes(recording):
    tablet, box = over(recording)
    tablet.open("/mening")
    tablet.press("Verstuur", gezicht="good", zin="a" * 1000)
    assert box.opinions == [("good", "a" * 300)]
