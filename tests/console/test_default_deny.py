"""The one door: every address has a role, and opens for nobody else."""

from __future__ import annotations

import re

import pytest
from flask import url_for

import console
from console.security.roles import STAFF, Role, roles_of
from tests.console.conftest import pair

ANYONE = {
    "static",
    "login.form",
    "look.tokens",
    "login.log_in",
    "login.log_out",
    "pairing.ask",
    "pairing.pair",
    "public.accessibility",
    "public.privacy",
}
ROOMS = {
    "client": {Role.TABLET},
    "look": {Role.TABLET},
    "klantmanager": {Role.KLANTMANAGER},
    "contactpersoon": {Role.CONTACTPERSOON},
    "beheer": {Role.BEHEER},
    "own_account": set(STAFF),
}
EXAMPLES = {"name": "informatie", "account_id": "1" * 16}


def addresses(app, role):
    """Return (method, path) of every address that ``role`` may open."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if role in roles_of(app.view_functions[rule.endpoint]):
                values = {name: EXAMPLES.get(name, "0" * 32) for name in rule.arguments}
                methods = rule.methods - {"HEAD", "OPTIONS"}
                found += [(method, url_for(rule.endpoint, **values)) for method in methods]
    return found


def test_every_address_belongs_to_exactly_the_role_of_its_room(app):
    for rule in app.url_map.iter_rules():
        room = rule.endpoint.split(".")[0]
        expected = {Role.ANYONE} if rule.endpoint in ANYONE else ROOMS[room]
        assert roles_of(app.view_functions[rule.endpoint]) == expected, rule.endpoint


def test_the_list_of_addresses_is_the_list_of_addresses(app):
    told = re.findall(r"^    (/\S*)", console.__doc__, re.M)
    assert sorted(told) == sorted({rule.rule for rule in app.url_map.iter_rules()})


def test_an_address_that_nobody_tagged_opens_for_nobody(make_app):
    app = make_app()
    app.add_url_rule("/vergeten", "vergeten", lambda: "open")
    assert app.test_client().get("/vergeten").status_code == 403
    assert pair(app).browser.get("/vergeten").status_code == 403


def test_a_device_that_is_not_paired_sees_a_friendly_word_everywhere(app, box):
    for method, path in addresses(app, Role.TABLET):
        answer = app.test_client().open(path, method=method)
        assert answer.status_code == 403, path
        assert "hoort nog niet bij deze kamer" in answer.get_data(as_text=True)
    assert box.heartbeats == 0


@pytest.mark.parametrize("role", STAFF)
def test_a_page_of_staff_asks_a_stranger_to_log_in(app, role):
    for method, path in addresses(app, role):
        answer = app.test_client().open(path, method=method)
        assert (answer.status_code, answer.location) == (303, "/inloggen"), path


@pytest.mark.parametrize("role", STAFF)
def test_a_page_of_staff_opens_for_no_other_role(app, role, log_in):
    for other in STAFF:
        if other is role:
            continue
        browser = log_in(other).browser
        for method, path in set(addresses(app, role)) - set(addresses(app, other)):
            assert browser.open(path, method=method).status_code == 403, (other, path)


def test_a_login_of_staff_opens_nothing_of_the_tablet(app, log_in):
    for role in STAFF:
        browser = log_in(role).browser
        for method, path in addresses(app, Role.TABLET):
            assert browser.open(path, method=method).status_code == 403, path


def test_there_is_no_role_for_a_manager_handhaving_or_hr():
    assert {role.value for role in Role} == {"anyone", "tablet", "klantmanager", "contactpersoon", "beheer"}


def test_every_button_that_changes_something_is_a_post(app):
    changing = ("stop", "pauze", "antwoord", "toch-niet", "verder", "klaar", "bewaren", "ontkoppelen")
    for rule in app.url_map.iter_rules():
        if rule.rule.rsplit("/", 1)[-1] in changing:
            assert "GET" not in rule.methods, rule.rule
