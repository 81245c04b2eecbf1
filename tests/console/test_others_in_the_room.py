"""The others in the room: an own yes, an own code on the own screen, and what happens when one comes in."""

from __future__ import annotations

import pytest

from appliance.domain.recording import RecordingState
from tests.console.conftest import begin, say_yes


def everybody_says_yes(tablet, *others, **watchers):
    """Go through everybody's screens, up to the first code."""
    say_yes(tablet, **watchers)
    for _ in others:
        tablet.press("Ik heb de tablet")
        tablet.press("Ja, film maar")


def visited(recording):
    tablet, box = recording
    tablet.press("Er is iemand bij")
    return tablet, box


def test_everybody_sees_the_own_code_in_the_own_hands_and_no_other(tablet, klantmanager, box):
    begin(klantmanager, wie=["maatje", "tolk"])
    everybody_says_yes(tablet, "maatje", "tolk")
    shown = []
    for person, digits in (
        ("tolk", box.codes["tolk"]),
        ("maatje", box.codes["maatje"]),
        ("client", box.code),
    ):
        if person != "tolk":  # who answered last has the tablet already
            assert not any(code.digits in tablet.page for code in box.codes.values())
            tablet.press("Ik heb de tablet")
        assert tablet.heading == "Dit is uw code"
        shown.append([other for other, code in box.codes.items() if code.digits in tablet.page])
        assert digits.digits in tablet.page
        tablet.press("Ik heb mijn code")
    assert shown == [["tolk"], ["maatje"], ["client"]]
    assert tablet.heading == "U hebt ja gezegd"


def test_everybody_can_print_the_own_slip_and_only_the_client_s_speaks_of_looking(tablet, klantmanager, box):
    begin(klantmanager, wie=["maatje"])
    everybody_says_yes(tablet, "maatje")
    slip = tablet.open("/gesprek/briefje")
    assert box.codes["maatje"].digits in slip
    assert "Met deze code kunt u de film intrekken." in slip
    tablet.open()
    tablet.press("Ik heb mijn code")
    tablet.press("Ik heb de tablet")
    slip = tablet.open("/gesprek/briefje")
    assert box.code.digits in slip
    assert "Met deze code kunt u uw film zien of intrekken." in slip


def test_the_code_of_a_maatje_withdraws_and_does_not_show(tablet, klantmanager, box):
    begin(klantmanager, wie=["maatje"])
    everybody_says_yes(tablet, "maatje")
    codes = dict(box.codes)
    box.press()
    box.counted_down()
    box.press()
    box.saved()
    box.ask("talk.closing", answer="look")
    tablet.open("/code")
    tablet.press("Verder", code=codes["maatje"].digits)
    assert "Met deze code kunt u de film intrekken, niet bekijken." in tablet.page
    tablet.open("/intrekken")
    tablet.press("Verder", code=codes["maatje"].digits)
    tablet.press("Ja, trek in")
    assert tablet.heading == "Uw film is ingetrokken"
    assert [film.standing.state for film in box.films.values()] == [RecordingState.SHREDDED]


def test_somebody_else_may_say_yes_to_less_and_that_decides(tablet, klantmanager, box):
    begin(klantmanager, wie=["maatje"])
    say_yes(tablet, kijker=["coach", "leertafel"])
    tablet.press("Ik heb de tablet")
    tablet.press("Ja, maar alleen de klantmanager mag kijken")
    assert box.tokens[-1].purposes == ("self",)


def test_a_yes_to_less_is_offered_only_where_there_is_less(tablet, klantmanager):
    begin(klantmanager, wie=["maatje"])
    say_yes(tablet)
    tablet.press("Ik heb de tablet")
    assert "Ja, maar alleen de klantmanager" not in tablet.page


def test_a_tolk_on_the_telephone_hears_the_text_and_the_record_says_so(tablet, klantmanager, box):
    begin(klantmanager, wie=["tolk_telefoon"])
    say_yes(tablet)
    assert tablet.heading == "De tolk is aan de telefoon"
    tablet.press("Ik heb de tablet")
    tablet.press("Ja, film maar")
    said = {row["person"]: row["read_aloud"] for row in box.answers_given}
    assert said == {"client": False, "tolk_telefoon": True}


# -- somebody comes in -------------------------------------------------------------------------


def test_one_tap_closes_the_camera_because_somebody_came_in(recording):
    tablet, box = visited(recording)
    assert box.state.value == "visited"
    assert tablet.heading == "Er is iemand bij. De camera staat uit."


def test_when_the_visitor_left_only_the_client_and_the_button_turn_the_camera_on(recording):
    tablet, box = visited(recording)
    tablet.press("Die persoon is weg")
    assert tablet.heading == "Pauze. De camera staat uit."
    tablet.press("Verder filmen")
    assert box.state.value == "allowed_again"


def test_when_the_visitor_stays_everybody_is_asked_anew_and_the_new_one_gets_a_code(recording):
    tablet, box = visited(recording)
    before = dict(box.codes)
    tablet.open("/opname/wie-is-erbij")
    tablet.press("De ander")
    assert tablet.heading == "Geef de tablet aan de cliënt"
    tablet.press("Ik heb de tablet")
    assert "Er is iemand bij gekomen." in tablet.page
    tablet.press("Ja, film maar")
    assert tablet.heading == "Geef de tablet aan de ander"
    tablet.press("Ik heb de tablet")
    tablet.press("Ja, film maar")
    assert box.tokens[-1].people == ("client", "ander")
    assert box.state.value == "allowed_again"
    assert tablet.heading == "Dit is uw code"
    assert box.codes["ander"].digits in tablet.page
    assert box.codes["client"] == before["client"]
    tablet.press("Ik heb mijn code")
    assert tablet.heading == "U zei: verder filmen"


@pytest.mark.parametrize("who", ["client", "ander"])
def test_one_no_leaves_the_camera_off_and_says_nothing_of_who_it_was(recording, who):
    tablet, box = visited(recording)
    tablet.open("/opname/wie-is-erbij")
    tablet.press("De ander")
    tablet.press("Ik heb de tablet")
    if who == "ander":
        tablet.press("Ja, film maar")
        tablet.press("Ik heb de tablet")
    tablet.press("Nee")
    assert box.state.value == "visited"
    assert tablet.heading == "Er is iemand bij. De camera staat uit."


def test_a_child_that_comes_in_is_not_filmed(recording):
    tablet, box = visited(recording)
    page = tablet.open("/opname/wie-is-erbij")
    assert "Is er een kind bij? Dan filmen wij niet." in page
    assert "Het kind" not in page
    answer = tablet.browser.post("/opname/bezoek-blijft", data={"gesprek": box.talk_code, "wie": "kind"})
    assert answer.status_code == 422
    assert "Met een kind erbij filmen wij niet." in answer.get_data(as_text=True)
    assert box.state.value == "visited"


def test_the_minutes_since_somebody_came_in_are_offered_for_wiping(recording):
    tablet, box = visited(recording)
    tablet.open("/opname/wissen")
    assert tablet.heading == "Hoeveel minuten wissen wij?"
    tablet.press("De laatste 2 minuten")
    assert box.wiped_minutes == [2]
    assert tablet.heading == "Er is iemand bij. De camera staat uit."


def test_an_old_page_of_a_visit_changes_nothing(recording):
    tablet, box = visited(recording)
    for path in ("/opname/bezoek-weg", "/opname/bezoek-blijft"):
        tablet.browser.post(path, data={"gesprek": "UIL-1000", "wie": "ander"})
        assert box.state.value == "visited"


# -- forgotten to stop, and a promise that waits -----------------------------------------------


def test_a_talk_that_stopped_by_itself_offers_to_wipe_the_time_after_it(recording):
    tablet, box = recording
    box.press()
    box.saved()
    box.stopped_by = "limit"
    tablet.open()
    assert "De opname stopte vanzelf. Was u al eerder klaar?" in tablet.page
    tablet.open("/opname/wissen")
    tablet.press("De laatste 30 minuten")
    assert box.wiped_minutes == [30]


def test_minutes_nobody_offered_are_not_wiped(recording):
    tablet, box = recording
    for minutes in ("0", "-5", "241", "veel", ""):
        tablet.browser.post("/opname/wissen", data={"gesprek": box.talk_code, "minuten": minutes})
    assert box.wiped_minutes == []


def test_a_wipe_promised_before_a_power_cut_asks_for_a_look_back(recording):
    tablet, box = recording
    box.press()
    box.saved()
    box.talk_film.wipe_waits = True
    tablet.open()
    assert "U liet minuten wissen. Dat is nog niet gebeurd." in tablet.page
    assert "Kijk de film terug: dan wissen wij ze. Anders gaat de hele film weg." in tablet.page
    tablet.press("Bewaren")
    assert "Kijk de film terug: dan wissen wij ze." in tablet.page


def test_the_look_back_says_that_the_promised_minutes_are_gone(recording):
    tablet, box = recording
    box.press()
    box.saved()
    film = box.talk_film
    film.wipe_waits = True
    tablet.open()
    tablet.press("Eerst terugkijken")
    tablet.press("Verder", code=film.code.digits)
    assert "Die stukken zijn weg." in tablet.page
    tablet.open("/film")
    assert "Die stukken zijn weg." not in tablet.page


def test_the_klantmanager_sees_that_a_film_waits_for_a_look_back(recording, klantmanager, parts):
    _, box = recording
    film = box.talk_film
    film.klantmanager = next(account.id for account in parts.accounts.all())
    film.wipe_waits = True
    assert "Eerst terugkijken: er moet nog iets af." in klantmanager.open("/klantmanager/")
