"""Withdrawing: as easy as agreeing. With the film open, or with the code alone; no reason is asked.

It works in every state that holds content. The receipt stays on the tablet until it rests, to be
printed or read.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.control.errors import CodeError
from console.box import moment
from console.client.blueprint import bp, on_the_tablet, to_home
from console.client.code_entry import code_page, typed_code
from console.client.live import leave_film, now
from console.client.visits import Visit
from console.parts import parts
from console.security.gate import the_tablet


@bp.get("/film/intrekken")
@on_the_tablet
def ask_withdraw_open_film() -> ResponseReturnValue:
    if not _visit().playback:
        return redirect(url_for("client.withdraw_form"), 303)
    return render_template("client/withdraw_sure.html", status=now()[0], film_is_open=True)


@bp.post("/film/intrekken")
@on_the_tablet
def withdraw_open_film() -> ResponseReturnValue:
    visit = _visit()
    if not visit.playback:
        return redirect(url_for("client.withdraw_form"), 303)
    return _withdrawn(parts().box.ask("review.withdraw", playback=visit.playback))


@bp.get("/intrekken")
@on_the_tablet
def withdraw_form() -> ResponseReturnValue:
    return code_page("withdraw")


@bp.post("/intrekken")
@on_the_tablet
def withdraw_by_code() -> ResponseReturnValue:
    """Take a right code, and then the yes to "zeker?"; the code waits here meanwhile, not in the page."""
    try:
        if request.form.get("zeker") == "ja":
            return _withdraw_waiting_code()
        leave_film()
        code = typed_code()
        parts().box.ask("recordings.by_code", code=code)
    except CodeError as wrong:
        return code_page("withdraw", wrong), 422
    _visit().code = code
    return redirect(url_for("client.ask_withdraw_by_code"), 303)


@bp.get("/intrekken/zeker")
@on_the_tablet
def ask_withdraw_by_code() -> ResponseReturnValue:
    if not _visit().code:
        return redirect(url_for("client.withdraw_form"), 303)
    return render_template("client/withdraw_sure.html", status=now()[0], film_is_open=False)


@bp.get("/bewijs")
@on_the_tablet
def receipt() -> ResponseReturnValue:
    visit = _visit()
    if not visit.receipt:
        return to_home()
    return render_template(
        "client/receipt.html",
        status=now()[0],
        receipt=visit.receipt,
        withdrawn_at=moment(visit.withdrawn_at),
        municipality=parts().box.ask("policy")["municipality"],
    )


def _withdraw_waiting_code() -> ResponseReturnValue:
    code, _visit().code = _visit().code, ""
    if not code:
        return redirect(url_for("client.withdraw_form"), 303)
    return _withdrawn(parts().box.ask("withdraw.by_code", code=code))


def _withdrawn(reply: dict[str, str]) -> ResponseReturnValue:
    parts().visits.end(the_tablet().id)
    visit = _visit()
    visit.receipt, visit.withdrawn_at = reply["receipt"], reply["withdrawn_at"]
    return redirect(url_for("client.receipt"), 303)


def _visit() -> Visit:
    return parts().visits.of(the_tablet().id)
