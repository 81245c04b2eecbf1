"""The journeys page between the box and the store, as people see it: exceptions 19, 33, 34, 42, 43."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from console.security.roles import Role
from tests.browser.pages import heading, press, until
from tests.browser.town_hall import a_town_hall

AWAY = "De opslag van de gemeente is niet te bereiken."
DAYS_OF_THE_WINDOW, DAYS_KEPT = 14, 180


class Stop:
    """Calls ``act`` before the upload's step of this name, once."""

    def __init__(self):
        self.at, self.act = "", None

    def __call__(self, _task, step):
        if step == self.at and self.act:
            act, self.act = self.act, None
            act()


@pytest.fixture
def stop():
    return Stop()


@pytest.fixture
def town_hall(tmp_path, room, stop):
    with a_town_hall(tmp_path / "sync", room.box, on_step=stop) as town_hall:
        yield town_hall


@pytest.fixture
def page(room, desk):
    """The klantmanager's own screen."""
    return room.log_in(desk, Role.KLANTMANAGER)


@pytest.fixture
def beheer(room, chromium):
    context = chromium.new_context(locale="nl-NL")
    yield room.log_in(context, Role.BEHEER)
    context.close()


def a_film_is_kept(room, page):
    """A whole talk of this klantmanager, looked back and kept by its client."""
    room.begin(page)
    room.say_yes()
    room.film()
    room.stop()
    press(room.tablet, "Eerst terugkijken")
    room.fill_in_code()
    until(room.tablet, "document.getElementById('film')?.readyState >= 2")
    press(room.tablet, "Ja, bewaren")
    expect(room.tablet.get_by_text("Dank u wel. Wij mogen de film bewaren.")).to_be_visible()
    press(room.tablet, "Ik ben klaar met kijken")


def the_window_is_over(room):
    room.box.days_pass(DAYS_OF_THE_WINDOW + 0.1)
    room.box.recorder.housekeep()


def client_withdraws(room):
    room.fill_in_code("/intrekken")
    heading(room.tablet, "Weet u het zeker?")
    press(room.tablet, "Ja, trek in")
    heading(room.tablet, "Uw film is ingetrokken")
    expect(room.tablet.locator(".receipt")).to_be_visible()


def my_films(page, fate):
    """What the klantmanager reads under this fate; the page is fetched anew."""
    page.get_by_role("link", name="Mijn gesprekken").click()
    return page.locator("section.card", has=page.get_by_role("heading", name=fate, exact=True))


def one_film_is(page, fate):
    expect(my_films(page, fate).get_by_role("listitem")).to_have_count(1)


def no_film_is(page, fate):
    expect(my_films(page, fate).get_by_text("Geen", exact=True)).to_be_visible()


def queue_says(beheer, *words):
    beheer.get_by_role("link", name="Onderweg").click()
    heading(beheer, "Onderweg naar de opslag")
    for each in words:
        expect(beheer.locator("main")).to_contain_text(each)


def test_19_without_network_the_room_works_the_window_runs_on_and_the_release_waits(
    room, page, beheer, town_hall
):
    town_hall.store.leave()
    a_film_is_kept(room, page)
    town_hall.walk()
    one_film_is(page, "In de bedenktijd")
    the_window_is_over(room)
    town_hall.walk()
    one_film_is(page, "Onderweg naar de opslag")
    queue_says(beheer, AWAY, "Wacht: 1", "Veilig: 0", "Volgende poging om")
    assert len(room.box.films_on_disk) == 1
    town_hall.store.come_back()
    town_hall.walk_later()
    one_film_is(page, "Veilig in de opslag")
    assert room.box.films_on_disk == set()


def test_19_a_withdrawal_without_network_waits_for_the_store_and_beats_the_release(
    room, page, beheer, town_hall
):
    town_hall.store.leave()
    a_film_is_kept(room, page)
    the_window_is_over(room)
    town_hall.walk()
    client_withdraws(room)
    assert room.box.films_on_disk == set()
    one_film_is(page, "Wordt weggehaald")
    town_hall.walk()
    queue_says(beheer, "Wordt gewist: 1", "Pas weg als de opslag dat bewijst.")
    town_hall.store.come_back()
    town_hall.walk_later()
    no_film_is(page, "Onderweg naar de opslag")
    queue_says(beheer, "Er is niets onderweg en niets in de opslag.")
    assert town_hall.store.puts == []


def test_33_a_film_in_the_store_is_withdrawn_with_the_code_and_tried_until_the_store_shows_it_is_gone(
    room, page, beheer, town_hall
):
    a_film_is_kept(room, page)
    the_window_is_over(room)
    town_hall.walk()
    one_film_is(page, "Veilig in de opslag")
    room.fill_in_code()
    heading(room.tablet, "Deze film kunt u hier niet meer zien")
    (film,) = town_hall.films
    town_hall.store.keeps.add(film)  # says yes and keeps it, as a locked bucket does
    client_withdraws(room)
    one_film_is(page, "Wordt weggehaald")
    for _ in range(3):
        town_hall.walk_later()
        queue_says(beheer, "De opslag heeft de opname nog niet echt gewist.", "Wordt gewist: 1")
    town_hall.store.keeps.clear()
    town_hall.walk_later()
    assert town_hall.films == set()
    queue_says(beheer, "Wordt gewist: 0")
    town_hall.store.content[film] = {"part-00000": b"an upload that nobody stopped"}
    town_hall.walk_later()
    assert town_hall.films == set()


def test_33_the_contact_person_withdraws_a_film_that_is_in_the_store(room, page, chromium, town_hall):
    a_film_is_kept(room, page)
    the_window_is_over(room)
    town_hall.walk()
    context = chromium.new_context(locale="nl-NL")
    contact = room.log_in(context, Role.CONTACTPERSOON)
    contact.goto(f"{room.url}/contactpersoon/code")
    contact.get_by_label("Vijf woorden of de cijfers").fill(room.code)
    contact.get_by_label("De cliënt weet het zeker.").check()
    press(contact, "Trek de film in")
    expect(contact.locator(".receipt")).to_be_visible()
    one_film_is(page, "Wordt weggehaald")
    town_hall.walk()
    assert town_hall.films == set()
    context.close()


@pytest.mark.parametrize("step", ["put-part", "read-part-back", "put-manifest", "tell-recorder"])
def test_34_a_withdrawal_in_the_midst_of_the_upload_wins(room, page, town_hall, stop, step):
    a_film_is_kept(room, page)
    the_window_is_over(room)
    stop.at, stop.act = step, lambda: client_withdraws(room)
    town_hall.walk()
    assert stop.act is None
    assert town_hall.films == set()
    assert room.box.films_on_disk == set()
    no_film_is(page, "Veilig in de opslag")


def test_42_an_upload_that_stops_halfway_goes_on_by_itself_and_the_box_keeps_its_copy_until_then(
    room, page, beheer, town_hall, stop
):
    a_film_is_kept(room, page)
    the_window_is_over(room)
    stop.at, stop.act = "put-manifest", town_hall.store.leave
    town_hall.walk()
    parts = len(town_hall.store.puts)
    assert parts > 1
    queue_says(beheer, AWAY, "Onderweg: 1", f"{parts} van {parts} delen zijn veilig", "Volgende poging om")
    assert len(room.box.films_on_disk) == 1
    town_hall.store.come_back()
    town_hall.walk_later()
    queue_says(beheer, "Veilig: 1", "Aangekomen, teruggelezen en gelijk.")
    assert room.box.films_on_disk == set()
    assert town_hall.store.puts[parts:] == ["manifest.json"]  # nothing went twice


def test_43_with_the_store_down_for_weeks_beheer_reads_it_and_end_dates_still_destroy(
    room, page, beheer, town_hall
):
    town_hall.store.leave()
    a_film_is_kept(room, page)
    the_window_is_over(room)
    town_hall.walk()
    for _ in range(3):
        room.box.days_pass(7)
        town_hall.walk()
        one_film_is(page, "Onderweg naar de opslag")
    beheer.get_by_role("link", name="Gezondheid").click()
    heading(beheer, "Er is iets te doen")
    card = beheer.locator("[data-part='Opslag van de gemeente']")
    expect(card).to_contain_text("Niet goed")
    expect(card).to_contain_text(AWAY)
    room.box.days_pass(DAYS_KEPT)
    room.box.recorder.housekeep()
    one_film_is(page, "Wordt weggehaald")
    assert room.box.films_on_disk == set()
    assert town_hall.store.puts == []
