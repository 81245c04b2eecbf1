"""A whole room without waiting: a real recorder on its workbench, the console before it, and a real tablet.

Camera, microphone, lamp, button and clock are the bench's; everything between the button and the screen is
the product. Time passes when the journey says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from appliance.control import NoteSigner
from appliance.hardware.ports import LightColour
from appliance.recorder.times import Times
from appliance.settings.model import Policy
from console.security.roles import Role
from console.texts import catalogue
from tests.browser.house import Front, console_on, serving
from tests.browser.pages import heading, press
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually

TABLET_PX = {"width": 800, "height": 1280}
PATIENCE_MS = 60_000


class BoxOfTheRoom(Bench):
    """The bench's box, which takes a yes to the texts that this console really shows."""

    def boot(self) -> None:
        shown = tuple(text.digest for text in catalogue.load())
        self.settings = replace(self.settings, consent=replace(self.settings.consent, texts=shown))
        super().boot()

    @property
    def signer(self) -> NoteSigner:
        """The console's own key, which this box knows."""
        return NoteSigner.from_text(self._console_key)


@dataclass
class Room(Front):
    """The room of a journey: its box, its tablet, and what people in it do."""

    box: BoxOfTheRoom
    context: BrowserContext
    tablet: Page
    code: str = ""

    def ask(self, *company: str) -> None:
        """The klantmanager begins a talk; the tablet goes to the client."""
        self.box.ask("talk.ask", klantmanager="anna", language="nl", people=["client", *company])
        heading(self.tablet, "Kies uw taal")

    def begin(self, page: Page, *company: str) -> None:
        """The klantmanager begins a talk on a screen of staff; ``company`` by its labels there."""
        page.get_by_role("link", name="Nieuw gesprek").first.click()
        for who in company:
            page.get_by_label(who, exact=True).check()
        page.get_by_label("Ja, ik wil dat dit gesprek wordt gefilmd.").check()
        press(page, "Begin, en geef de tablet aan de cliënt")
        heading(self.tablet, "Kies uw taal")

    def answer_yes(self) -> None:
        """The client goes through the question and agrees; others may still have to."""
        press(self.tablet, "Nederlands", "Verder", "Verder", "Verder", "Ja, film maar")

    def say_yes(self) -> None:
        """The client agrees and puts the code in a pocket."""
        self.answer_yes()
        heading(self.tablet, "Dit is uw code")
        self.code = self.tablet.locator(".digits").inner_text()
        press(self.tablet, "Ik heb mijn code")
        heading(self.tablet, "U hebt ja gezegd")

    def film(self, seconds: float = 4.0) -> None:
        """The klantmanager presses, three seconds pass, and the camera films."""
        self.box.press()
        heading(self.tablet, "De film begint zo")
        self.box.film(3.2)
        self.box.reach("recording")
        self.box.film(seconds)
        heading(self.tablet, "De camera staat aan")

    def lamp_is(self, colour: LightColour) -> None:
        eventually(lambda: self.box.light.colour is colour, f"the lamp is {colour}")

    def stop(self) -> None:
        """Somebody says it is done; the closing question comes."""
        self.box.ask("talk.stop")
        heading(self.tablet, "Nog steeds goed?")

    def film_to_look_back(self) -> None:
        """A whole talk, by the people in the room, after which the client first wants to look back."""
        self.ask()
        self.say_yes()
        self.film()
        self.stop()
        press(self.tablet, "Eerst terugkijken")

    def fill_in_code(self, at: str = "/code") -> None:
        """The client fills in the code of the slip."""
        self.tablet.goto(self.url + at)
        self.tablet.locator("[name=code]").first.fill(self.code)
        press(self.tablet, "Verder")

    def record_of_the_yes(self) -> str:
        """What the box wrote down of everybody's yes, as who has the client's code may read it."""
        playback = self.box.ask("review.open", code=self.code)["playback"]
        return self.box.console.ask_body("review.receipt", playback=playback)[1].decode()

    def film_states(self) -> list[str]:
        return [row["state"] for row in self.box.recordings()]


@contextmanager
def a_room(
    folder: Path, chromium: Browser, *, policy: Policy | None = None, times: Times | None = None
) -> Iterator[Room]:
    """Open the room: a box that rests, and a paired tablet on the wall."""
    box = BoxOfTheRoom(folder / "box", policy=policy, times=times)
    (folder / "console").mkdir()
    app = console_on(box.console, box.signer, folder / "console")
    context = chromium.new_context(viewport=TABLET_PX, locale="nl-NL")
    context.set_default_timeout(PATIENCE_MS)
    try:
        with serving(app) as url:
            front = Front(url=url, app=app, parts=app.extensions["spiegelbox"])
            front.let_in(context, Role.TABLET)
            tablet = context.new_page()
            tablet.goto(url)
            yield Room(**vars(front), box=box, context=context, tablet=tablet)
    finally:
        context.close()
        box.shut_down()
