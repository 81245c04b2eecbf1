"""How far people are: walking to a screen by the tablet's own buttons, without a browser."""

from __future__ import annotations

from console.security.roles import Role
from tests.browser.films import card_film
from tests.browser.house import PASSWORD, House
from tests.console.conftest import Tablet, begin
from tests.console.fake_film import Film

TO_THE_CHOICE = ("Nederlands", "Verder", "Verder", "Verder")
TO_THE_CODE = (*TO_THE_CHOICE, "Ja, film maar")


def asked(house: House, *company: str) -> Tablet:
    """A klantmanager began; the tablet asks for the language."""
    house.box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client", *company])
    hand = house.hand()
    hand.open()
    return hand


def walk(house: House, *buttons: str, company: tuple[str, ...] = ()) -> Tablet:
    """Press these buttons one after the other."""
    hand = asked(house, *company)
    for words in buttons:
        hand.press(words)
    return hand


def consent_too_late(house: House) -> None:
    """A klantmanager began on the own screen, the client said yes, and the button was not pressed in time."""
    house.account(Role.KLANTMANAGER)
    staff = Tablet(house.app.test_client())
    who = {"naam": f"jo {Role.KLANTMANAGER.value}", "wachtwoord": PASSWORD}
    staff.browser.post("/inloggen", data=who)
    begin(staff)
    hand = house.hand()
    hand.open()
    for words in (*TO_THE_CODE, "Ik heb mijn code"):
        hand.press(words)
    house.box.consent_expired()
    hand.open()


def consented(house: House) -> Tablet:
    return walk(house, *TO_THE_CODE, "Ik heb mijn code")


def filming(house: House, elapsed_s: float = 252.0) -> Tablet:
    hand = consented(house)
    house.box.press()
    house.box.counted_down()
    house.box.elapsed_s = elapsed_s
    hand.open()
    return hand


def closing(house: House) -> Tablet:
    hand = filming(house)
    house.box.ask("talk.stop")
    house.box.saved()
    hand.open()
    return hand


def a_film(house: House) -> Film:
    """A film of one minute that waits for its client."""
    house.box.film_data, house.box.film_index = card_film(60.0)
    film = house.box.record_one_film()
    house.box.ask("talk.closing", answer="look")
    return film
