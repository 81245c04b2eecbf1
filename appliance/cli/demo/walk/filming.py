"""The film: red before the first picture, unreadable while it is made and after, and the second yes."""

from __future__ import annotations

import time

from appliance.cli.demo.set_up import read_identity
from appliance.cli.demo.walk.evidence import AGE_HEADER, FILM, code_marks, files_with
from appliance.cli.demo.walk.film import play
from appliance.cli.demo.walk.people import begin_film, film_until, open_with_code, wait_for_closing
from appliance.cli.demo.walk.scene import Scene, expect
from appliance.cli.demo.walk.steps import Step
from appliance.cli.demo.walk.store import opens
from appliance.domain.purposes import PURPOSES

_LIGHT_OFF_S = 2.0  # a second (journeys, exception 3), and the way through tablet and console
_LENGTH_S = 1.5  # how far the film may be from what the box counted
_MARGIN_S = 0.5  # the last fragment; so much is filmed on top of what was asked


def _press(scene: Scene) -> str:
    scene.demo.wires.press()
    seen = scene.until_seen(lambda seen: seen.packets > 0, "de camera geeft geen beeld")
    expect(seen.light == "red" and seen.unlit == 0, "er was beeld zonder rood lampje")
    return "eerst het lampje rood (teruggelezen), daarna pas beeld"


def _film(scene: Scene) -> str:
    seconds = scene.demo.options.seconds
    begin_film(scene)
    film_until(scene, seconds / 2)
    size_bytes = scene.sealed().stat().st_size
    looked = _nothing_readable(scene)
    film_until(scene, seconds + _MARGIN_S)
    expect(scene.sealed().stat().st_size > size_bytes, "de film op de box groeit niet")
    return f"{seconds:g} s; de film groeit op schijf en is al versleuteld ({looked})"


def _stop(scene: Scene) -> str:
    scene.talk.seconds = scene.status()["elapsed_s"]
    scene.tablet.go("/")
    asked_s = time.monotonic()
    scene.tablet.press("STOP")
    scene.until_seen(lambda seen: seen.light != "red", "het rode lampje gaat niet uit")
    took_s = time.monotonic() - asked_s
    expect(took_s < _LIGHT_OFF_S, f"het rode lampje ging pas na {took_s:.1f} s uit")
    wait_for_closing(scene)
    seen = scene.seen
    expect(seen.camera == "closed", "de camera is nog open")
    expect(seen.unlit == 0, f"{seen.unlit} beelden kwamen zonder rood lampje")
    return f"rood uit na {took_s:.1f} s, camera dicht; alle {seen.packets} beelden kwamen bij rood licht"


def _keep(scene: Scene) -> str:
    scene.tablet.go("/")
    if scene.tablet.page.has_button("Stoppen en bewaren"):
        scene.tablet.press("Stoppen en bewaren")
    scene.tablet.press("Bewaren")
    scene.until(lambda: scene.status()["state"] == "idle", "het gesprek eindigt niet")
    scene.talk.ring = (scene.layout.keyring / "ring").read_bytes()
    return f"bewaard; {_nothing_readable(scene)}"


def _wrong_code(scene: Scene) -> str:
    words = scene.talk.words
    wrong = next(" ".join(words[n:] + words[:n]) for n in range(1, 5) if words[n:] + words[:n] != words)
    status = open_with_code(scene, wrong)
    expect(status == 422, f"een verkeerde code geeft {status}")
    expect("Wij vinden geen opname bij deze code" in scene.tablet.page.words, "de tablet legt niets uit")
    return "geweigerd"


def _look_back(scene: Scene) -> str:
    status = open_with_code(scene, scene.talk.code)
    expect(status == 200, f"de code van de cliënt geeft {status}: {scene.tablet.page.words[:200]}")
    expect(scene.tablet.fetch("/film/lijst.m3u8").startswith(b"#EXTM3U"), "de speler krijgt geen lijst")
    scene.talk.clear = scene.tablet.fetch("/film/film.mp4")
    # Proves the marks too: in a film that can be seen they are found.
    expect(FILM.search(scene.talk.clear), "wat de tablet kreeg is geen film")
    scene.tablet.press("Ik ben klaar met kijken")
    seen = play(scene.talk.clear)
    expect((seen.picture, seen.sound) == ("h264", "aac"), f"de film is {seen}")
    for length_s in (seen.picture_s, seen.sound_s):
        expect(
            abs(length_s - scene.talk.seconds) <= _LENGTH_S,
            f"de film duurt geen {scene.talk.seconds} s: {seen}",
        )
    return f"met de code: {seen}"


def _locked_until_release(scene: Scene) -> str:
    still_there = scene.sealed().exists() and not scene.stored().exists()
    expect(still_there, "de bedenktijd was te kort voor deze computer; neem langere dagen met --day-s")
    headers = files_with(AGE_HEADER, scene.layout.data, scene.layout.run)
    expect(not headers, f"er ligt al een sleutelkop op schijf: {headers}")
    for purpose in PURPOSES:
        key = read_identity(scene.demo.folder, purpose)
        expect(not opens(scene.sealed(), key), f"de sleutel van {purpose} opent de film al")
    return "niets in de opslag, geen sleutelkop op schijf, de sleutels van de gemeente openen niets"


def _nothing_readable(scene: Scene) -> str:
    folders = (scene.layout.data, scene.layout.run, scene.demo.folder.logs)
    films = files_with(FILM, *folders)
    expect(not films, f"er ligt leesbare film in {films}")
    codes = files_with(code_marks(scene.talk.words, scene.talk.digits), *folders)
    expect(not codes, f"de code van de cliënt staat in {codes}")
    return "niets leesbaars op schijf: geen film, geen code"


STEPS = (
    Step("Druk op de knop", _press),
    Step("Filmen", _film),
    Step("De cliënt drukt op STOP", _stop),
    Step("Nog steeds goed? Bewaren", _keep),
    Step("Een verkeerde code", _wrong_code),
    Step("De cliënt kijkt terug", _look_back),
    Step("Binnen de bedenktijd", _locked_until_release),
)
