"""Accounts: a password of one's own, sessions that end when they must, and nothing in clear on disk."""

from __future__ import annotations

import re

import pytest

from console.security.accounts import AccountRefused
from console.security.password_rules import common_words, fault_of
from console.security.roles import Role
from tests.console.conftest import PASSWORD, Tablet

NEW = "andere woorden achter elkaar"


@pytest.fixture
def jo(parts):
    return parts.accounts.put(name="Jo de Vries", role=Role.BEHEER, password=PASSWORD)


@pytest.fixture
def log_jo_in(app, jo):
    def log_in() -> Tablet:
        page = Tablet(app.test_client())
        page.browser.post("/inloggen", data={"naam": "Jo de Vries", "wachtwoord": PASSWORD})
        page.open("/account")
        return page

    return log_in


def change(page, *, old=PASSWORD, new=NEW, again=None):
    page.open("/account")
    return page.press("Bewaar het wachtwoord", oud=old, nieuw=new, nogmaals=new if again is None else again)


def test_a_new_password_works_and_the_old_one_does_not(log_jo_in, parts):
    change(log_jo_in())
    assert parts.accounts.log_in("Jo de Vries", NEW)
    assert parts.accounts.log_in("Jo de Vries", PASSWORD) is None


def test_a_new_password_ends_every_other_session_and_keeps_ones_own(log_jo_in):
    elsewhere, here = log_jo_in(), log_jo_in()
    change(here)
    assert here.browser.get("/beheer/").status_code == 200
    assert elsewhere.browser.get("/beheer/").location == "/inloggen"


def test_a_password_given_at_the_command_line_ends_the_sessions_of_the_running_console(log_jo_in, parts):
    page = log_jo_in()
    parts.accounts.put(name="jo de vries", role=Role.BEHEER, password=NEW)
    assert page.browser.get("/beheer/").location == "/inloggen"


def test_out_everywhere_is_out_everywhere(log_jo_in):
    elsewhere, here = log_jo_in(), log_jo_in()
    here.press("Log overal uit")
    assert here.heading == "Inloggen voor medewerkers"
    for page in (here, elsewhere):
        assert page.browser.get("/beheer/").location == "/inloggen"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"old": "fout"}, "Het oude wachtwoord klopt niet."),
        ({"again": "anders"}, "niet gelijk"),
        ({"new": PASSWORD}, "Kies een ander wachtwoord"),
        ({"new": "kort"}, "12 tot 256 tekens"),
        ({"new": "Welkom123456!"}, "te makkelijk te raden"),
    ],
)
def test_a_wrong_change_says_what_is_wrong_and_changes_nothing(log_jo_in, parts, typed, said):
    page = log_jo_in()
    change(page, **typed)
    assert page.status == 422
    assert said in page.page
    assert parts.accounts.log_in("Jo de Vries", PASSWORD)


def test_who_sits_at_an_open_screen_cannot_guess_the_old_password_fast(log_jo_in):
    page = log_jo_in()
    for _ in range(3):
        change(page, old="fout")
    change(page, old="fout")
    assert page.status == 429


def test_a_password_that_another_chose_opens_only_the_page_to_change_it(app, parts, jo):
    parts.accounts.set_password(jo.id, PASSWORD, temporary=True)
    page = Tablet(app.test_client())
    page.browser.post("/inloggen", data={"naam": "Jo de Vries", "wachtwoord": PASSWORD})
    for path in ("/beheer/", "/beheer/tablets", "/beheer/accounts"):
        assert page.browser.get(path).location == "/account", path
    assert page.browser.post("/beheer/koppelen").location == "/account"
    change(page)
    assert page.browser.get("/beheer/").status_code == 200


def test_an_account_that_is_off_is_out_at_once_and_stays_out(log_jo_in, parts, jo):
    page = log_jo_in()
    parts.accounts.put(name="nog een beheerder", role=Role.BEHEER, password=PASSWORD)
    parts.accounts.switch(jo.id, off=True)
    assert page.browser.get("/beheer/").location == "/inloggen"
    assert parts.accounts.log_in("Jo de Vries", PASSWORD) is None
    parts.accounts.set_password(jo.id, NEW, temporary=True)
    assert parts.accounts.log_in("Jo de Vries", NEW) is None
    parts.accounts.switch(jo.id, off=False)
    assert parts.accounts.log_in("Jo de Vries", NEW)
    assert page.browser.get("/beheer/").location == "/inloggen"


def test_the_last_account_of_beheer_stays_on(parts, jo):
    with pytest.raises(AccountRefused, match="laatste"):
        parts.accounts.switch(jo.id, off=True)
    assert parts.accounts.log_in("Jo de Vries", PASSWORD)


def test_a_new_password_keeps_the_account_and_its_recordings(parts, jo):
    again = parts.accounts.put(name="JO DE VRIES", role=Role.BEHEER, password="een ander wachtwoord")
    assert again.id == jo.id


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_a_name_that_is_no_name_makes_no_account(parts, name):
    with pytest.raises(AccountRefused):
        parts.accounts.put(name=name, role=Role.BEHEER, password=PASSWORD)


def test_a_name_that_exists_is_not_taken_over(parts, jo):
    with pytest.raises(AccountRefused, match="bestaat al"):
        parts.accounts.add(name=" jo  de VRIES", role=Role.KLANTMANAGER, password=PASSWORD)


@pytest.mark.parametrize(
    "good", ["zeven natte sokken", "krantenkop-bij-ontbijt", "sSf9-qP2x!Lm0", "пароль из слов"]
)
def test_a_long_password_of_any_kind_is_good(good):
    assert fault_of(good, name="Jo de Vries") is None


@pytest.mark.parametrize(
    "easy",
    [
        "kort",
        "x" * 257,
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "abcdefghijkl",
        "lkjihgfedcba",
        "Welkom123456!",
        "WelkomWelkom1",
        "wachtwoord2026",
        "G e m e e n t e 2026",
        "Ik ben de Vries",
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(easy):
    assert fault_of(easy, name="Jo de Vries")


def test_the_list_of_common_words_is_lower_case_letters_only():
    for word in common_words():
        assert re.fullmatch(r"[a-z]+", word)


def test_the_file_holds_no_password_and_only_its_owner_reads_it(jo, tmp_path):
    path = tmp_path / "accounts.json"
    assert PASSWORD not in path.read_text()
    assert "$argon2id$" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
