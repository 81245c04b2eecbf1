"""Every screen and state that somebody can see, as a table: how the room gets there, and what stands there.

The set of pictures in docs/screens, axe-core, the measured targets and the widths all walk this one table:
a screen that is not in it is neither shown nor checked, and a test compares it with the templates.
A scene never reaches into the console: it walks there by buttons, on a tablet without a browser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from appliance.domain.recording import RecordingEvent
from console.security.roles import Role
from tests.browser.films import card_film
from tests.browser.house import House
from tests.console.conftest import Tablet
from tests.console.fake_box import Film, declaration_of

Hand = Callable[[House, Page], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """One screen: ``prepare`` brings the room there and returns the address; ``touch`` acts on the page."""

    name: str
    shows: str
    prepare: Callable[[House], str]
    who: Role
    touch: Hand | None = None


SCENES: list[Scene] = []


def scene(
    name: str, shows: str, *, who: Role = Role.TABLET, touch: Hand | None = None
) -> Callable[[Callable[[House], str]], Callable[[House], str]]:
    """Put a screen in the table under the name of its picture."""

    def keep(prepare: Callable[[House], str]) -> Callable[[House], str]:
        SCENES.append(Scene(name, shows, prepare, who, touch))
        return prepare

    return keep


# -- how far people are -------------------------------------------------------------------------------


def asked(house: House, *company: str) -> Tablet:
    """A klantmanager began; the tablet asks for the language."""
    house.box.ask("talk.ask", klantmanager="km-1", language="nl", people=["client", *company])
    hand = house.hand()
    hand.open()
    return hand


def walk(house: House, *buttons: str, company: tuple[str, ...] = ()) -> Tablet:
    """Press these buttons one after the other."""
    hand = asked(house, *company)
    for words in buttons:
        hand.press(words)
    return hand


def consented(house: House) -> Tablet:
    return walk(house, "Nederlands", "Verder", "Verder", "Verder", "Ja, film maar", "Ik heb mijn code")


def filming(house: House, elapsed_s: float = 252.0) -> Tablet:
    hand = consented(house)
    house.box.press()
    house.box.counted_down()
    house.box.elapsed_s = elapsed_s
    hand.open()
    return hand


def closing(house: House) -> Tablet:
    hand = filming(house)
    house.box.ask("talk.stop")
    house.box.saved()
    hand.open()
    return hand


# -- before the talk ----------------------------------------------------------------------------------


@scene("client-01-ready", "The tablet rests. The camera is off.")
def _ready(house: House) -> str:
    return "/"


@scene("client-02-first-ask", "The button was pressed without a yes: nothing is filmed (exception 7).")
def _first_ask(house: House) -> str:
    house.box.press()
    return "/"


# -- the question -------------------------------------------------------------------------------------


@scene("client-03-language", "T1: the language.")
def _language(house: House) -> str:
    asked(house)
    return "/"


@scene("client-04-explain", "T2: three sentences with pictures.")
def _explain(house: House) -> str:
    walk(house, "Nederlands")
    return "/"


@scene("client-05-who-may-watch", "T3: one choice per purpose.")
def _watch(house: House) -> str:
    walk(house, "Nederlands", "Verder")
    return "/"


@scene("client-06-teach-back", "T4: the klantmanager asks, the client tells.")
def _teach_back(house: House) -> str:
    walk(house, "Nederlands", "Verder", "Verder", company=("tolk",))
    return "/"


@scene("client-07-choice", "T5: three equal answers.")
def _choice(house: House) -> str:
    walk(house, "Nederlands", "Verder", "Verder", "Verder")
    return "/"


def _open_points(_: House, page: Page) -> None:
    for summary in page.locator("summary").all()[:2]:
        summary.click()


@scene("client-08-more", "All that the law wants told (AVG art. 13).", touch=_open_points)
def _more(house: House) -> str:
    walk(house, "Nederlands")
    return "/meer-weten"


@scene("client-09-said-no", "A no, or 'I do not know' (exception 1).")
def _said_no(house: House) -> str:
    walk(house, "Nederlands", "Verder", "Verder", "Verder", "Nee")
    return "/"


@scene("client-10-resting", "A minute without a touch: the question hides (exception 22).")
def _resting(house: House) -> str:
    walk(house, "Nederlands").open("/rust")
    return "/"


# -- others in the room -------------------------------------------------------------------------------


@scene("client-11-handover", "The tablet goes to the interpreter (exception 16).")
def _handover(house: House) -> str:
    walk(house, "Nederlands", "Verder", "Verder", "Verder", "Ja, film maar", company=("tolk",))
    return "/"


@scene("client-12-short", "Their own short yes.")
def _short(house: House) -> str:
    buttons = ("Nederlands", "Verder", "Verder", "Verder", "Ja, film maar", "Ik heb de tablet")
    walk(house, *buttons, company=("tolk",))
    return "/"


# -- the code -----------------------------------------------------------------------------------------


@scene("client-13-review-code", "The code, shown once.")
def _review_code(house: House) -> str:
    walk(house, "Nederlands", "Verder", "Verder", "Verder", "Ja, film maar")
    return "/"


@scene("client-14-slip", "The slip before it is printed.")
def _slip(house: House) -> str:
    walk(house, "Nederlands", "Verder", "Verder", "Verder", "Ja, film maar")
    return "/gesprek/briefje"


@scene("client-15-waiting", "S1: a yes, and the camera still off.")
def _waiting(house: House) -> str:
    consented(house)
    return "/"


@scene("client-16-taken-back", "The yes taken back before the press (exception 2).")
def _taken_back(house: House) -> str:
    consented(house).press("Toch niet")
    return "/"


@scene("client-17-expired", "Fifteen minutes passed: ask again (exception 11).")
def _expired(house: House) -> str:
    consented(house)
    house.box.consent_expired()
    return "/"


@scene("client-18-ask-again", "The yes did not reach the box: ask again rather than film without a code.")
def _ask_again(house: House) -> str:
    walk(house, "Nederlands", "Verder", "Verder", "Verder", "Ja, film maar")
    house.parts.room.progress("")  # the console was started again: it knows nothing of a code
    return "/"


# -- filming ------------------------------------------------------------------------------------------


@scene("client-20-starting", "3-2-1: the lamp is red, nothing is kept (exception 8).")
def _starting(house: House) -> str:
    consented(house)
    house.box.press()
    return "/"


@scene("client-21-recording", "S2: the film runs.")
def _recording(house: House) -> str:
    filming(house)
    return "/"


@scene("client-22-no-sound", "S2 with a dead microphone (exception 24).")
def _no_sound(house: House) -> str:
    filming(house)
    house.box.sound = False
    return "/"


@scene("client-23-paused", "S3: pause by anyone (exception 5).")
def _paused(house: House) -> str:
    filming(house)
    house.box.ask("talk.pause")
    return "/"


@scene("client-24-allowed-again", "The client said: go on. The button is next.")
def _allowed_again(house: House) -> str:
    filming(house)
    house.box.ask("talk.pause")
    house.box.ask("talk.resume")
    return "/"


@scene("client-25-wipe", "The last five minutes, for good (exception 4).")
def _wipe(house: House) -> str:
    filming(house)
    return "/opname/wissen"


@scene("client-26-stopped", "The client's own STOP (exception 3).")
def _stopped(house: House) -> str:
    filming(house).press("STOP")
    house.box.saved()
    return "/"


@scene("client-27-saving", "S4: saving.")
def _saving(house: House) -> str:
    filming(house)
    house.box.ask("talk.stop")
    return "/"


@scene("client-28-help", "S5: the camera failed (exception 23).")
def _help(house: House) -> str:
    filming(house)
    house.box.camera_fails()
    return "/"


def _cut_the_line(house: House, page: Page) -> None:
    house.box.reachable = False
    page.locator("#lost").wait_for(state="visible")


@scene("client-29-connection-lost", "No fresh answer for three seconds.", touch=_cut_the_line)
def _connection_lost(house: House) -> str:
    filming(house)
    return "/"


@scene("client-30-closing", "'Nog steeds goed?'")
def _closing(house: House) -> str:
    closing(house)
    return "/"


@scene("client-31-kept", "Kept.")
def _kept(house: House) -> str:
    closing(house).press("Bewaren")
    return "/"


@scene("client-32-discarded", "Thrown away, at once.")
def _discarded(house: House) -> str:
    closing(house).press("Weggooien")
    return "/"


# -- looking back -------------------------------------------------------------------------------------


def a_film(house: House) -> Film:
    """A film of one minute that waits for its client."""
    house.box.film_data, house.box.film_index = card_film(60.0)
    film = house.box.record_one_film()
    house.box.ask("talk.closing", answer="look")
    return film


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


@scene("client-40-code", "Looking back starts with the code (exception 30).")
def _code(house: House) -> str:
    a_film(house)
    return "/code"


@scene("client-41-code-wrong", "A code that we do not understand.", touch=_wrong_code)
def _code_wrong(house: House) -> str:
    a_film(house)
    return "/code"


@scene("client-42-film", "The film, and what the client may do.", touch=_open_the_film)
def _film(house: House) -> str:
    a_film(house)
    return "/code"


def _sent_already(house: House, page: Page) -> None:
    (film,) = house.box.films.values()
    type_code(page, film.code.digits)
    page.get_by_role("link", name="Mijn film intrekken").wait_for()


@scene("client-47-not-viewable", "The film left the box: withdrawing still works.", touch=_sent_already)
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


@scene("client-50-withdraw", "Withdrawing with the code alone (exception 31).")
def _withdraw_form(house: House) -> str:
    a_film(house)
    return "/intrekken"


@scene("client-51-withdraw-sure", "Asked once, no reason.", touch=_ask_withdrawal)
def _withdraw_sure(house: House) -> str:
    a_film(house)
    return "/intrekken"


@scene("client-52-receipt", "The receipt, on the screen and on paper.", touch=_withdraw)
def _receipt(house: House) -> str:
    a_film(house)
    return "/intrekken"


# -- when nothing works ---------------------------------------------------------------------------------


@scene("other-01-unpaired", "A device that does not belong to this room.", who=Role.ANYONE)
def _unpaired(house: House) -> str:
    return "/"


@scene("other-02-pairing", "Pairing a tablet.", who=Role.ANYONE)
def _pairing(house: House) -> str:
    return f"/tablet/koppel/{house.parts.tablets.new_secret()}"


@scene("other-03-pairing-over", "A pairing address that is used up.", who=Role.ANYONE)
def _pairing_over(house: House) -> str:
    return "/tablet/koppel/gebruikt"


@scene("other-04-unreachable", "The recorder does not answer.")
def _unreachable(house: House) -> str:
    house.box.reachable = False
    return "/"


@scene("other-05-not-found", "An address that is none.")
def _not_found(house: House) -> str:
    return "/bestaat-niet"


# -- staff ----------------------------------------------------------------------------------------------


@scene("staff-01-login", "Logging in.", who=Role.ANYONE)
def _login(house: House) -> str:
    return "/inloggen"


@scene("staff-10-km-home", "The klantmanager's own talks.", who=Role.KLANTMANAGER)
def _km_home(house: House) -> str:
    mine = house.account(Role.KLANTMANAGER)
    for answer in ("look", "keep", "keep", "keep"):
        house.box.record_one_film(mine)
        house.box.ask("talk.closing", answer=answer)
    _, _, sent, safe = house.box.films.values()
    house.box.happens(sent, RecordingEvent.WINDOW_OVER)
    house.box.happens(safe, RecordingEvent.WINDOW_OVER, RecordingEvent.DELIVERED)
    return "/klantmanager/"


@scene("staff-11-km-new-talk", "A new talk: no name, no BSN.", who=Role.KLANTMANAGER)
def _km_new(house: House) -> str:
    return "/klantmanager/nieuw"


@scene("staff-12-km-asked", "The people in the room choose now.", who=Role.KLANTMANAGER)
def _km_asked(house: House) -> str:
    asked(house, "tolk")
    return "/klantmanager/gesprek"


@scene("staff-13-km-recording", "The film runs.", who=Role.KLANTMANAGER)
def _km_recording(house: House) -> str:
    filming(house)
    return "/klantmanager/gesprek"


@scene("staff-20-cp-find", "Found by date.", who=Role.CONTACTPERSOON)
def _cp_find(house: House) -> str:
    a_film(house)
    house.box.record_one_film()
    house.box.ask("talk.closing", answer="keep")
    return "/contactpersoon/?datum=2026-11-22"


@scene("staff-21-cp-recording", "One recording: withdraw, freeze.", who=Role.CONTACTPERSOON)
def _cp_recording(house: House) -> str:
    return f"/contactpersoon/opname/{a_film(house).id}?datum=2026-11-22"


@scene("staff-22-cp-code", "Withdrawing on the phone, with the client's code.", who=Role.CONTACTPERSOON)
def _cp_code(house: House) -> str:
    return "/contactpersoon/code"


@scene("staff-25-cp-declarations", "What is gone, by the month in which it went.", who=Role.CONTACTPERSOON)
def _cp_declarations(house: House) -> str:
    for number, reason in enumerate(("withdrawn", "silence", "retention")):
        house.box.declarations.append(declaration_of(f"{number + 10:032x}", at=house.box.now, reason=reason))
    return "/contactpersoon/verklaringen"


@scene("staff-26-cp-declaration", "A declaration of destruction, to print.", who=Role.CONTACTPERSOON)
def _cp_declaration(house: House) -> str:
    return f"/contactpersoon/verklaringen/{a_film(house).id}"


@scene("staff-30-beheer-home", "The health of the box.", who=Role.BEHEER)
def _beheer_home(house: House) -> str:
    house.box.press()
    return "/beheer/"


def opened(house: House, context: BrowserContext, wanted: Scene) -> Page:
    """Bring the house to this scene and return its page."""
    address = wanted.prepare(house)
    house.let_in(context, wanted.who)
    page = context.new_page()
    page.goto(house.url + address)
    if wanted.touch:
        wanted.touch(house, page)
    return page
