"""While the film is made and just after: recording, pausing, wiping, help, and "Nog steeds goed?"."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.house import House
from tests.browser.scene import scene
from tests.browser.walks import closing, consented, filming


@scene("client-20-starting", "client/starting.html", "3-2-1: the lamp is red, nothing is kept (exception 8).")
def _starting(house: House) -> str:
    consented(house)
    house.box.press()
    return "/"


@scene("client-21-recording", "client/recording.html", "S2: the film runs.")
def _recording(house: House) -> str:
    filming(house)
    return "/"


@scene("client-22-no-sound", "client/recording.html", "S2 with a dead microphone (exception 24).")
def _no_sound(house: House) -> str:
    filming(house)
    house.box.sound = False
    return "/"


@scene("client-23-paused", "client/paused.html", "S3: pause by anyone (exception 5).")
def _paused(house: House) -> str:
    filming(house)
    house.box.ask("talk.pause")
    return "/"


@scene("client-24-allowed-again", "client/allowed_again.html", "The client said: go on. The button is next.")
def _allowed_again(house: House) -> str:
    filming(house)
    house.box.ask("talk.pause")
    house.box.ask("talk.resume")
    return "/"


@scene("client-25-wipe", "client/wipe_tail.html", "The last five minutes, for good (exception 4).")
def _wipe(house: House) -> str:
    filming(house)
    return "/opname/wissen"


@scene("client-26-stopped", "client/stopped.html", "The client's own STOP (exception 3).")
def _stopped(house: House) -> str:
    filming(house).press("STOP")
    house.box.saved()
    return "/"


@scene("client-27-saving", "client/saving.html", "S4: saving.")
def _saving(house: House) -> str:
    filming(house)
    house.box.ask("talk.stop")
    return "/"


@scene("client-28-help", "client/help.html", "S5: the camera failed (exception 23).")
def _help(house: House) -> str:
    filming(house)
    house.box.camera_fails()
    return "/"


def _cut_the_line(house: House, page: Page) -> None:
    house.box.reachable = False
    page.locator("#lost").wait_for(state="visible")


@scene(
    "client-29-connection-lost",
    "client/recording.html",
    "No fresh answer for three seconds.",
    touch=_cut_the_line,
)
def _connection_lost(house: House) -> str:
    filming(house)
    return "/"


@scene("client-30-closing", "client/closing.html", "'Nog steeds goed?'")
def _closing(house: House) -> str:
    closing(house)
    return "/"


@scene("client-31-kept", "client/kept.html", "Kept.")
def _kept(house: House) -> str:
    closing(house).press("Bewaren")
    return "/"


@scene("client-32-discarded", "client/discarded.html", "Thrown away, at once.")
def _discarded(house: House) -> str:
    closing(house).press("Weggooien")
    return "/"


@scene("client-33-opinion", "client/opinion.html", "One question afterwards, with three faces; no name.")
def _opinion(house: House) -> str:
    closing(house).press("Bewaren")
    return "/mening"


@scene("client-34-thanked", "client/thanked.html", "Thank you.")
def _thanked(house: House) -> str:
    hand = closing(house)
    hand.press("Bewaren")
    hand.open("/mening")
    hand.press("Verstuur", gezicht="good")
    return "/"


@scene("client-35-visited", "client/visited.html", "Somebody comes in (exception 18).")
def _visited(house: House) -> str:
    filming(house).press("Er is iemand bij")
    return "/"


@scene("client-36-visitor", "client/visitor.html", "Who is it that stays?")
def _visitor(house: House) -> str:
    filming(house).press("Er is iemand bij")
    return "/opname/wie-is-erbij"
