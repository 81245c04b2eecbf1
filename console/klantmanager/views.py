"""The klantmanager's pages. Beginning a talk is the klantmanager's own yes, and the page says so."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.box import TALKING, read_status
from console.client.wording import clock_text, count_text
from console.klantmanager.fate import by_fate
from console.languages import offered_texts
from console.parts import parts
from console.security.cookies import STAFF, read_cookie
from console.security.gate import the_account
from console.security.login import end_session
from console.security.roles import Role, allow

bp = Blueprint("klantmanager", __name__)
for_klantmanagers = allow(Role.KLANTMANAGER)

COMPANY = ("maatje", "tolk", "kind", "ouder")


@bp.get("/")
@for_klantmanagers
def home() -> ResponseReturnValue:
    status = read_status(parts().box, tablet=False)
    mine = parts().box.ask("recordings.mine", klantmanager=the_account().id)["recordings"]
    return render_template(
        "klantmanager/home.html", status=status, talking=status.talk.state in TALKING, fates=by_fate(mine)
    )


@bp.get("/nieuw")
@for_klantmanagers
def new_talk() -> ResponseReturnValue:
    return render_template(
        "klantmanager/new_talk.html",
        status=read_status(parts().box, tablet=False),
        languages=offered_texts(),
        company=COMPANY,
    )


@bp.post("/nieuw")
@for_klantmanagers
def begin_talk() -> ResponseReturnValue:
    company = {person for person in request.form.getlist("wie") if person in COMPANY}
    if "kind" in company:
        company.add("ouder")  # a child is filmed only when a parent says yes as well
    parts().box.ask(
        "talk.ask",
        klantmanager=the_account().id,
        language=request.form.get("taal", ""),
        people=["client", *(person for person in COMPANY if person in company)],
    )
    if g.tablet is None:
        return redirect(url_for("klantmanager.talk"), 303)
    # The tablet now goes to the client, and the client gets no session of staff with it.
    response = make_response(redirect(url_for("client.home"), 303))
    end_session(response)
    return response


@bp.get("/gesprek")
@for_klantmanagers
def talk() -> ResponseReturnValue:
    status = read_status(parts().box, tablet=False)
    return render_template(
        "klantmanager/talk.html",
        status=status,
        talk=status.talk,
        elapsed=clock_text(status.talk.elapsed_s),
        count=count_text(status.talk.countdown_s),
    )


@bp.get("/status.json")
@for_klantmanagers
def status_json() -> ResponseReturnValue:
    """Answer the page's script. A talk that goes on keeps its own klantmanager logged in."""
    status = read_status(parts().box, tablet=False)
    if status.talk.state in TALKING and status.talk.klantmanager == the_account().id:
        parts().sessions.find(read_cookie(STAFF), touch=True)
    return jsonify(
        screen=status.talk.state,
        state=status.talk.state,
        elapsed=clock_text(status.talk.elapsed_s),
        count=count_text(status.talk.countdown_s),
    )


@bp.post("/gesprek/pauze")
@for_klantmanagers
def pause() -> ResponseReturnValue:
    parts().box.ask("talk.pause")
    return redirect(url_for("klantmanager.talk"), 303)


@bp.post("/gesprek/stop")
@for_klantmanagers
def stop() -> ResponseReturnValue:
    parts().box.ask("talk.stop")
    return redirect(url_for("klantmanager.talk"), 303)
