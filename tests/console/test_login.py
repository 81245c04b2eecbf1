"""Logging in: slow for who guesses, silent about who exists, over after a quarter of an hour."""

from __future__ import annotations

import pytest

from console.security.backoff import Backoff
from console.security.passwords import PasswordHasher
from console.security.roles import Role
from tests.console.conftest import PASSWORD, begin


def try_login(app, name, password, address="192.0.2.1"):
    return app.test_client().post(
        "/inloggen",
        data={"naam": name, "wachtwoord": password},
        environ_base={"REMOTE_ADDR": address},
    )


@pytest.fixture
def jo(parts):
    return parts.accounts.put(name="Jo de Vries", role=Role.BEHEER, password=PASSWORD)


class CountingHasher(PasswordHasher):
    """Counts how often it calculated, which is what a guesser could measure with a stopwatch."""

    def __init__(self) -> None:
        self.looked = 0
        super().__init__(memory_kib=64, passes=1)

    def matches(self, password, kept):
        self.looked += 1
        return super().matches(password, kept)


def test_the_right_password_leads_to_ones_own_room(app, jo):
    answer = try_login(app, " jo  de vries ", PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/beheer/")


def test_no_address_in_the_question_changes_where_the_login_leads(app, jo):
    for extra in ("?next=https://elders.example", "?volgende=//elders.example"):
        answer = app.test_client().post(
            f"/inloggen{extra}",
            data={"naam": "Jo de Vries", "wachtwoord": PASSWORD, "next": "//elders.example"},
        )
        assert answer.location == "/beheer/"


def test_every_kind_of_wrong_gets_the_same_answer_after_the_same_calculation(make_app):
    hasher = CountingHasher()
    app = make_app(hasher=hasher)
    accounts = app.extensions["spiegelbox"].accounts
    accounts.put(name="Jo de Vries", role=Role.BEHEER, password=PASSWORD)
    accounts.switch(accounts.put(name="Weg", role=Role.KLANTMANAGER, password=PASSWORD).id, off=True)
    answers = []
    for name, password in (("Jo de Vries", "fout"), ("Niemand", "fout"), ("Weg", PASSWORD), ("", "")):
        before = hasher.looked
        answers.append(try_login(app, name, password))
        assert hasher.looked == before + 1, name
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.data for answer in answers}) == 1
    assert all(set(answer.headers) == set(answers[0].headers) for answer in answers)


def test_after_three_wrong_tries_even_the_right_password_must_wait(app, jo, clock):
    for _ in range(3):
        assert try_login(app, "Jo de Vries", "fout").status_code == 401
    assert try_login(app, "Jo de Vries", PASSWORD).status_code == 429
    clock.passes(2.1)
    assert try_login(app, "Jo de Vries", PASSWORD).status_code == 303


def test_names_that_do_not_exist_wait_as_well(app, jo):
    for _ in range(3):
        try_login(app, "Niemand", "fout")
    assert try_login(app, "Niemand", "fout").status_code == 429


def test_who_tries_many_names_from_one_address_waits_and_others_do_not(app, jo):
    for number in range(20):
        assert try_login(app, f"naam {number}", "fout").status_code == 401
    assert try_login(app, "Jo de Vries", PASSWORD).status_code == 429
    assert try_login(app, "Jo de Vries", PASSWORD, address="192.0.2.2").status_code == 303


def test_a_right_login_forgets_the_wrong_tries_of_the_name_and_costs_the_address_nothing(app, jo):
    for _ in range(30):
        assert try_login(app, "Jo de Vries", PASSWORD).status_code == 303
    for _ in range(2):
        assert try_login(app, "Jo de Vries", "fout").status_code == 401
    assert try_login(app, "Jo de Vries", PASSWORD).status_code == 303
    assert try_login(app, "Jo de Vries", "fout").status_code == 401


def test_each_further_try_waits_twice_as_long_up_to_a_quarter_of_an_hour(clock):
    backoff = Backoff(clock, free_tries=3, forgotten_s=86_400.0)
    waits = []
    for _ in range(15):
        waited = 0.0
        while not backoff.take("jo"):
            clock.passes(1.0)
            waited += 1.0
        waits.append(waited)
    assert waits[:7] == [0.0, 0.0, 0.0, 2.0, 4.0, 8.0, 16.0]
    assert waits[-1] == 900.0


def test_a_name_left_alone_for_a_day_starts_anew(clock):
    backoff = Backoff(clock, free_tries=1, forgotten_s=86_400.0)
    assert backoff.take("jo")
    assert not backoff.take("jo")
    clock.passes(86_400.0)
    assert backoff.take("jo")


def test_many_names_at_once_do_not_fill_the_memory(clock):
    backoff = Backoff(clock, free_tries=1, forgotten_s=86_400.0)
    for number in range(10_001):
        backoff.take(str(number))
    assert backoff.take("0")  # the oldest was let go
    assert not backoff.take("10000")


def test_a_session_ends_after_fifteen_minutes_without_a_touch(log_in, clock):
    beheer = log_in(Role.BEHEER)
    clock.passes(14 * 60)
    assert beheer.browser.get("/beheer/").status_code == 200
    clock.passes(15 * 60)
    assert beheer.browser.get("/beheer/").status_code == 303


def test_a_session_ends_after_a_working_day_however_busy_it_was(log_in, clock):
    beheer = log_in(Role.BEHEER)
    for _ in range(59):
        clock.passes(10 * 60)
        assert beheer.browser.get("/beheer/").status_code == 200
    clock.passes(10 * 60)
    assert beheer.browser.get("/beheer/").location == "/inloggen"


def test_a_page_that_asks_by_itself_keeps_nobody_logged_in(klantmanager, clock):
    for _ in range(20):
        clock.passes(60)
        klantmanager.browser.get("/klantmanager/status.json")
    assert klantmanager.browser.get("/klantmanager/").status_code == 303


def test_a_talk_that_goes_on_keeps_its_klantmanager_able_to_stop_it(klantmanager, clock):
    begin(klantmanager)
    for _ in range(20):
        clock.passes(60)
        klantmanager.browser.get("/klantmanager/status.json")
    assert klantmanager.browser.get("/klantmanager/gesprek").status_code == 200


def test_logging_out_ends_the_session_on_the_server_too(app, klantmanager):
    cookie = klantmanager.browser.get_cookie("spiegelbox-staff")
    klantmanager.browser.post("/uitloggen")
    thief = app.test_client()
    thief.set_cookie("spiegelbox-staff", cookie.value)
    assert thief.get("/klantmanager/").status_code == 303


def test_a_cookie_that_was_there_before_the_login_is_worth_nothing_after_it(app, jo):
    browser = app.test_client()
    browser.set_cookie("spiegelbox-staff", "gekozen-door-een-ander")
    browser.post("/inloggen", data={"naam": "Jo de Vries", "wachtwoord": PASSWORD})
    assert browser.get_cookie("spiegelbox-staff").value != "gekozen-door-een-ander"
    thief = app.test_client()
    thief.set_cookie("spiegelbox-staff", "gekozen-door-een-ander")
    assert thief.get("/beheer/").location == "/inloggen"


def test_logging_in_again_ends_the_session_before_it(app, jo):
    browser = app.test_client()
    browser.post("/inloggen", data={"naam": "Jo de Vries", "wachtwoord": PASSWORD})
    old = browser.get_cookie("spiegelbox-staff").value
    browser.post("/inloggen", data={"naam": "Jo de Vries", "wachtwoord": PASSWORD})
    thief = app.test_client()
    thief.set_cookie("spiegelbox-staff", old)
    assert thief.get("/beheer/").location == "/inloggen"


def test_an_account_that_was_taken_away_is_logged_out_at_once(klantmanager, tmp_path):
    (tmp_path / "accounts.json").write_text("{}")
    assert klantmanager.browser.get("/klantmanager/").status_code == 303


def test_a_password_is_kept_as_argon2id_at_the_cost_the_box_can_bear():
    assert "$argon2id$v=19$m=19456,t=4,p=1$" in PasswordHasher().hash(PASSWORD)
