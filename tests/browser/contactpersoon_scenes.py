"""The pages of the contactpersoon: finding a film, deciding about it with two, and the papers."""

from __future__ import annotations

from playwright.sync_api import Page

from console.security.roles import Role
from tests.browser.house import PASSWORD, House
from tests.browser.scene import scene
from tests.browser.walks import a_film
from tests.console.fake_film import declaration_of


@scene("staff-20-cp-find", "contactpersoon/home.html", "Found by date.", who=Role.CONTACTPERSOON)
def _cp_find(house: House) -> str:
    a_film(house)
    house.box.record_one_film()
    house.box.ask("talk.closing", answer="keep")
    return "/contactpersoon/?datum=2026-11-22"


@scene(
    "staff-21-cp-recording",
    "contactpersoon/recording.html",
    "One recording: withdraw, freeze.",
    who=Role.CONTACTPERSOON,
)
def _cp_recording(house: House) -> str:
    return f"/contactpersoon/opname/{a_film(house).id}?datum=2026-11-22"


@scene(
    "staff-22-cp-code",
    "contactpersoon/code.html",
    "Withdrawing on the phone, with the client's code.",
    who=Role.CONTACTPERSOON,
)
def _cp_code(house: House) -> str:
    return "/contactpersoon/code"


@scene("staff-23-cp-letters", "contactpersoon/letters.html", "The letters to print.", who=Role.CONTACTPERSOON)
def _cp_letters(house: House) -> str:
    return "/contactpersoon/brieven"


def _first_letter(_: House, page: Page) -> None:
    page.locator("main a[href*='/brieven/']").first.click()
    page.locator("#print").wait_for()


@scene(
    "staff-23b-cp-letter",
    "contactpersoon/letter.html",
    "A letter to print.",
    who=Role.CONTACTPERSOON,
    touch=_first_letter,
)
def _cp_letter(house: House) -> str:
    return "/contactpersoon/brieven"


def _withdraw_for_the_client(_: House, page: Page) -> None:
    card = page.locator("form", has=page.get_by_role("button", name="Trek de film in"))
    card.get_by_label("Naam van de tweede persoon").fill("Sam de Vries")
    card.get_by_label("Wachtwoord van de tweede persoon").fill(PASSWORD)
    page.get_by_role("button", name="Trek de film in").click()
    page.locator(".receipt").first.wait_for()


@scene(
    "staff-24-cp-receipt",
    "contactpersoon/receipt.html",
    "Withdrawn on behalf of the client: the receipt.",
    who=Role.CONTACTPERSOON,
    touch=_withdraw_for_the_client,
)
def _cp_receipt(house: House) -> str:
    house.parts.accounts.put(name="Sam de Vries", role=Role.CONTACTPERSOON, password=PASSWORD)
    return f"/contactpersoon/opname/{a_film(house).id}?datum=2026-11-22"


@scene(
    "staff-25-cp-declarations",
    "contactpersoon/declarations.html",
    "What is gone, by the month in which it went.",
    who=Role.CONTACTPERSOON,
)
def _cp_declarations(house: House) -> str:
    for number, reason in enumerate(("withdrawn", "silence", "retention")):
        house.box.declarations.append(declaration_of(f"{number + 10:032x}", at=house.box.now, reason=reason))
    return "/contactpersoon/verklaringen"


@scene(
    "staff-26-cp-declaration",
    "contactpersoon/declaration.html",
    "A declaration of destruction, to print.",
    who=Role.CONTACTPERSOON,
)
def _cp_declaration(house: House) -> str:
    return f"/contactpersoon/verklaringen/{a_film(house).id}"


@scene("staff-27-cp-copy", "contactpersoon/copy.html", "A copy for the client.", who=Role.CONTACTPERSOON)
def _cp_copy(house: House) -> str:
    return "/contactpersoon/kopie"


def _make_a_copy(house: House, page: Page) -> None:
    (film,) = house.box.films.values()
    page.locator("[name=code]").first.fill(film.code.digits)
    page.get_by_role("button", name="Maak de kopie").click()
    page.locator(".once").wait_for()


@scene(
    "staff-28-cp-copy-words",
    "contactpersoon/copy_words.html",
    "The words of the copy, shown once.",
    who=Role.CONTACTPERSOON,
    touch=_make_a_copy,
)
def _cp_copy_words(house: House) -> str:
    a_film(house)
    return "/contactpersoon/kopie"


@scene(
    "staff-29-cp-left",
    "contactpersoon/left.html",
    "A klantmanager left: what stays was agreed (exception 38).",
    who=Role.CONTACTPERSOON,
)
def _cp_left(house: House) -> str:
    left = house.parts.accounts.put(
        name="Mia de Boer", role=Role.KLANTMANAGER, password="een lang wachtwoord"
    )
    house.parts.accounts.switch(left.id, off=True)
    for _ in range(2):
        house.box.record_one_film(left.id)
        house.box.ask("talk.closing", answer="keep")
    return "/contactpersoon/vertrokken"
