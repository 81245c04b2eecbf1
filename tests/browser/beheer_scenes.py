"""The pages of beheer: health, accounts, tablets, counts, what is under way, and languages."""

from __future__ import annotations

from playwright.sync_api import Page

from console.security.roles import Role
from tests.browser.house import House
from tests.browser.scene import scene


@scene("staff-30-beheer-home", "beheer/home.html", "The health of the box.", who=Role.BEHEER)
def _beheer_home(house: House) -> str:
    house.box.press()
    return "/beheer/"


@scene("staff-31-beheer-accounts", "beheer/accounts.html", "Who may log in.", who=Role.BEHEER)
def _beheer_accounts(house: House) -> str:
    house.account(Role.KLANTMANAGER)
    return "/beheer/accounts"


@scene("staff-32-beheer-account", "beheer/account.html", "One account.", who=Role.BEHEER)
def _beheer_account(house: House) -> str:
    return f"/beheer/accounts/{house.account(Role.KLANTMANAGER)}"


@scene("staff-33-beheer-tablets", "beheer/tablets.html", "The tablets of this room.", who=Role.BEHEER)
def _beheer_tablets(house: House) -> str:
    house.hand()
    return "/beheer/tablets"


def _new_address(_: House, page: Page) -> None:
    page.get_by_role("button", name="Koppel een tablet").click()
    page.locator(".qr").wait_for()


@scene(
    "staff-34-beheer-pairing",
    "beheer/pairing.html",
    "Pairing by QR.",
    who=Role.BEHEER,
    touch=_new_address,
)
def _beheer_pairing(house: House) -> str:
    return "/beheer/tablets"


@scene("staff-35-beheer-counters", "beheer/counters.html", "Counts by month.", who=Role.BEHEER)
def _beheer_counters(house: House) -> str:
    return "/beheer/tellers"


@scene("staff-36-beheer-under-way", "beheer/under_way.html", "Under way, safe, or gone.", who=Role.BEHEER)
def _beheer_under_way(house: House) -> str:
    return "/beheer/onderweg"


@scene("staff-37-beheer-languages", "beheer/languages.html", "A language switched on.", who=Role.BEHEER)
def _beheer_languages(house: House) -> str:
    return "/beheer/talen"


def _new_password(_: House, page: Page) -> None:
    page.get_by_role("button", name="Maak een nieuw wachtwoord").click()
    page.locator(".once").wait_for()


@scene(
    "staff-38-beheer-password",
    "beheer/password.html",
    "A password of once.",
    who=Role.BEHEER,
    touch=_new_password,
)
def _beheer_password(house: House) -> str:
    return f"/beheer/accounts/{house.account(Role.KLANTMANAGER)}"
