"""Looking back, and withdrawing: with the code, in the client's own hands."""

from __future__ import annotations

from playwright.sync_api import Page

from appliance.domain.recording import RecordingEvent
from tests.browser.house import House
from tests.browser.scene import scene
from tests.browser.walks import a_film


def type_code(page: Page, words: str) -> None:
    page.locator("[name=code]").first.fill(words)
    page.get_by_role("button", name="Verder", exact=True).click()


def _open_the_film(house: House, page: Page) -> None:
    (film,) = house.box.films.values()
    type_code(page, film.code.digits)
    page.locator("#film").evaluate(
        "film => new Promise(seen => film.readyState > 1 ? seen() : film.addEventListener('canplay', seen))"
    )


def _wrong_code(_: House, page: Page) -> None:
    type_code(page, "appel boom fiets")


@scene("client-40-code", "client/code.html", "Looking back starts with the code (exception 30).")
def _code(house: House) -> str:
    a_film(house)
    return "/code"


@scene("client-41-code-wrong", "client/code.html", "A code that we do not understand.", touch=_wrong_code)
def _code_wrong(house: House) -> str:
    a_film(house)
    return "/code"


@scene(
    "client-42-film",
    "client/film.html",
    "The film, where a piece of it is gone, and what the client may do.",
    touch=_open_the_film,
)
def _film(house: House) -> str:
    a_film(house).gaps = 1
    return "/code"


def _sent_already(house: House, page: Page) -> None:
    (film,) = house.box.films.values()
    type_code(page, film.code.digits)
    page.get_by_role("link", name="Mijn film intrekken").wait_for()


@scene(
    "client-47-not-viewable",
    "client/not_viewable.html",
    "The film left the box: withdrawing still works.",
    touch=_sent_already,
)
def _not_viewable(house: House) -> str:
    film = a_film(house)
    house.box.happens(film, RecordingEvent.CONFIRM, RecordingEvent.WINDOW_OVER)
    return "/code"


def _ask_withdrawal(house: House, page: Page) -> None:
    (film,) = house.box.films.values()
    type_code(page, film.code.digits)
    page.get_by_role("button", name="Ja, trek in").wait_for()


def _withdraw(house: House, page: Page) -> None:
    _ask_withdrawal(house, page)
    page.get_by_role("button", name="Ja, trek in").click()
    page.get_by_role("heading", name="Uw film is ingetrokken").wait_for()


@scene("client-50-withdraw", "client/code.html", "Withdrawing with the code alone (exception 31).")
def _withdraw_form(house: House) -> str:
    a_film(house)
    return "/intrekken"


@scene(
    "client-51-withdraw-sure", "client/withdraw_sure.html", "Asked once, no reason.", touch=_ask_withdrawal
)
def _withdraw_sure(house: House) -> str:
    a_film(house)
    return "/intrekken"


@scene(
    "client-52-receipt", "client/receipt.html", "The receipt, on the screen and on paper.", touch=_withdraw
)
def _receipt(house: House) -> str:
    a_film(house)
    return "/intrekken"


def _mark_a_piece(house: House, page: Page) -> None:
    _open_the_film(house, page)
    page.get_by_text("Een stuk weghalen").click()
    for moment, words in (("12", "Begin van het stuk"), ("20", "Einde van het stuk")):
        page.get_by_role("slider", name="Plek in de film").fill(moment)
        page.get_by_role("button", name=words).click()
    page.locator("#film").evaluate(
        "film => new Promise(done => film.seeking ? film.addEventListener('seeked', done) : done())"
    )


def _ask_to_cut(house: House, page: Page) -> None:
    _mark_a_piece(house, page)
    page.get_by_role("button", name="Haal deze stukken weg").click()
    page.get_by_role("button", name="Ja, haal weg").wait_for()


def _cut(house: House, page: Page) -> None:
    house.box.cut_may_end.clear()
    _ask_to_cut(house, page)
    page.get_by_role("button", name="Ja, haal weg").click()
    page.get_by_role("progressbar").wait_for()


def _fewer_people(house: House, page: Page) -> None:
    _open_the_film(house, page)
    page.get_by_text("Minder mensen laten kijken").click()


@scene("client-43-pieces", "client/film.html", "A piece marked to be taken out.", touch=_mark_a_piece)
def _pieces(house: House) -> str:
    a_film(house)
    return "/code"


@scene("client-44-cut", "client/cut.html", "Asked once before a piece is gone.", touch=_ask_to_cut)
def _cut_sure(house: House) -> str:
    a_film(house)
    return "/code"


@scene("client-45-cutting", "client/cutting.html", "A cut that takes a while.", touch=_cut)
def _cutting(house: House) -> str:
    a_film(house)
    return "/code"


@scene("client-46-fewer", "client/film.html", "Fewer people may watch.", touch=_fewer_people)
def _fewer(house: House) -> str:
    a_film(house)
    return "/code"
