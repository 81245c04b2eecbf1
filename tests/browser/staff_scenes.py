"""The pages of staff, and the pages for when nothing works."""

from __future__ import annotations

from playwright.sync_api import Page

from appliance.domain.recording import RecordingEvent
from console.security.roles import Role
from tests.browser.house import PASSWORD, House
from tests.browser.scene import scene
from tests.browser.walks import a_film, asked, filming
from tests.console.fake_box import declaration_of


@scene("other-01-unpaired", "unpaired.html", "A device that does not belong to this room.", who=Role.ANYONE)
def _unpaired(house: House) -> str:
    return "/"


@scene("other-02-pairing", "pairing.html", "Pairing a tablet.", who=Role.ANYONE)
def _pairing(house: House) -> str:
    return f"/tablet/koppel/{house.parts.tablets.new_secret()}"


@scene("other-03-pairing-over", "pairing_over.html", "A pairing address that is used up.", who=Role.ANYONE)
def _pairing_over(house: House) -> str:
    return "/tablet/koppel/gebruikt"


@scene("other-04-unreachable", "unreachable.html", "The recorder does not answer.")
def _unreachable(house: House) -> str:
    house.box.reachable = False
    return "/"


@scene("other-05-not-found", "trouble.html", "An address that is none.")
def _not_found(house: House) -> str:
    return "/bestaat-niet"


# -- staff ----------------------------------------------------------------------------------------------


@scene("staff-01-login", "login.html", "Logging in.", who=Role.ANYONE)
def _login(house: House) -> str:
    return "/inloggen"


@scene("staff-10-km-home", "klantmanager/home.html", "The klantmanager's own talks.", who=Role.KLANTMANAGER)
def _km_home(house: House) -> str:
    mine = house.account(Role.KLANTMANAGER)
    for answer in ("look", "keep", "keep", "keep"):
        house.box.record_one_film(mine)
        house.box.ask("talk.closing", answer=answer)
    _, _, sent, safe = house.box.films.values()
    house.box.happens(sent, RecordingEvent.WINDOW_OVER)
    house.box.happens(safe, RecordingEvent.WINDOW_OVER, RecordingEvent.DELIVERED)
    return "/klantmanager/"


@scene(
    "staff-11-km-new-talk",
    "klantmanager/new_talk.html",
    "A new talk: no name, no BSN.",
    who=Role.KLANTMANAGER,
)
def _km_new(house: House) -> str:
    return "/klantmanager/nieuw"


@scene(
    "staff-12-km-asked", "klantmanager/talk.html", "The people in the room choose now.", who=Role.KLANTMANAGER
)
def _km_asked(house: House) -> str:
    asked(house, "tolk")
    return "/klantmanager/gesprek"


@scene("staff-13-km-recording", "klantmanager/talk.html", "The film runs.", who=Role.KLANTMANAGER)
def _km_recording(house: House) -> str:
    filming(house)
    return "/klantmanager/gesprek"


@scene(
    "staff-19-km-still-filming",
    "klantmanager/still_filming.html",
    "A new talk forces the old film to stop first (exception 28).",
    who=Role.KLANTMANAGER,
)
def _km_still_filming(house: House) -> str:
    filming(house)
    return "/klantmanager/nieuw"


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


@scene("staff-30-beheer-home", "beheer/home.html", "The health of the box.", who=Role.BEHEER)
def _beheer_home(house: House) -> str:
    house.box.press()
    return "/beheer/"


@scene("staff-14-km-script", "klantmanager/script.html", "The text to read aloud.", who=Role.KLANTMANAGER)
def _km_script(house: House) -> str:
    return "/klantmanager/voorlezen"


@scene(
    "staff-15-km-withdraw", "klantmanager/withdraw.html", "The klantmanager's own no.", who=Role.KLANTMANAGER
)
def _km_withdraw(house: House) -> str:
    film = house.box.record_one_film(house.account(Role.KLANTMANAGER))
    house.box.ask("talk.closing", answer="keep")
    return f"/klantmanager/intrekken/{film.id}"


@scene("staff-16-account", "account.html", "A password of one's own.", who=Role.KLANTMANAGER)
def _account(house: House) -> str:
    return "/account"


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


@scene("staff-23-cp-letters", "contactpersoon/letters.html", "The letters to print.", who=Role.CONTACTPERSOON)
def _cp_letters(house: House) -> str:
    return "/contactpersoon/brieven"


@scene("staff-27-cp-copy", "contactpersoon/copy.html", "A copy for the client.", who=Role.CONTACTPERSOON)
def _cp_copy(house: House) -> str:
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


@scene("other-06-privacy", "public/privacy.html", "The privacy statement.", who=Role.ANYONE)
def _privacy(house: House) -> str:
    return "/privacy"


@scene("other-07-accessibility", "public/paper.html", "The accessibility statement.", who=Role.ANYONE)
def _accessibility(house: House) -> str:
    return "/toegankelijkheid"
