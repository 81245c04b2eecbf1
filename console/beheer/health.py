"""How the box is doing: every part in words with a picture, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from appliance.control.errors import RecorderBusy, RecorderUnreachable
from console.beheer.blueprint import bp, for_beheer
from console.parts import parts
from console.wording import _

# The picture beside a part, by the recorder's word for it; a part that is not here gets a neutral one.
PICTURES: Mapping[str, str] = {
    "opname": "camera",
    "camera": "camera",
    "microfoon": "ear",
    "lampje": "red-light",
    "knop": "button",
    "ruimte": "keep",
    "klok": "wait",
    "geheugen": "shield",
    "sleutelplek": "key",
    "bewaartermijn": "calendar",
    "opslag van de gemeente": "next",
}


@bp.get("/")
@for_beheer
def home() -> ResponseReturnValue:
    """Show the health. A recorder that does not answer is a part that is not well, too."""
    try:
        health, status = parts().box.ask("health"), 200
    except (RecorderUnreachable, RecorderBusy):
        health, status = _silent(), 503
    todo = [part for part in health["parts"] if not part["ok"]]
    fine = [part for part in health["parts"] if part["ok"]]
    return render_template(
        "beheer/home.html", todo=todo, fine=fine, pictures=PICTURES, version=health["version"]
    ), status


def _silent() -> dict[str, Any]:
    part = {
        "part": "Recorder",
        "ok": False,
        "sentence": _("De recorder antwoordt niet. Er kan nu niets worden opgenomen."),
        "next_step": _(
            "Kijk of de box stroom heeft. Zet hem uit en weer aan. Blijft dit? Bel de leverancier."
        ),
    }
    return {"parts": [part], "version": ""}
