"""The ways through the screens that come back in every talk, as a client and a klantmanager walk them."""

from __future__ import annotations

from appliance.cli.demo.walk.scene import PATIENCE_S, FilmedTalk, Scene, expect

BEGIN = "Begin, en geef de tablet aan de cliënt"
YES, NO = "Ja, film maar", "Nee"


def come_in(scene: Scene) -> None:
    """Pair the tablet with the room and log the klantmanager in."""
    scene.tablet.go(scene.demo.pairing_path)
    scene.tablet.press("Koppel deze tablet")
    login = scene.demo.login
    scene.staff.go("/inloggen")
    scene.staff.press("Inloggen", fill={"naam": login.name, "wachtwoord": login.password})
    expect(scene.staff.page.has_button("Uitloggen"), "de klantmanager kan niet inloggen")


def ask_client(scene: Scene, answer: str, *, coach: bool = False) -> None:
    """Begin a talk and go through the client's five screens to the answer."""
    scene.staff.go("/klantmanager/nieuw")
    scene.staff.press(BEGIN, tick=("ja",))  # the klantmanager's own yes
    tablet = scene.tablet
    tablet.go("/")
    tablet.press("Nederlands")
    tablet.press("Verder")
    tablet.press("Verder", tick=("coach",) if coach else ())
    tablet.press("Verder", tick=("ja",))  # "Ik heb de tekst voorgelezen."
    tablet.press(answer)


def take_code(scene: Scene) -> None:
    """Write the review code down, as the client does: the tablet shows it once."""
    scene.talk = FilmedTalk(
        words=tuple(scene.tablet.page.of_class("words").split()),
        digits=scene.tablet.page.of_class("digits"),
    )
    expect(len(scene.talk.words) == 5, "de tablet toont geen code van vijf woorden")
    scene.tablet.press("Ik heb mijn code")


def begin_film(scene: Scene) -> None:
    """After the press: wait out 3-2-1, and see which film the box makes."""
    scene.until(lambda: scene.status()["state"] == "recording", "de opname begint niet", tablet_lives=True)
    new = scene.own_films()
    expect(len(new) == 1, f"er horen op de box niet {len(new)} films te staan, maar één")
    scene.talk.film = new.pop()


def film_until(scene: Scene, seconds: float) -> None:
    """Let the talk go on until the film is this long; the tablet stays awake."""
    scene.until(
        lambda: scene.status()["elapsed_s"] >= seconds,
        "de opname loopt niet door",
        within_s=3 * seconds + PATIENCE_S,
        tablet_lives=True,
    )


def wait_for_closing(scene: Scene) -> None:
    """Wait until the film lies sealed and the tablet asks "Nog steeds goed?"."""
    scene.until(lambda: scene.status()["state"] == "closing", "de film wordt niet opgeslagen")
    scene.until_seen(lambda seen: seen.light == "dark", "het lampje gaat niet uit")


def short_talk(scene: Scene, seconds: float) -> None:
    """Have a talk from yes to the closing question, ended with the button."""
    ask_client(scene, YES)
    take_code(scene)
    scene.demo.wires.press()
    begin_film(scene)
    film_until(scene, seconds)
    scene.talk.seconds = scene.status()["elapsed_s"]
    scene.demo.wires.press()
    wait_for_closing(scene)
    scene.tablet.go("/")


def open_with_code(scene: Scene, code: str) -> int:
    """Type a code on the tablet; return the HTTP status of the screen that follows."""
    scene.tablet.go("/code")
    scene.tablet.press("Verder", fill={"code": code})
    return scene.tablet.status
