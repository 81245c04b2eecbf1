"""The journeys page on what is not there: no keeping as evidence (exception 29), no role that watches (37).

The alarm procedure is the municipality's own and has no screen here. What screens can show is that an upset
talk ends like every other: the same answers, the same purposes, and nobody who may look without the client.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from console.security.roles import STAFF, Role
from tests.browser.pages import heading, press

AS_EVIDENCE = re.compile(r"bewijs|aangifte|politie|incident|agressie", re.IGNORECASE)


def nothing_about_evidence(page):
    expect(page.locator("main")).not_to_contain_text(AS_EVIDENCE)


def test_29_an_upset_talk_ends_like_every_other(room, desk):
    page = room.log_in(desk, Role.KLANTMANAGER)
    room.begin(page)
    press(room.tablet, "Nederlands", "Verder")
    expect(room.tablet.get_by_role("checkbox")).to_have_count(2)  # a coach, the learning table; nobody else
    press(room.tablet, "Verder", "Verder", "Ja, film maar", "Ik heb mijn code")
    heading(room.tablet, "U hebt ja gezegd")
    room.film()
    nothing_about_evidence(room.tablet)
    expect(page.get_by_role("heading", level=1)).to_have_text("De camera staat aan.")
    nothing_about_evidence(page)
    expect(page.locator(".actions--now").get_by_role("button")).to_have_text(
        ["Stop de opname", "Pauze", "Er is iemand bij"]
    )
    press(page, "Stop de opname")
    heading(room.tablet, "Nog steeds goed?")
    nothing_about_evidence(room.tablet)
    expect(room.tablet.locator("main .equal").get_by_role("button")).to_have_text(
        ["Bewaren", "Eerst terugkijken", "Weggooien"]
    )
    press(room.tablet, "Weggooien")
    heading(room.tablet, "De film is weg")
    assert room.box.films_on_disk == set()


def test_29_nobody_keeps_a_film_for_another_purpose_than_learning(room, desk):
    who = room.account(Role.KLANTMANAGER)
    page = room.log_in(desk, Role.KLANTMANAGER)
    room.begin(page)
    room.say_yes()
    room.film()
    room.stop()
    press(room.tablet, "Bewaren")
    room.box.reach("idle")
    page.get_by_role("link", name="Mijn gesprekken").click()
    nothing_about_evidence(page)
    rows = page.locator("ul.rows").first
    expect(rows.get_by_role("link")).to_have_text(["Mijn ja intrekken"])
    expect(rows.get_by_role("button")).to_have_count(0)
    (film,) = room.box.ask("recordings.mine", klantmanager=who)["recordings"]
    assert film["purposes"] == ["self"]


def test_37_there_are_three_roles_and_none_is_for_managers_enforcement_or_hr(room, desk):
    beheer = room.log_in(desk, Role.BEHEER)
    beheer.get_by_role("link", name="Accounts").click()
    expect(beheer.get_by_role("radio")).to_have_count(3)
    for role in ("Klantmanager", "Contactpersoon", "Beheer"):
        expect(beheer.get_by_label(role, exact=True)).to_be_visible()
    expect(beheer.get_by_text("Er is geen rol voor leidinggevenden, handhaving of HR.")).to_be_visible()


@pytest.mark.parametrize("role", STAFF, ids=lambda role: role.value)
def test_37_nobody_of_staff_has_a_way_to_a_film(room, desk, role):
    page = room.log_in(desk, role)
    addresses = [link.get_attribute("href") or "" for link in page.get_by_role("link").all()]
    assert [address for address in addresses if "/film" in address or address == "/code"] == []
    for address in ("/code", "/film", "/film/film.mp4"):
        answer = page.goto(room.url + address)
        assert answer is not None
        assert answer.status in (403, 404)
        expect(page.locator("video")).to_have_count(0)
