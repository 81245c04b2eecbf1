"""Before the camera: no yes no film, a no without a trace, and nothing captured before the button."""

from __future__ import annotations

import re

from appliance.cli.demo.walk.evidence import FILM, files_with
from appliance.cli.demo.walk.people import NO, YES, ask_client, come_in, take_code
from appliance.cli.demo.walk.scene import Scene, expect
from appliance.cli.demo.walk.steps import Step


def _arrive(scene: Scene) -> str:
    come_in(scene)
    expect(scene.seen.light == "dark" and scene.seen.camera == "closed", "de camera is niet uit")
    return "tablet gekoppeld, klantmanager ingelogd, lampje uit"


def _press_without_yes(scene: Scene) -> str:
    refused = scene.counter("press-without-token")
    tones = len(scene.seen.tones)
    scene.demo.wires.press()
    scene.until(lambda: scene.counter("press-without-token") > refused, "de druk op de knop telt niet")
    scene.until_seen(lambda seen: len(seen.tones) > tones, "er klinkt geen toon")
    seen = scene.seen
    expect(seen.tones[-1][1] == "help", f"de toon is {seen.tones[-1][1]}")
    expect(seen.light == "dark" and seen.camera == "closed", "het lampje of de camera ging aan")
    _nothing_captured(scene)
    expect("Eerst toestemming" in scene.tablet.go("/").words, "de tablet zegt niet: eerst toestemming")
    return "geweigerd met een lage toon, lampje uit, 0 beelden"


def _say_no(scene: Scene) -> str:
    said_no = scene.counter("no")
    ask_client(scene, NO)
    expect("Wij filmen niet" in scene.tablet.page.words, "de tablet zegt niet: wij filmen niet")
    expect(scene.counter("no") == said_no + 1, "de teller van de maand telt niet")
    expect(scene.status()["state"] == "idle", "het gesprek is niet voorbij")
    _nothing_captured(scene)
    traces = files_with(re.compile(rb"talk_code.{0,40}[A-Z]+-\d{4}"), scene.layout.data)
    expect(not traces, f"er staat nog iets van het gesprek in {traces}")
    return "alleen de teller van deze maand ging één omhoog"


def _say_yes(scene: Scene) -> str:
    ask_client(scene, YES, coach=True)
    take_code(scene)
    expect("De camera staat nog uit" in scene.tablet.page.words, "de tablet zegt niet dat de camera uit is")
    status = scene.status()
    expect(status["purposes"] == ["self", "coach"], f"de doelen zijn {status['purposes']}")
    scene.until_seen(lambda seen: seen.light == "white", "het lampje wordt niet wit")
    return "ja voor de klantmanager en een coach; de code staat op papier, het lampje is wit"


def _nothing_yet(scene: Scene) -> str:
    _nothing_captured(scene)
    expect(scene.seen.camera == "closed", "de camera is open")
    return "0 beelden en 0 bytes vastgelegd voor de druk op de knop"


def _nothing_captured(scene: Scene) -> None:
    expect(scene.seen.packets == 0, f"de camera gaf al {scene.seen.packets} beelden")
    expect(not scene.own_films(), "er staat al een film op de box")
    expect(not files_with(FILM, scene.layout.data, scene.layout.run), "er ligt leesbare film op de schijf")


STEPS = (
    Step("Aankomen", _arrive),
    Step("Knop zonder ja", _press_without_yes),
    Step("De cliënt zegt nee", _say_no),
    Step("De cliënt zegt ja", _say_yes),
    Step("Nog niets gefilmd", _nothing_yet),
)
