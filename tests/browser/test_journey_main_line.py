"""The main line of the journeys page on a real recorder and a real tablet: from question to release."""

from __future__ import annotations

from playwright.sync_api import expect

from appliance.hardware.ports import LightColour
from tests.browser.pages import heading, press, until

FILM = "document.getElementById('film')"


def test_from_the_question_to_the_release(room):
    tablet = room.tablet
    heading(tablet, "De camera staat uit")  # 2. power on
    room.lamp_is(LightColour.DARK)

    room.ask()  # 3. new talk
    press(tablet, "Nederlands")  # 4. T1
    heading(tablet, "Wat vragen wij u?")  # T2
    press(tablet, "Verder")
    tablet.get_by_label("Ook een coach").check()  # T3
    press(tablet, "Verder")
    heading(tablet, "Vertel het in uw eigen woorden")  # T4
    press(tablet, "Verder")
    press(tablet, "Ja, film maar")  # T5
    heading(tablet, "Dit is uw code")  # 5. the token
    room.code = tablet.locator(".digits").inner_text()
    press(tablet, "Ik heb mijn code")
    heading(tablet, "U hebt ja gezegd")
    room.lamp_is(LightColour.WHITE)
    assert room.box.films_on_disk == set()

    room.film(6.0)  # 6. record
    room.lamp_is(LightColour.RED)
    press(tablet, "STOP")  # 7. stop
    heading(tablet, "De camera is uit")
    assert not room.box.camera.is_open()
    press(tablet, "Stoppen en bewaren")
    heading(tablet, "Nog steeds goed?")
    press(tablet, "Eerst terugkijken")
    assert room.film_states() == ["in_review"]

    room.fill_in_code()  # 8. the review window
    until(tablet, f"{FILM}?.readyState >= 2")
    tablet.get_by_text("Minder mensen laten kijken").click()
    tablet.get_by_role("checkbox").uncheck()
    press(tablet, "Bewaar mijn keuze")
    expect(tablet.get_by_text("Uw keuze is bewaard.")).to_be_visible()
    press(tablet, "Ja, bewaren")
    expect(tablet.get_by_text("Dank u wel. Wij mogen de film bewaren.")).to_be_visible()
    press(tablet, "Ik ben klaar met kijken")
    assert [row["purposes"] for row in room.box.recordings()] == [["self"]]

    room.box.days_pass(14.1)  # 9. release: a second yes, and the window over
    room.box.reach_recording("released")


def test_silence_is_not_a_yes(room):
    room.film_to_look_back()
    room.box.days_pass(14.1)
    room.box.reach_recording()
    assert room.box.films_on_disk == set()


def test_a_piece_that_was_marked_is_gone_from_the_film(room):
    room.ask()
    room.say_yes()
    room.film(10.0)
    room.stop()
    press(room.tablet, "Eerst terugkijken")
    room.fill_in_code()
    until(room.tablet, f"{FILM}?.readyState >= 2")
    before_s = room.box.recordings()[0]["seconds"]
    room.tablet.get_by_text("Een stuk weghalen").click()
    for moment, words in (("2", "Begin van het stuk"), ("5", "Einde van het stuk")):
        room.tablet.get_by_role("slider", name="Plek in de film").fill(moment)
        until(room.tablet, f"!{FILM}.seeking")
        press(room.tablet, words)
    press(room.tablet, "Haal deze stukken weg")
    press(room.tablet, "Ja, haal weg")
    expect(room.tablet.get_by_text("Die stukken zijn weg.")).to_be_visible()
    until(room.tablet, f"Math.abs({FILM}.duration - {before_s - 3}) < 1.2")
    assert before_s - room.box.recordings()[0]["seconds"] >= 3.0
