"""The main line on the tablet, without any script: from the neutral page to a kept or withdrawn film."""

from __future__ import annotations

from appliance.domain.recording import RecordingState
from console.texts import catalogue
from tests.console.conftest import begin, say_yes


def test_the_tablet_says_the_camera_is_off_before_anything_happens(tablet):
    tablet.open()
    assert tablet.heading == "De camera staat uit"


def test_every_step_of_the_question_comes_in_its_order(tablet, klantmanager):
    begin(klantmanager)
    tablet.open()
    seen = [tablet.heading]
    for words in ("Nederlands", "Verder", "Verder", "Verder"):
        tablet.press(words)
        seen.append(tablet.heading)
    assert seen == [
        "Kies uw taal",
        "Wat vragen wij u?",
        "Wie mag de film zien?",
        "Vertel het in uw eigen woorden",
        "Mogen wij dit gesprek filmen?",
    ]


def test_a_yes_gives_the_five_words_once_and_then_waits_for_the_button(tablet, klantmanager, box):
    begin(klantmanager)
    say_yes(tablet)
    assert tablet.heading == "Dit is uw code"
    assert box.code is not None
    assert all(word in tablet.page for word in box.code.words)
    assert box.code.digits in tablet.page
    tablet.press("Ik heb mijn code")
    assert tablet.heading == "U hebt ja gezegd"
    assert not any(f">{word}<" in tablet.page for word in box.code.words)


def test_a_button_pressed_too_early_takes_the_code_from_nobody(tablet, klantmanager, box):
    begin(klantmanager)
    say_yes(tablet)
    box.press()
    box.counted_down()
    tablet.open()
    assert tablet.heading == "De camera staat aan"
    box.press()
    box.saved()
    tablet.open()
    assert tablet.heading == "Dit is uw code"
    assert "Toch niet filmen" not in tablet.page
    tablet.press("Ik heb mijn code")
    assert tablet.heading == "Nog steeds goed?"


def test_the_console_forgets_the_code_once_it_was_written_down(tablet, klantmanager, box, parts):
    begin(klantmanager)
    say_yes(tablet)
    assert parts.room.progress(box.talk_code).code is not None
    tablet.press("Ik heb mijn code")
    assert parts.room.progress(box.talk_code).code is None


def test_the_code_never_comes_back_after_it_was_written_down(tablet, klantmanager, box):
    begin(klantmanager)
    say_yes(tablet)
    tablet.press("Ik heb mijn code")
    assert box.code is not None
    tablet.open("/gesprek/briefje")
    assert box.code.digits not in tablet.page


def test_the_token_says_exactly_what_was_answered(tablet, klantmanager, box):
    begin(klantmanager, wie=["maatje"])
    say_yes(tablet, kijker=["coach"])
    tablet.press("Ik heb de tablet")
    tablet.press("Ja, film maar")
    token = box.tokens[-1]
    assert token.purposes == ("self", "coach")
    assert token.people == ("client", "maatje")
    assert token.text == catalogue.load()[0].digest
    assert (token.box, token.room, token.boot) == ("box-1", "Spreekkamer 3", "boot-1")
    assert token.talk == box.talk_code
    assert (token.exp - token.iat).total_seconds() == 900
    assert token.max_duration_s == 90 * 60


def test_nobody_else_may_watch_when_nothing_was_ticked(tablet, klantmanager, box):
    begin(klantmanager)
    say_yes(tablet)
    assert box.tokens[-1].purposes == ("self",)


def test_the_answer_says_whether_it_was_read_aloud_and_explained_by_a_tolk(tablet, klantmanager, box):
    begin(klantmanager, wie=["tolk"])
    tablet.open()
    tablet.press("Nederlands")
    tablet.press("Verder")
    tablet.press("Verder")
    tablet.press("Verder", voorgelezen="ja", via_tolk="ja")
    tablet.press("Ja, film maar")
    assert box.answers_given[-1]["read_aloud"] is True
    assert box.answers_given[-1]["via_tolk"] is True


def test_a_no_and_a_doubt_end_the_question_and_leave_only_a_counter(tablet, klantmanager, box):
    for number, words in enumerate(("Nee", "Ik weet het niet"), start=1):
        begin(klantmanager)
        tablet.open()
        for step in ("Nederlands", "Verder", "Verder", "Verder"):
            tablet.press(step)
        tablet.press(words)
        assert tablet.heading == "Goed. Wij filmen niet."
        assert box.counters == {"no": number}
        assert box.tokens == []
        tablet.press("Klaar")
        assert tablet.heading == "De camera staat uit"


def test_one_no_of_somebody_else_ends_the_question(tablet, klantmanager, box):
    begin(klantmanager, wie=["maatje"])
    say_yes(tablet)
    assert tablet.heading == "Geef de tablet aan het maatje"
    tablet.press("Ik heb de tablet")
    assert tablet.heading == "Mogen wij u ook filmen?"
    tablet.press("Nee")
    assert tablet.heading == "Goed. Wij filmen niet."
    assert box.tokens == []


def test_the_client_takes_the_yes_back_before_the_button(tablet, klantmanager, box):
    begin(klantmanager)
    say_yes(tablet)
    tablet.press("Ik heb mijn code")
    tablet.press("Toch niet")
    assert box.state.value == "idle"
    assert tablet.heading == "Goed. Wij filmen niet."


def test_the_count_down_shows_a_number_and_can_be_called_off(tablet, klantmanager, box):
    begin(klantmanager)
    say_yes(tablet)
    tablet.press("Ik heb mijn code")
    box.press()
    tablet.open()
    assert ">3</p>" in tablet.page
    tablet.press("Toch niet")
    assert box.state.value == "idle"


def test_stop_is_one_tap_and_asks_what_to_do_only_afterwards(recording):
    tablet, box = recording
    tablet.press("STOP")
    assert box.state.value == "saving"
    assert tablet.heading == "De camera is uit"
    box.saved()
    tablet.open()
    assert "Stoppen en bewaren" in tablet.page
    tablet.press("Stoppen en weggooien")
    assert tablet.heading == "De film is weg"
    assert [film.standing.state for film in box.films.values()] == [RecordingState.SHREDDED]


def test_stopping_to_keep_still_asks_whether_it_is_good(recording):
    tablet, box = recording
    tablet.press("STOP")
    box.saved()
    tablet.open()
    tablet.press("Stoppen en bewaren")
    assert tablet.heading == "Nog steeds goed?"
    tablet.press("Bewaren")
    assert tablet.heading == "Dank u wel. De film is bewaard."
    assert "zondag 6 december 2026" in tablet.page
    assert [film.standing.state for film in box.films.values()] == [RecordingState.CONFIRMED]


def test_a_stop_by_the_button_goes_straight_to_the_closing_question(recording):
    tablet, box = recording
    box.press()
    box.saved()
    tablet.open()
    assert tablet.heading == "Nog steeds goed?"


def test_pausing_turns_the_camera_off_and_going_on_needs_the_button_again(recording):
    tablet, box = recording
    tablet.press("Pauze")
    assert tablet.heading == "Pauze. De camera staat uit."
    tablet.press("Verder filmen")
    assert box.state.value == "allowed_again"
    assert tablet.heading == "U zei: verder filmen"
    box.press()
    tablet.open()
    assert tablet.heading == "De film begint zo"


def test_wiping_the_last_minutes_asks_once_and_keeps_stop_in_reach(recording):
    tablet, box = recording
    tablet.open("/opname/wissen")
    assert "STOP" in tablet.page
    tablet.press("Ja, wissen")
    assert tablet.heading == "De camera staat aan"
    assert box.talk_film is not None
    assert box.talk_film.gaps == 1


def test_the_talk_goes_on_as_a_new_part_of_the_same_film(recording):
    tablet, box = recording
    tablet.press("STOP")
    box.saved()
    tablet.open()
    tablet.press("Stoppen en bewaren")
    tablet.press("Het gesprek gaat nog verder")
    assert box.state.value == "allowed_again"
    assert len(box.films) == 1


def test_after_a_power_cut_nothing_offers_to_go_on(recording):
    tablet, box = recording
    box.press()
    box.saved()
    box.can_resume = False
    tablet.open()
    assert tablet.heading == "Nog steeds goed?"
    assert "De opname stopte om 14:05." in tablet.page
    assert "Het gesprek gaat nog verder" not in tablet.page


def test_looking_back_first_asks_for_the_code(recording):
    tablet, box = recording
    box.press()
    box.saved()
    tablet.open()
    tablet.press("Eerst terugkijken")
    assert tablet.heading == "Uw film bekijken"
    assert [film.standing.state for film in box.films.values()] == [RecordingState.IN_REVIEW]


def test_a_fault_says_what_is_wrong_and_what_to_do(recording):
    tablet, box = recording
    box.camera_fails()
    tablet.open()
    assert tablet.heading == "De camera doet het niet. De camera is uit."
    assert "Kijk of de kabel van de camera goed vast zit." in tablet.page
    tablet.press("Probeer opnieuw")
    assert tablet.heading == "Nog steeds goed?"


def test_a_page_of_an_older_talk_changes_nothing_in_the_new_one(tablet, klantmanager, box):
    begin(klantmanager)
    tablet.open()
    for step in ("Nederlands", "Verder", "Verder", "Verder"):
        tablet.press(step)
    old_page = tablet.page
    begin(klantmanager)
    tablet.page = old_page
    tablet.press("Ja, film maar")
    assert tablet.heading == "Kies uw taal"
    assert box.tokens == []


def test_going_back_a_step_keeps_the_choice_that_was_made(tablet, klantmanager):
    begin(klantmanager)
    tablet.open()
    tablet.press("Nederlands")
    tablet.press("Verder")
    tablet.press("Verder", kijker=["coach"])
    tablet.press("Terug")
    assert 'value="coach" checked' in tablet.page
    assert 'value="leertafel" checked' not in tablet.page


def test_a_minute_of_rest_hides_the_question_behind_one_tap(tablet, klantmanager):
    begin(klantmanager)
    tablet.open()
    tablet.press("Nederlands")
    tablet.open("/rust")
    assert tablet.heading == "Bent u er nog?"
    tablet.press("Verder")
    assert tablet.heading == "Wat vragen wij u?"


def test_a_rest_hides_the_code_and_never_hides_a_running_camera(tablet, klantmanager, box):
    begin(klantmanager)
    say_yes(tablet)
    tablet.open("/rust")
    assert box.code is not None
    assert box.code.digits not in tablet.page
    tablet.press("Verder")
    tablet.press("Ik heb mijn code")
    tablet.open("/rust")
    assert tablet.heading == "U hebt ja gezegd"
    box.press()
    box.counted_down()
    tablet.open("/rust")
    assert tablet.heading == "De camera staat aan"


def test_a_last_word_disappears_by_itself(tablet, klantmanager, clock):
    begin(klantmanager)
    say_yes(tablet)
    tablet.press("Toch niet filmen")
    assert tablet.heading == "Goed. Wij filmen niet."
    clock.passes(31)
    tablet.open()
    assert tablet.heading == "De camera staat uit"


def test_a_code_that_was_lost_on_the_way_means_asking_again(tablet, klantmanager, box, parts):
    begin(klantmanager)
    say_yes(tablet)
    parts.room.progress("another talk")  # what a restart of the console does to the progress
    tablet.open()
    assert tablet.heading == "Wij vragen het nog een keer"
    tablet.press("Stop deze vraag")
    assert box.state.value == "idle"


def test_every_open_page_is_a_sign_of_life_of_the_tablet(tablet, box):
    before = box.heartbeats
    tablet.open()
    tablet.browser.get("/status.json")
    assert box.heartbeats == before + 2
