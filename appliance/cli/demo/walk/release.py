"""After the window: released, uploaded, read back; then the box forgets, and the municipality can watch."""

from __future__ import annotations

from appliance.cli.demo.set_up import read_identity
from appliance.cli.demo.walk.film import play
from appliance.cli.demo.walk.people import open_with_code
from appliance.cli.demo.walk.scene import PATIENCE_S, Scene, expect
from appliance.cli.demo.walk.steps import Step
from appliance.cli.demo.walk.store import opened, opens, recomputed, signed_parts
from appliance.crypto.notes import NoteSigner
from appliance.crypto.ring import open_ring
from appliance.store.slot_file import file_slots
from appliance.sync.names import MANIFEST


def _arrive_in_store(scene: Scene) -> str:
    window_s = scene.days(scene.demo.settings.policy.review_window_days)
    scene.until(
        lambda: (scene.stored() / MANIFEST).exists(),
        "de film komt niet in de opslag",
        within_s=window_s + 2 * PATIENCE_S,
    )
    parts = recomputed(scene.stored())
    key = NoteSigner.from_text((scene.layout.keys / "box.key").read_text(encoding="utf-8").strip())
    signed = signed_parts(scene.stored(), key.verifier)
    expect(parts == signed, "de delen in de opslag zijn niet die in de lijst van de box")
    count = f"{len(parts)} {'deel' if len(parts) == 1 else 'delen'}"
    return f"{count}, SHA-256 {str(parts[0]['sha256'])[:16]}… klopt; de handtekening van de box ook"


def _gone_from_box(scene: Scene) -> str:
    scene.until(lambda: not scene.sealed().exists(), "de kopie op de box blijft staan")
    _no_key_left(scene)
    status = open_with_code(scene, scene.talk.code)
    expect(status != 200, "de code opent op de box nog een film")
    return "kopie weg; de sleutelbos van toen gaat met geen sleutel van nu nog open"


def _who_can_watch(scene: Scene) -> str:
    for purpose in ("self", "coach"):
        film = opened(scene.stored(), read_identity(scene.demo.folder, purpose))
        expect(film.startswith(scene.talk.clear[:1024]), f"{purpose} ziet een andere film dan de cliënt")
    seen = play(film)
    expect((seen.picture, seen.sound) == ("h264", "aac"), f"de film is {seen}")
    closed = not opens(scene.stored(), read_identity(scene.demo.folder, "leertafel"))
    expect(closed, "de leertafel kan de film openen, en dat wilde de cliënt niet")
    return f"klantmanager en coach openen hem ({seen}); de leertafel niet"


def _no_key_left(scene: Scene) -> None:
    slots = file_slots(scene.layout.keyring)
    keys = [key for key in (slots.read(0), slots.read(1)) if key is not None]
    expect(keys, "de sleutelbos heeft geen sleutel meer")
    expect(
        all(open_ring(scene.talk.ring, key) is None for key in keys),
        "een kopie van de oude sleutelbos gaat nog open",
    )


STEPS = (
    Step("De bedenktijd is om", _arrive_in_store),
    Step("Weg van de box", _gone_from_box),
    Step("Wie mag kijken", _who_can_watch),
)
