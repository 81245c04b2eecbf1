"""Before the film: the neutral page, the question, the code, and every way to say no."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.house import House
from tests.browser.scene import scene
from tests.browser.walks import TO_THE_CHOICE, TO_THE_CODE, asked, consented, walk


@scene("client-01-ready", "client/idle.html", "The tablet rests. The camera is off.")
def _ready(house: House) -> str:
    return "/"


@scene(
    "client-02-first-ask",
    "client/idle.html",
    "The button was pressed without a yes: nothing is filmed (exception 7).",
)
def _first_ask(house: House) -> str:
    house.box.press()
    return "/"


# -- the question -------------------------------------------------------------------------------------


@scene("client-03-language", "client/language.html", "T1: the language.")
def _language(house: House) -> str:
    asked(house)
    return "/"


@scene("client-04-explain", "client/explain.html", "T2: three sentences with pictures.")
def _explain(house: House) -> str:
    walk(house, "Nederlands")
    return "/"


@scene("client-05-who-may-watch", "client/watch.html", "T3: one choice per purpose.")
def _watch(house: House) -> str:
    walk(house, "Nederlands", "Verder")
    return "/"


@scene("client-06-teach-back", "client/teach-back.html", "T4: the klantmanager asks, the client tells.")
def _teach_back(house: House) -> str:
    walk(house, "Nederlands", "Verder", "Verder", company=("tolk",))
    return "/"


@scene("client-07-choice", "client/choice.html", "T5: three equal answers.")
def _choice(house: House) -> str:
    walk(house, *TO_THE_CHOICE)
    return "/"


def _open_points(_: House, page: Page) -> None:
    for summary in page.locator("summary").all()[:2]:
        summary.click()


@scene("client-08-more", "client/more.html", "All that the law wants told (AVG art. 13).", touch=_open_points)
def _more(house: House) -> str:
    walk(house, "Nederlands")
    return "/meer-weten"


@scene("client-09-said-no", "client/said_no.html", "A no, or 'I do not know' (exception 1).")
def _said_no(house: House) -> str:
    walk(house, *TO_THE_CHOICE, "Nee")
    return "/"


@scene(
    "client-10-resting", "client/resting.html", "A minute without a touch: the question hides (exception 22)."
)
def _resting(house: House) -> str:
    walk(house, "Nederlands").open("/rust")
    return "/"


# -- others in the room -------------------------------------------------------------------------------


@scene("client-11-handover", "client/handover.html", "The tablet goes to the interpreter (exception 16).")
def _handover(house: House) -> str:
    walk(house, *TO_THE_CODE, company=("tolk",))
    return "/"


@scene("client-12-short", "client/short.html", "Their own short yes.")
def _short(house: House) -> str:
    buttons = (*TO_THE_CODE, "Ik heb de tablet")
    walk(house, *buttons, company=("tolk",))
    return "/"


# -- the code -----------------------------------------------------------------------------------------


@scene("client-13-review-code", "client/review_code.html", "The code, shown once.")
def _review_code(house: House) -> str:
    walk(house, *TO_THE_CODE)
    return "/"


@scene("client-14-slip", "client/slip.html", "The slip before it is printed.")
def _slip(house: House) -> str:
    walk(house, *TO_THE_CODE)
    return "/gesprek/briefje"


@scene("client-15-waiting", "client/waiting.html", "S1: a yes, and the camera still off.")
def _waiting(house: House) -> str:
    consented(house)
    return "/"


@scene("client-16-taken-back", "client/taken_back.html", "The yes taken back before the press (exception 2).")
def _taken_back(house: House) -> str:
    consented(house).press("Toch niet")
    return "/"


@scene("client-17-expired", "client/idle.html", "Fifteen minutes passed: ask again (exception 11).")
def _expired(house: House) -> str:
    consented(house)
    house.box.consent_expired()
    return "/"


@scene(
    "client-18-ask-again",
    "client/ask_again.html",
    "The yes did not reach the box: ask again rather than film without a code.",
)
def _ask_again(house: House) -> str:
    walk(house, *TO_THE_CODE)
    house.parts.room.progress("")  # the console was started again: it knows nothing of a code
    return "/"


@scene("client-19-words", "client/words.html", "The hard words, explained.")
def _words(house: House) -> str:
    walk(house, "Nederlands")
    return "/moeilijke-woorden"
