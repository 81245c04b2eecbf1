"""Somebody came in while it is filmed: camera off, and then that person says yes too, or leaves.

Anybody may say so, from any page, old or new; it only ever turns the camera off. Going on takes a new yes of
everybody on this tablet, or the client's own tap once the visitor has left, and then the button in the room.
Source: journeys, exception 18.
"""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from appliance.control.errors import ConsentError
from console.box import Status
from console.client.blueprint import bp, is_of_this_talk, on_the_tablet, to_home
from console.client.live import now
from console.languages import text_in
from console.parts import parts

# Who may have come in, with the picture beside the words; children only where the municipality allows it.
VISITORS = {"maatje": "companion", "tolk": "interpreter", "ouder": "parent", "ander": "person"}
CHILDREN = {"kind": "child", "kind12": "child", "kind16": "child"}


@bp.post("/opname/er-is-iemand-bij")
@on_the_tablet
def visit() -> ResponseReturnValue:
    parts().box.ask("talk.visit")
    return to_home()


@bp.post("/opname/bezoek-weg")
@on_the_tablet
def visitor_left() -> ResponseReturnValue:
    if is_of_this_talk(now()[0]):
        parts().box.ask("talk.visitor_left")
    return to_home()


@bp.get("/opname/wie-is-erbij")
@on_the_tablet
def ask_visitor() -> ResponseReturnValue:
    status = now()[0]
    return _choose(status) if status.talk.state == "visited" else to_home()


@bp.post("/opname/bezoek-blijft")
@on_the_tablet
def visitor_stays() -> ResponseReturnValue:
    """Ask everybody anew, with one more person. A room that may not be filmed is told so."""
    status, progress, _ = now()
    if not is_of_this_talk(status) or status.talk.state != "visited":
        return to_home()
    try:
        parts().box.ask("talk.ask_again", talk_code=status.talk.code, role=request.form.get("wie", ""))
    except ConsentError as refused:
        return _choose(status, refused), 422
    progress.handed_to = ""  # nobody has the tablet yet: it is handed to each person in turn
    return to_home()


@bp.app_template_filter("person")
def person_words(person: str, words: dict[str, Any]) -> str:
    """Return how a person in the room is called in a consent text; a second one of a kind by number."""
    role, _, number = person.partition("-")
    return f"{words['persons'][role]} {number}".strip()


def _choose(status: Status, refused: ConsentError | None = None) -> str:
    policy = parts().box.ask("policy")["policy"]
    visitors = {**VISITORS, **(CHILDREN if policy["children"] == "with-consent" else {})}
    return render_template(
        "client/visitor.html",
        status=status,
        talk=status.talk,
        text=text_in(status.talk.language).words,
        visitors=visitors,
        refused=refused,
    )
