"""Logging in: slow for who guesses, silent about who exists, over after a quarter of an hour."""

from __future__ import annotations

import pytest

from console.security.accounts import AccountRefused
from console.security.passwords import PasswordHasher
from console.security.roles import Role
from tests.console.conftest import PASSWORD, begin


def try_login(app, name, password):
    return app.test_client().post("/inloggen", data={"naam": name, "wachtwoord": password})


@pytest.fixture
def jo(parts):
    return parts.accounts.put(name="Jo de Vries", role=Role.BEHEER, password=PASSWORD)


def test_the_right_password_leads_to_ones_own_room(app, jo):
    answer = try_login(app, " jo de vries ", PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/beheer/")


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(app, jo):
    wrong, unknown = try_login(app, "Jo de Vries", "fout"), try_login(app, "Niemand", "fout")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.data == unknown.data


def test_after_three_wrong_tries_even_the_right_password_must_wait(app, jo, clock):
    for _ in range(3):
        assert try_login(app, "Jo de Vries", "fout").status_code == 401
    assert try_login(app, "Jo de Vries", PASSWORD).status_code == 429
    clock.passes(2.1)
    assert try_login(app, "Jo de Vries", PASSWORD).status_code == 303


def test_each_further_wrong_try_waits_twice_as_long_up_to_a_quarter_of_an_hour(parts):
    waits = []
    for _ in range(15):
        parts.backoff.wrong("jo")
        waits.append(parts.backoff.wait_s("jo"))
    assert waits[:6] == [0.0, 0.0, 2.0, 4.0, 8.0, 16.0]
    assert waits[-1] == 900.0


def test_names_that_do_not_exist_wait_as_well(app, jo):
    for _ in range(3):
        try_login(app, "Niemand", "fout")
    assert try_login(app, "Niemand", "fout").status_code == 429


def test_a_right_login_forgets_the_wrong_tries(app, jo, parts):
    try_login(app, "Jo de Vries", "fout")
    try_login(app, "Jo de Vries", "fout")
    try_login(app, "Jo de Vries", PASSWORD)
    assert try_login(app, "Jo de Vries", "fout").status_code == 401
    assert parts.backoff.wait_s("jo de vries") == 0.0


def test_a_session_ends_after_fifteen_minutes_without_a_touch(log_in, clock):
    beheer = log_in(Role.BEHEER)
    clock.passes(14 * 60)
    assert beheer.browser.get("/beheer/").status_code == 200
    clock.passes(15 * 60)
    assert beheer.browser.get("/beheer/").status_code == 303


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


def test_an_account_that_was_taken_away_is_logged_out_at_once(klantmanager, tmp_path):
    (tmp_path / "accounts.json").write_text("{}")
    assert klantmanager.browser.get("/klantmanager/").status_code == 303


def test_a_short_password_makes_no_account(parts):
    with pytest.raises(AccountRefused, match="12"):
        parts.accounts.put(name="Jo", role=Role.BEHEER, password="kort")


def test_a_new_password_keeps_the_account_and_its_recordings(parts, jo):
    again = parts.accounts.put(name="Jo de Vries", role=Role.BEHEER, password="een ander wachtwoord")
    assert again.id == jo.id
    assert parts.accounts.log_in("Jo de Vries", PASSWORD) is None


def test_the_file_holds_no_password_and_only_its_owner_reads_it(jo, tmp_path):
    path = tmp_path / "accounts.json"
    assert PASSWORD not in path.read_text()
    assert "$argon2id$" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_password_is_kept_as_argon2id_at_the_cost_the_box_can_bear():
    assert "$argon2id$v=19$m=19456,t=4,p=1$" in PasswordHasher().hash(PASSWORD)
