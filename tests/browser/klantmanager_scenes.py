"""The pages of the klantmanager: a new talk, the talk of now, and where own films are."""

from __future__ import annotations

from appliance.domain.recording import RecordingEvent
from console.security.roles import Role
from tests.browser.house import House
from tests.browser.scene import scene
from tests.browser.walks import asked, consent_too_late, filming


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


@scene(
    "staff-17-km-ask-again",
    "klantmanager/talk.html",
    "The yes waited too long for the button: the same people are asked again (exception 11).",
    who=Role.KLANTMANAGER,
)
def _km_ask_again(house: House) -> str:
    consent_too_late(house)
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
