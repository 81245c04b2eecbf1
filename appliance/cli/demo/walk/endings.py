"""The three ends of a film: its last day, a client who withdraws, and a client who stays silent."""

from __future__ import annotations

from appliance.cli.demo.walk.people import NO, ask_client, open_with_code, short_talk
from appliance.cli.demo.walk.scene import PATIENCE_S, Scene, expect
from appliance.cli.demo.walk.steps import Step
from appliance.crypto.notes import NoteSigner

SHORT_S = 2.0
_RECEIPT = "spiegelbox/withdrawal-receipt/v1"


def _last_day(scene: Scene) -> str:
    scene.until(
        lambda: not scene.stored().exists(),
        "de film blijft na de laatste dag in de opslag",
        within_s=scene.days(scene.demo.settings.policy.retention_days) + 2 * PATIENCE_S,
    )
    left = [path.name for path in scene.demo.folder.store.rglob(f"*{scene.talk.film}*")]
    expect(not left, f"er is nog iets in de opslag: {left}")
    expect(scene.talk.film not in scene.own_films(), "er is nog iets op de box")
    status = open_with_code(scene, scene.talk.code)
    expect(status == 422, f"de code van de cliënt geeft nog {status}")
    return "de opslag is leeg en de code opent niets meer"


def _withdraw(scene: Scene) -> str:
    short_talk(scene, SHORT_S)
    scene.tablet.press("Bewaren")
    scene.tablet.go("/intrekken")
    scene.tablet.press("Verder", fill={"code": scene.talk.code})
    scene.tablet.press("Ja, trek in")
    key = NoteSigner.from_text((scene.layout.keys / "box.key").read_text(encoding="utf-8").strip())
    receipt = scene.tablet.page.exactly("receipt")
    expect(scene.talk.film in key.verifier.verify_as(_RECEIPT, receipt), "het bewijs is van een andere film")
    expect(not scene.sealed().exists(), "de film staat er nog")
    expect(open_with_code(scene, scene.talk.code) == 422, "de code opent nog iets")
    expect(not scene.stored().exists(), "de film ging toch naar de opslag")
    return "film weg, code opent niets, bewijs met handtekening van de box"


def _stay_silent(scene: Scene) -> str:
    short_talk(scene, SHORT_S)
    ask_client(scene, NO)  # nobody answered; the next talk in the room closes this one
    expect(scene.sealed().exists(), "de film is al weg voor het eind van de bedenktijd")
    window_s = scene.days(scene.demo.settings.policy.review_window_days)
    scene.until(
        lambda: not scene.sealed().exists(),
        "de film blijft staan zonder tweede ja",
        within_s=window_s + PATIENCE_S,
    )
    expect(not scene.stored().exists(), "de film ging zonder tweede ja naar de opslag")
    expect(open_with_code(scene, scene.talk.code) == 422, "de code opent nog iets")
    return "zwijgen is geen ja: aan het eind van de bedenktijd vernietigd"


STEPS = (
    Step("De laatste dag", _last_day),
    Step("De cliënt trekt in", _withdraw),
    Step("De cliënt zwijgt", _stay_silent),
)
