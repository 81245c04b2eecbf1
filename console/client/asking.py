"""The client's own screens before the choice: language, explanation, who may watch, telling it back.

Every form carries the talk code. A form of another talk, or of a step that is over, changes nothing: the
tablet simply shows the screen that is true now.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from console.client.blueprint import bp, is_of_this_talk, on_the_tablet, to_home
from console.client.live import now
from console.client.room import Progress, Step
from console.languages import offered_texts, text_in
from console.parts import parts
from console.wording import _ as translated


@bp.post("/gesprek/taal")
@on_the_tablet
def choose_language() -> ResponseReturnValue:
    language = request.form.get("taal", "")
    if (progress := _at(Step.LANGUAGE)) and language in {text.language for text in offered_texts()}:
        progress.language = language
        progress.step = Step.EXPLAIN
    return to_home()


@bp.post("/taal")
@on_the_tablet
def speak() -> ResponseReturnValue:
    """Let somebody without a talk, who comes to look back or to withdraw, choose a language."""
    now()
    if (language := request.form.get("taal", "")) in {text.language for text in offered_texts()}:
        parts().room.speak(language)
    return to_home()


@bp.post("/gesprek/uitleg")
@on_the_tablet
def explained() -> ResponseReturnValue:
    if progress := _at(Step.EXPLAIN):
        progress.step = Step.WATCH
    return to_home()


@bp.post("/gesprek/kijkers")
@on_the_tablet
def choose_watchers() -> ResponseReturnValue:
    if progress := _at(Step.WATCH):
        ticked = set(request.form.getlist("kijker"))
        keys = [row["key"] for row in parts().box.ask("policy")["purposes"]]
        progress.purposes = tuple(key for key in keys if key == "self" or key in ticked)
        progress.step = Step.TEACH_BACK
    return to_home()


@bp.post("/gesprek/terugvertellen")
@on_the_tablet
def told_back() -> ResponseReturnValue:
    if progress := _at(Step.TEACH_BACK):
        progress.read_aloud = "voorgelezen" in request.form
        progress.via_tolk = "via_tolk" in request.form
        progress.step = Step.CHOICE
    return to_home()


@bp.post("/gesprek/terug")
@on_the_tablet
def step_back() -> ResponseReturnValue:
    status, progress, _ = now()
    if is_of_this_talk(status):
        progress.step = progress.step.before()
    return to_home()


@bp.post("/gesprek/beurt")
@on_the_tablet
def hand_over() -> ResponseReturnValue:
    """The tablet is now in the hands of the next person."""
    status, progress, _ = now()
    if is_of_this_talk(status):
        progress.handed_to, progress.heard = request.form.get("wie", "client"), False
    return to_home()


@bp.get("/meer-weten")
@on_the_tablet
def more() -> ResponseReturnValue:
    status, progress, _ = now()
    policy = parts().box.ask("policy")
    text = text_in(progress.language)
    return render_template(
        "client/more.html",
        status=status,
        text=text.words,
        points=text.points(_policy_of(policy, progress.purposes), policy["municipality"]),
        municipality=policy["municipality"],
    )


def _policy_of(policy: dict[str, Any], purposes: Collection[str]) -> dict[str, Any]:
    """Return the policy as it is for these viewers: the shortest of their terms ends the film."""
    terms = [row["retention_days"] for row in policy["purposes"] if row["key"] in purposes]
    own = policy["policy"]
    # The basis that the settings name by default is there in every language; another stays as it was written.
    return {**own, "retention_days": min(terms), "legal_basis": translated(own["legal_basis"])}


def _at(step: Step) -> Progress | None:
    """Return the progress when this form belongs to the talk and the step of now."""
    status, progress, _ = now()
    same = is_of_this_talk(status) and status.talk.state == "asked"
    return progress if same and progress.step is step else None
