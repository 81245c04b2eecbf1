"""A new talk: the language, who is in the room, and the klantmanager's own yes. Also what to read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.control.errors import ConsentError, TalkRuns
from console.box import FILMING, TALKING, read_status
from console.client.again import Asked
from console.klantmanager.blueprint import bp, for_klantmanagers
from console.klantmanager.company import ADULTS, CHILDREN, people_of
from console.languages import offered_texts
from console.parts import parts
from console.security.gate import the_account
from console.security.login import end_session
from console.wording import _


@bp.get("/nieuw")
@for_klantmanagers
def new_talk() -> ResponseReturnValue:
    if read_status(parts().box, tablet=False).talk.state in FILMING:
        return redirect(url_for("klantmanager.still_filming"), 303)
    return _form()


@bp.post("/nieuw")
@for_klantmanagers
def begin_talk() -> ResponseReturnValue:
    """Begin only with the klantmanager's own yes, said for this talk (journeys, step 3)."""
    if request.form.get("eigen_ja") != "ja":
        return _form(_("Zeg eerst zelf ja. Wilt u niet gefilmd worden? Begin dan niet.")), 422
    try:
        parts().again.begun(_ask(request.form.get("taal", ""), people_of(request.form.getlist("wie"))))
    except TalkRuns:
        return redirect(url_for("klantmanager.still_filming"), 303)
    except ConsentError as refused:  # these people cannot be filmed together
        return _form(f"{refused.sentence} {refused.next_step}"), 422
    return _to_the_talk()


@bp.post("/opnieuw")
@for_klantmanagers
def ask_again() -> ResponseReturnValue:
    """Ask the same people once more, after their yes waited too long for the button (exception 11).

    They were told everything a moment ago: the tablet shows the choice and nothing before it. Pressing this
    is the klantmanager's own yes anew. Too late, or another talk meanwhile: a new talk begins as always.
    """
    again = parts().again
    asked = again.offered_to(the_account().id)
    if asked is None or read_status(parts().box, tablet=False).talk.state != "idle":
        return redirect(url_for("klantmanager.new_talk"), 303)
    parts().room.take_over(again.begin(_ask(again.language(), asked.people)))
    return _to_the_talk()


def _ask(language: str, people: Sequence[str]) -> Asked:
    """Let the box begin a talk. Raises: TalkRuns, ConsentError."""
    who = the_account().id
    reply = parts().box.ask("talk.ask", klantmanager=who, language=language, people=list(people))
    return Asked(reply["talk_code"], who, tuple(people))


def _to_the_talk() -> ResponseReturnValue:
    if g.tablet is None:
        return redirect(url_for("klantmanager.talk"), 303)
    # The tablet now goes to the client, and the client gets no session of staff with it.
    response = make_response(redirect(url_for("client.home"), 303))
    end_session(response)
    return response


@bp.get("/voorlezen")
@for_klantmanagers
def script() -> ResponseReturnValue:
    """Show what the klantmanager reads aloud: in Dutch, and beside it in the language of the talk."""
    texts = offered_texts()
    language = request.args.get("taal") or read_status(parts().box, tablet=False).talk.language
    other = next((text for text in texts if text.language == language and text.language != "nl"), None)
    return render_template("klantmanager/script.html", dutch=texts[0], other=other, languages=texts)


def _form(error: str = "") -> str:
    policy = parts().box.ask("policy")["policy"]
    status = read_status(parts().box, tablet=False)
    return render_template(
        "klantmanager/new_talk.html",
        error=error,
        running=status.talk.state in TALKING,
        languages=offered_texts(),
        adults=ADULTS,
        children=CHILDREN if policy.get("children") == "with-consent" else (),
        chosen=request.form,
    )
