"""The ear: says exactly what stands there, nothing of one client, and the record tells that it was used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from console.texts.catalogue import LANGUAGES, load
from console.texts.speak import TABLE
from console.texts.spoken import SHIPPED, Recordings, key_of, sentences_of
from console.texts.voices import VOICES, sentences_in
from console.texts.words import hard_words
from tests.console.conftest import pair

DUTCH = load()[0].words
# MPEG 2 layer III without a checksum, 24 kbit/s at 22,050 Hz, one channel (ISO/IEC 13818-3, 2.4.1.3).
FRAME = re.compile(rb"\xff\xf3[\x30-\x33][\xc0-\xff]")
LARGEST_BYTES = 20_000_000


def said_in(language):
    """Return the sentences of the table, by the name of their file."""
    lines = (SHIPPED / language / TABLE).read_text().splitlines()
    return dict(line.split("\t", 1) for line in lines)


@pytest.fixture(params=VOICES)
def language(request):
    return request.param


def test_every_sentence_of_every_screen_has_its_sound(language):
    wanted = {key_of(sentence): sentence for sentence in sentences_in(language)}
    assert said_in(language) == wanted
    assert {path.stem for path in (SHIPPED / language).glob("*.mp3")} == set(wanted)


def test_every_sound_is_of_the_one_kind_that_can_be_laid_end_to_end(language):
    for path in (SHIPPED / language).glob("*.mp3"):
        sound = path.read_bytes()
        assert FRAME.match(sound), path.name
        assert len(sound) > 500, path.name


def test_all_sounds_together_are_small():
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*.mp3")) < LARGEST_BYTES


def test_a_language_without_a_usable_voice_has_no_sounds():
    assert set(LANGUAGES) - set(VOICES) == {"ar", "ti"}
    assert {path.name for path in SHIPPED.iterdir()} == set(VOICES)


def test_a_sentence_that_changed_has_no_sound_until_it_is_recorded():
    recordings = Recordings()
    sentence = DUTCH["explain"]["sentences"][0]["text"]
    assert recordings.keys("nl", [sentence]) == [key_of(sentence)]
    assert recordings.keys("nl", [sentence.replace("filmen", "opnemen")]) == []
    assert recordings.keys("en", [sentence]) == []


def test_nothing_of_one_client_or_one_municipality_is_ever_recorded(language):
    for sentence in said_in(language).values():
        assert "%(" not in sentence
        assert "{" not in sentence


def test_sentences_end_where_people_stop():
    assert sentences_of("Goed. Wij filmen\n niet!  Later?") == ["Goed.", "Wij filmen niet!", "Later?"]
    assert sentences_of("እወ። ኣይፋልን።") == ["እወ።", "ኣይፋልን።"]
    assert sentences_of("هل تعرف؟ نعم.") == ["هل تعرف؟", "نعم."]
    assert sentences_of("U mag nee zeggen: dat mag.") == ["U mag nee zeggen: dat mag."]


def ask(box, language="nl", people=("client",)):
    box.ask("talk.ask", klantmanager="km-1", language=language, people=list(people))


def ear(tablet) -> str:
    """Return the address behind the screen's own ear."""
    found = re.search(r'<a class="aid ear" href="([^"]+)"', tablet.page)
    return found.group(1) if found else ""


def heard_on(tablet) -> list[str]:
    """Return what the ear of this screen says, sentence by sentence."""
    keys = ear(tablet).rpartition("/")[2].removesuffix(".mp3")
    return [said_in("nl")[key] for key in keys.split(".")]


def to_the_explanation(tablet, box):
    ask(box)
    tablet.open()
    tablet.press("Nederlands")


def test_the_ear_says_the_screen_in_its_order(tablet, box):
    to_the_explanation(tablet, box)
    explain = DUTCH["explain"]
    sentences = [row["text"] for row in explain["sentences"]]
    assert heard_on(tablet) == [explain["title"], *sentences, "Verder", "Terug", "Meer weten"]


def test_the_ear_is_one_sound_that_plays_without_any_script(tablet, box):
    to_the_explanation(tablet, box)
    answer = tablet.browser.get(ear(tablet))
    keys = [key_of(sentence) for sentence in heard_on(tablet)]
    assert answer.status_code == 200
    assert answer.mimetype == "audio/mpeg"
    assert answer.get_data() == Recordings().join("nl", keys)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_part_of_the_sound_can_be_asked_for_as_an_ipad_does(tablet, box):
    to_the_explanation(tablet, box)
    answer = tablet.browser.get(ear(tablet), headers={"Range": "bytes=0-1"})
    assert answer.status_code == 206
    assert len(answer.get_data()) == 2


def test_what_is_of_this_client_alone_is_not_said(tablet, box):
    to_the_explanation(tablet, box)
    for _ in range(3):
        tablet.press("Verder")
    tablet.press("Ja, film maar")
    said = " ".join(heard_on(tablet))
    assert "Dit is uw code" in said
    assert said.endswith("Uw code en de dagen lezen wij niet voor. Iedereen in de kamer hoort mee.")
    assert "Nee zeggen kan tot" not in said
    assert "2026" not in said
    assert "Noor Bakker" not in said
    for word in box.codes["client"].words if hasattr(box, "codes") else box.code.words:
        assert word not in said.split()


def test_a_point_of_the_law_has_an_ear_of_its_own(tablet, box):
    tablet.open("/meer-weten")
    point = tablet.page[tablet.page.index('data-point="free"') :]
    keys = re.search(r'/voorlezen/nl/([^"]+)\.mp3', point).group(1).split(".")
    said = [said_in("nl")[key] for key in keys]
    assert said == ["Nee.", "U mag nee zeggen.", "Er gebeurt dan niets.", "Uw uitkering verandert niet."]


def test_what_the_klantmanager_reads_on_the_clients_tablet_is_dutch_and_not_said(tablet, box, parts):
    turkish = next(text for text in load() if text.language == "tr")
    parts.confirmations.confirm(turkish, translator="een tolk", by="beheer-1")
    ask(box, "tr")
    tablet.open()
    tablet.press("Türkçe", taal="tr")
    parts.room.progress(box.talk_code).step = type(parts.room.progress(box.talk_code).step)("teach-back")
    tablet.open()
    assert tablet.heading == turkish.words["teach_back"]["title"]
    assert DUTCH["teach_back"]["listen"] in tablet.page
    assert turkish.words["teach_back"]["listen"] not in tablet.page
    keys = ear(tablet).rpartition("/")[2].removesuffix(".mp3").split(".")
    said = [said_in("tr")[key] for key in keys]
    assert turkish.words["teach_back"]["question"] in said
    assert turkish.words["teach_back"]["points"][0] not in said


def test_the_klantmanagers_own_list_is_not_said_in_dutch_either(tablet, box):
    to_the_explanation(tablet, box)
    tablet.press("Verder")
    tablet.press("Verder")
    assert DUTCH["teach_back"]["points"][0] in tablet.page
    assert DUTCH["teach_back"]["question"] in heard_on(tablet)
    assert DUTCH["teach_back"]["points"][0] not in heard_on(tablet)


@pytest.mark.parametrize("language", ["ar", "ti"])
def test_no_ear_rather_than_a_bad_one(tablet, box, parts, language):
    text = next(text for text in load() if text.language == language)
    parts.confirmations.confirm(text, translator="een tolk", by="beheer-1")
    ask(box, language)
    assert f'<html lang="{language}"' in tablet.open()
    assert ear(tablet) == ""


def test_the_answer_says_that_the_ear_was_used(tablet, box):
    to_the_explanation(tablet, box)
    tablet.browser.get(ear(tablet))
    for _ in range(3):
        tablet.press("Verder")
    tablet.press("Ja, film maar")
    assert box.answers_given[-1]["read_aloud"] is True


def test_an_ear_before_or_after_the_question_says_nothing_about_the_answer(tablet, box):
    tablet.open()
    tablet.browser.get(ear(tablet))
    ask(box)
    tablet.open()
    tablet.browser.get(ear(tablet))  # the language screen: nothing was asked yet
    tablet.press("Nederlands")
    for _ in range(3):
        tablet.press("Verder")
    tablet.press("Ja, film maar")
    assert box.answers_given[-1]["read_aloud"] is False


def test_the_next_person_has_not_heard_what_the_client_heard(tablet, box):
    ask(box, people=("client", "maatje"))
    tablet.open()
    tablet.press("Nederlands")
    tablet.browser.get(ear(tablet))
    for _ in range(3):
        tablet.press("Verder")
    tablet.press("Ja, film maar")
    tablet.press("Ik heb de tablet")
    tablet.press("Ja, film maar")
    assert [row["read_aloud"] for row in box.answers_given] == [True, False]


def test_a_recording_by_a_person_goes_before_the_one_that_is_shipped(make_app, tmp_path: Path):
    key = key_of("De camera staat uit")
    own = tmp_path / "audio" / "nl" / f"{key}.mp3"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"a human voice")
    assert pair(make_app()).browser.get(f"/voorlezen/nl/{key}.mp3").get_data() == b"a human voice"


def test_recordings_by_people_bring_the_ear_to_a_language_without_a_voice(tmp_path: Path):
    key = key_of("ትግርኛ")
    (tmp_path / "ti").mkdir()
    (tmp_path / "ti" / f"{key}.mp3").write_bytes(b"a human voice")
    assert Recordings((tmp_path, SHIPPED)).keys("ti", ["ትግርኛ"]) == [key]


@pytest.mark.parametrize(
    "path", ["nl/0000000000000000", "xx/0000000000000000", "nl/..", "nl/" + ".".join("a" * 99)]
)
def test_there_is_no_sound_under_another_name(tablet, path):
    assert tablet.browser.get(f"/voorlezen/{path}.mp3").status_code == 404


def test_without_connection_the_page_that_says_so_can_be_heard(tablet, box):
    tablet.open()
    box.reachable = False
    tablet.open()
    assert heard_on(tablet)[0] == "Geen verbinding met de box"
    assert tablet.browser.get(ear(tablet)).status_code == 200


def test_the_hard_words_of_a_screen_are_explained_and_the_way_back_is_kept(tablet, box):
    to_the_explanation(tablet, box)
    tablet.press("Verder")
    link = re.search(r'href="(/moeilijke-woorden[^"]*)"', tablet.page).group(1)
    assert link == "/moeilijke-woorden#klantmanager"
    tablet.open("/moeilijke-woorden")
    assert "De persoon van de gemeente die nu met u praat." in tablet.page
    assert 'id="klantmanager"' in tablet.page
    assert tablet.page.count("/voorlezen/") == len(hard_words()) + 1
    assert 'href="/"' in tablet.page
    tablet.open("/moeilijke-woorden?van=film")
    assert 'href="/film"' in tablet.page


def test_a_screen_without_hard_words_shows_no_list(tablet, box):
    to_the_explanation(tablet, box)
    assert "/moeilijke-woorden" not in tablet.page
