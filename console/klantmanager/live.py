"""The talk of now on the klantmanager's own screen: how it stands, pause, stop, somebody who came in.

The klantmanager may always make it less, and never more: turning the camera on takes the button, going on
takes the client. What others answered is not told here, only where the talk is.
"""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.box import TALKING, Status, read_status
from console.client.wording import clock_text, count_text
from console.klantmanager.blueprint import bp, for_klantmanagers
from console.parts import parts
from console.security.cookies import STAFF, read_cookie
from console.security.gate import the_account
from console.wording import minutes_text


@bp.get("/gesprek")
@for_klantmanagers
def talk() -> ResponseReturnValue:
    status = read_status(parts().box, tablet=False)
    return render_template(
        "klantmanager/talk.html",
        status=status,
        talk=status.talk,
        screen=_page_key(status),
        can_ask_again=_can_ask_again(status),
        **_running(status),
    )


@bp.get("/status.json")
@for_klantmanagers
def status_json() -> ResponseReturnValue:
    """Answer the page's script. A talk that goes on keeps its own klantmanager logged in."""
    status = read_status(parts().box, tablet=False)
    if status.talk.state in TALKING and status.talk.klantmanager == the_account().id:
        parts().sessions.find(read_cookie(STAFF), touch=True)
    screen = _page_key(status)
    return jsonify(screen=screen, state=screen, **_running(status))


@bp.post("/gesprek/pauze")
@for_klantmanagers
def pause() -> ResponseReturnValue:
    return _ask_and_show("talk.pause")


@bp.post("/gesprek/stop")
@for_klantmanagers
def stop() -> ResponseReturnValue:
    return _ask_and_show("talk.stop")


@bp.post("/gesprek/er-is-iemand-bij")
@for_klantmanagers
def visit() -> ResponseReturnValue:
    """Turn the camera off because somebody came in; what then happens is chosen on the tablet."""
    return _ask_and_show("talk.visit")


@bp.post("/gesprek/toch-niet")
@for_klantmanagers
def take_back() -> ResponseReturnValue:
    """Take back the own yes before there is a film: then nothing is filmed, and nobody is asked why."""
    return _ask_and_show("talk.take_back", talk_code=request.form.get("gesprek", ""))


def _page_key(status: Status) -> str:
    """Return what a shown page stands for: when it becomes another, the page must be fetched anew."""
    notice = status.talk.notice.code if status.talk.notice else ""
    again = "again" if _can_ask_again(status) else ""
    return ":".join((status.talk.state, status.talk.code, status.light, notice, again))


def _can_ask_again(status: Status) -> bool:
    return status.talk.state == "idle" and parts().again.offered_to(the_account().id) is not None


def _running(status: Status) -> dict[str, str]:
    return {
        "elapsed": clock_text(status.talk.elapsed_s),
        "count": count_text(status.talk.countdown_s),
        "left": minutes_text(status.talk.expires_s),
    }


def _ask_and_show(verb: str, **fields: str) -> ResponseReturnValue:
    parts().box.ask(verb, **fields)
    return redirect(url_for("klantmanager.talk"), 303)
