"""The room of beheer: the health in words, what is under way, counters that tell on nobody, accounts."""

from __future__ import annotations

import re

import pytest

from appliance.domain.recording import RecordingEvent, RecordingState
from console.beheer.counts import months_before, rows
from console.beheer.health import PICTURES
from console.security.roles import Role
from tests.console.conftest import PASSWORD, begin, pair, say_yes

E = RecordingEvent
OWN = "eigen woorden achter elkaar"


@pytest.fixture
def beheer(log_in):
    return log_in(Role.BEHEER)


@pytest.fixture
def mia(parts):
    return parts.accounts.put(name="Mia", role=Role.KLANTMANAGER, password=PASSWORD)


def film_of(box, account, *events):
    film = box.record_one_film(account.id)
    box.ask("talk.closing", answer="keep")
    box.happens(film, *events)
    return film


# -- health ----------------------------------------------------------------------------------------


def test_what_needs_doing_stands_first_with_what_to_do(beheer):
    beheer.open("/beheer/")
    assert beheer.heading == "Er is iets te doen"
    first, second = re.findall(r'data-part="(\w+)"', beheer.page)
    assert (first, second) == ("microfoon", "camera")
    assert "Kijk naar de kabel." in beheer.page
    assert "Versie 0.1.0" in beheer.page


def test_when_all_is_well_it_says_so(beheer, box):
    box._health = lambda: {
        "parts": [{"part": "Klok", "ok": True, "sentence": "In orde.", "next_step": ""}],
        "counters": {},
        "version": "1",
    }
    beheer.open("/beheer/")
    assert beheer.heading == "Alles is goed"
    assert "Te doen" not in beheer.page


def test_a_recorder_that_does_not_answer_is_a_part_that_is_not_well(beheer, box):
    box.reachable = False
    beheer.open("/beheer/")
    assert beheer.status == 503
    assert beheer.heading == "Er is iets te doen"
    assert "De recorder antwoordt niet." in beheer.page
    assert "Zet hem uit en weer aan." in beheer.page
    beheer.open("/beheer/tablets")
    assert beheer.status == 200


def test_every_picture_of_a_part_is_drawn(app):
    template = app.jinja_env.get_template("pictograms.html").module
    for shape in PICTURES.values():
        assert "<path" in template.picture(shape) or "<circle" in template.picture(shape)


def test_nothing_of_a_talk_stands_on_any_page_of_beheer(beheer, box, klantmanager, tablet):
    begin(klantmanager)
    say_yes(tablet)
    for path in ("", "onderweg", "tellers", "tablets", "accounts"):
        beheer.open(f"/beheer/{path}")
        assert box.talk_code not in beheer.page


# -- on its way ------------------------------------------------------------------------------------


def test_under_way_safe_and_being_erased_are_kept_apart(beheer, box, mia):
    waiting = film_of(box, mia, E.WINDOW_OVER)
    sending = film_of(box, mia, E.WINDOW_OVER)
    film_of(box, mia, E.WINDOW_OVER, E.DELIVERED)
    film_of(box, mia, E.WINDOW_OVER, E.DELIVERED, E.WITHDRAW)
    box.sending = {sending.id: (3, 8)}
    beheer.open("/beheer/onderweg")
    cards = dict(re.findall(r'data-place="(\w+)".*?<span>([^<]*)</span></h2>', beheer.page, re.S))
    assert cards == {
        "waiting": "Wacht: 1",
        "sending": "Onderweg: 1",
        "safe": "Veilig: 1",
        "erasing": "Wordt gewist: 1",
    }
    assert "3 van 8 delen zijn veilig" in beheer.page
    assert waiting.talk_code not in beheer.page


def test_trouble_with_the_store_says_what_to_do(beheer, box):
    box.store_trouble = {"sentence": "De opslag is vol.", "next_step": "Bel ICT."}
    beheer.open("/beheer/onderweg")
    assert "De opslag is vol." in beheer.page
    assert "Bel ICT." in beheer.page


# -- counters --------------------------------------------------------------------------------------


def test_how_often_people_said_no_is_told_only_afterwards_and_never_a_small_number():
    counters = {
        "2026-11": {"no": 30, "press-without-token": 1},
        "2026-10": {"no": 4, "press-without-token": 2},
        "2026-09": {"no": 5},
    }
    assert list(rows(counters, this_month="2026-11")) == [
        ("2026-11", "no", 30, "open"),
        ("2026-11", "press-without-token", 1, "number"),
        ("2026-10", "no", 4, "few"),
        ("2026-10", "press-without-token", 2, "number"),
        ("2026-09", "no", 5, "number"),
    ]


def test_a_no_of_a_moment_ago_cannot_be_read_off_the_screen(beheer, box, klantmanager, tablet):
    before = beheer.open("/beheer/tellers").replace("Nog niets geteld.", "")
    for _ in range(7):
        begin(klantmanager)
        tablet.open()
        for words in ("Nederlands", "Verder", "Verder", "Verder", "Nee"):
            tablet.press(words)
        tablet.press("Klaar")
    assert box.counters["no"] == 7
    after = beheer.open("/beheer/tellers")
    assert before != after
    assert "na deze maand" in after
    assert not re.search(r">7<", after)


def test_the_months_before_this_one_cross_the_year():
    assert months_before("2026-02", 3) == ["2026-01", "2025-12", "2025-11"]


def test_what_clients_thought_stands_per_month_with_small_numbers_hidden(beheer, box):
    box._feedback_month = lambda month: {
        "month": month,
        "room": "Spreekkamer 3",
        "over": True,
        "fewer_than": 5,
        "faces": {"good": 9, "so_so": None, "bad": None} if month == "2026-10" else {},
        "lines": ["Het was rustig."] if month == "2026-10" else [],
    }
    beheer.open("/beheer/tellers")
    assert "2026-10 · Spreekkamer 3" in beheer.page
    assert "2026-09" not in beheer.page
    assert beheer.page.count("minder dan 5") == 2
    assert "Het was rustig." in beheer.page


# -- tablets ---------------------------------------------------------------------------------------


def test_a_tablet_tells_when_it_was_last_here_and_the_file_is_written_only_now_and_then(
    app, beheer, parts, clock, tmp_path
):
    tablet = pair(app)
    tablet.open()
    first = parts.tablets.all()[0].seen_at
    written = (tmp_path / "tablets.json").stat().st_mtime_ns
    clock.passes(60)
    tablet.open()
    assert (tmp_path / "tablets.json").stat().st_mtime_ns == written
    clock.passes(600)
    tablet.open()
    assert parts.tablets.all()[0].seen_at == first + 660
    assert "Het laatst gezien op" in beheer.open("/beheer/tablets")


def test_a_tablet_that_was_forgotten_shows_nothing_any_more(app, beheer, tablet):
    beheer.open("/beheer/tablets")
    beheer.press("Ontkoppel")
    tablet.open()
    assert tablet.status == 403
    assert "Nog geen tablet gekoppeld." in beheer.page


# -- accounts --------------------------------------------------------------------------------------


def once(page) -> str:
    return re.search(r'class="once"><strong>([a-z2-7-]+)</strong>', page.page).group(1)


def test_a_new_account_gets_a_password_of_once_that_is_shown_once(app, beheer, parts):
    beheer.open("/beheer/accounts")
    beheer.press("Maak het account", naam="Ali Demir", rol="klantmanager")
    password = once(beheer)
    assert re.fullmatch(r"([a-z2-7]{4}-){3}[a-z2-7]{4}", password)
    account = parts.accounts.log_in("ali demir", password)
    assert account.temporary
    assert account.role is Role.KLANTMANAGER
    assert password not in beheer.open("/beheer/accounts")
    assert "Moet nog een eigen wachtwoord kiezen" in beheer.page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"naam": "mia", "rol": "beheer"}, "bestaat al"),
        ({"naam": "", "rol": "beheer"}, "Geef een naam"),
        ({"naam": "Ali", "rol": "manager"}, "Kies een rol."),
        ({"naam": "Ali", "rol": "tablet"}, "Kies een rol."),
        ({"naam": "Ali"}, "Kies een rol."),
    ],
)
def test_an_account_that_cannot_be_made_is_refused_in_words(beheer, parts, mia, typed, said):
    answer = beheer.browser.post("/beheer/accounts", data=typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert parts.accounts.by_id(mia.id).role is Role.KLANTMANAGER
    assert len(parts.accounts.all()) == 2


def test_a_new_password_for_somebody_else_ends_their_sessions(app, beheer, klantmanager, parts):
    account = next(person for person in parts.accounts.all() if person.role is Role.KLANTMANAGER)
    beheer.open(f"/beheer/accounts/{account.id}")
    beheer.press("Maak een nieuw wachtwoord")
    assert klantmanager.browser.get("/klantmanager/").location == "/inloggen"
    assert parts.accounts.log_in(account.name, once(beheer)).temporary


def test_switching_off_a_klantmanager_destroys_nothing_and_says_who_decides(beheer, parts, mia, box):
    films = [film_of(box, mia), film_of(box, mia, E.WINDOW_OVER), film_of(box, mia, E.FREEZE)]
    before = [film.standing.state for film in films]
    beheer.open(f"/beheer/accounts/{mia.id}")
    assert "Twee contactpersonen beslissen over de films" in beheer.page
    beheer.press("Zet het account uit", opnames="wissen")
    assert parts.accounts.by_id(mia.id).off
    assert "Twee contactpersonen beslissen over de films" in beheer.page
    assert [film.standing.state for film in films] == before


def test_beheer_has_no_way_to_destroy_what_a_klantmanager_filmed(beheer, parts, mia, box):
    film = film_of(box, mia)
    parts.accounts.switch(mia.id, off=True)
    assert beheer.browser.post(f"/beheer/accounts/{mia.id}/wissen").status_code == 404
    assert film.standing.state is RecordingState.CONFIRMED


def test_a_silent_box_does_not_leave_the_door_open(beheer, parts, mia, box):
    box.reachable = False
    assert beheer.browser.post(f"/beheer/accounts/{mia.id}/uit").status_code == 303
    assert parts.accounts.by_id(mia.id).off


def test_the_last_beheerder_cannot_lock_everybody_out(beheer, parts):
    (own,) = [person for person in parts.accounts.all() if person.role is Role.BEHEER]
    beheer.open(f"/beheer/accounts/{own.id}")
    beheer.press("Zet het account uit")
    assert beheer.status == 422
    assert "laatste account van beheer" in beheer.page
    assert not parts.accounts.by_id(own.id).off


def test_who_comes_back_gets_a_password_of_once(beheer, parts, mia):
    parts.accounts.switch(mia.id, off=True)
    beheer.open(f"/beheer/accounts/{mia.id}")
    beheer.press("Zet het account aan")
    account = parts.accounts.log_in("Mia", once(beheer))
    assert account.id == mia.id
    assert account.temporary
    assert parts.accounts.log_in("Mia", PASSWORD) is None


def test_an_account_that_does_not_exist_is_not_there(beheer):
    for path in ("", "/uit", "/aan", "/wachtwoord"):
        address = f"/beheer/accounts/{'f' * 16}{path}"
        answer = beheer.browser.post(address) if path else beheer.browser.get(address)
        assert answer.status_code == 404, path


def test_how_many_recordings_somebody_has_is_told_nowhere(beheer, mia, box):
    for _ in range(3):
        film_of(box, mia)
    one = beheer.open(f"/beheer/accounts/{mia.id}")
    film_of(box, mia)
    assert beheer.open(f"/beheer/accounts/{mia.id}") == one
