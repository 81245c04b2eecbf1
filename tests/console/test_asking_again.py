"""A yes that waited too long for the button: the same people are asked again, in one screen."""

from __future__ import annotations

import pytest

from appliance.domain.session import TalkState
from console.client.again import OFFERED_S
from console.security.roles import Role
from tests.console.conftest import PASSWORD, Tablet, begin, say_yes

AGAIN = "Ja, vraag het opnieuw"
TALK = "/klantmanager/gesprek"


def too_late(tablet, box):
    """Nobody pressed the button; the tablet, which asks each second, hears of it."""
    box.consent_expired()
    tablet.open("/status.json")


@pytest.fixture
def lapsed(tablet, klantmanager, box):
    """A talk with a maatje of which the yes is over."""
    begin(klantmanager, wie=["maatje"])
    say_yes(tablet, kijker="coach")
    for words in ("Ik heb de tablet", "Ja, film maar", "Ik heb mijn code", "Ik heb de tablet"):
        tablet.press(words)
    tablet.press("Ik heb mijn code")
    too_late(tablet, box)
    return klantmanager


def test_the_same_people_are_asked_and_the_client_chooses_on_one_screen(lapsed, tablet, box):
    before = box.tokens[-1]
    lapsed.open(TALK)
    lapsed.press(AGAIN)
    assert (box.state, box.people) == (TalkState.ASKED, ("client", "maatje"))
    tablet.open()
    tablet.press("Ja, film maar")
    assert "Geef de tablet aan het maatje" in tablet.page
    tablet.press("Ik heb de tablet")
    tablet.press("Ja, film maar")
    assert tablet.heading == "Dit is uw code"
    assert box.tokens[-1].purposes == before.purposes == ("self", "coach")
    assert box.tokens[-1].jti != before.jti


def test_the_client_may_go_back_and_read_it_all_again(lapsed, tablet):
    lapsed.open(TALK)
    lapsed.press(AGAIN)
    tablet.open()
    tablet.press("Terug")
    assert tablet.heading == "Vertel het in uw eigen woorden"


def test_it_is_offered_to_no_other_klantmanager(lapsed, app, parts):
    parts.accounts.put(name="een ander", role=Role.KLANTMANAGER, password=PASSWORD)
    other = Tablet(app.test_client())
    other.browser.post("/inloggen", data={"naam": "een ander", "wachtwoord": PASSWORD})
    assert AGAIN not in other.open(TALK)
    assert AGAIN in lapsed.open(TALK)


def test_it_is_offered_for_as_long_as_the_yes_was_good_for(lapsed, clock, box):
    lapsed.open(TALK)
    clock.passes(OFFERED_S - 1)
    assert AGAIN in lapsed.open(TALK)
    clock.passes(1)
    lapsed.press(AGAIN)
    assert lapsed.heading == "Nieuw gesprek"
    assert box.state is TalkState.IDLE
    assert AGAIN not in lapsed.open(TALK)


def test_another_talk_wipes_it(lapsed, tablet, box):
    begin(lapsed)
    box.ask("talk.take_back", talk_code=box.talk_code)
    tablet.open()
    assert AGAIN not in lapsed.open(TALK)


def test_a_yes_that_was_taken_back_is_not_asked_again(tablet, klantmanager, box):
    begin(klantmanager)
    say_yes(tablet)
    tablet.press("Ik heb mijn code")
    tablet.press("Toch niet")
    tablet.open()
    assert AGAIN not in klantmanager.open(TALK)


def test_who_holds_the_tablet_while_logged_in_gives_it_away_without_a_session(lapsed, app, parts):
    secret = parts.tablets.new_secret()
    lapsed.browser.post(f"/tablet/koppel/{secret}")
    lapsed.open(TALK)
    lapsed.press(AGAIN)
    assert lapsed.address == "/"
    assert "Inloggen" in lapsed.open(TALK)


def test_codes_of_the_old_yes_are_not_kept(lapsed, parts):
    lapsed.open(TALK)
    lapsed.press(AGAIN)
    assert parts.room.shown.codes == ()
    assert not parts.room.shown.has_a_yes
