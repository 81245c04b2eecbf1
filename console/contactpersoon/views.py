"""The contact person's pages: by date or by code; withdraw, freeze (AVG art. 18) and thaw with two names."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.control.errors import CodeError
from console.box import moment
from console.parts import parts
from console.security.gate import the_account
from console.security.roles import Role, allow
from console.wording import _

bp = Blueprint("contactpersoon", __name__)
for_contactpersonen = allow(Role.CONTACTPERSOON)

LONGEST_FREEZE_DAYS = 3650


class SecondNameMissing(ValueError):
    """Two different people must decide; its text is for the page."""


@bp.get("/")
@for_contactpersonen
def home() -> ResponseReturnValue:
    asked = _date()
    found = parts().box.ask("recordings.find", date=asked)["recordings"] if asked else None
    return render_template("contactpersoon/home.html", asked=asked, found=found)


@bp.get("/opname/<recording_id>")
@for_contactpersonen
def recording(recording_id: str) -> ResponseReturnValue:
    return _page(recording_id, _date())


@bp.post("/intrekken")
@for_contactpersonen
def withdraw() -> ResponseReturnValue:
    recording_id = request.form.get("id", "")
    try:
        reply = parts().box.ask("recordings.withdraw", id=recording_id, by=_two_names())
    except SecondNameMissing as missing:
        return _page(recording_id, _date(), str(missing)), 422
    return _receipt(reply)


@bp.post("/bevriezen")
@for_contactpersonen
def freeze() -> ResponseReturnValue:
    recording_id, days = request.form.get("id", ""), request.form.get("dagen", "")
    if not days.isdecimal() or not 1 <= int(days) <= LONGEST_FREEZE_DAYS:
        return _page(recording_id, _date(), _("Vul in hoeveel dagen.")), 422
    return _decide("recordings.freeze", recording_id, days=int(days))


@bp.post("/ontdooien")
@for_contactpersonen
def thaw() -> ResponseReturnValue:
    return _decide("recordings.thaw", request.form.get("id", ""))


@bp.get("/code")
@for_contactpersonen
def code_form() -> ResponseReturnValue:
    return render_template("contactpersoon/code.html")


@bp.post("/code")
@for_contactpersonen
def withdraw_by_code() -> ResponseReturnValue:
    code = request.form.get("code", "").strip()
    if request.form.get("zeker") != "ja":
        return render_template("contactpersoon/code.html", error=_("Zet eerst een kruisje bij: zeker."))
    try:
        reply = parts().box.ask("withdraw.by_code", code=code)
    except CodeError as wrong:
        return render_template("contactpersoon/code.html", error=f"{wrong.sentence} {wrong.next_step}"), 422
    return _receipt(reply)


def _decide(verb: str, recording_id: str, **fields: Any) -> ResponseReturnValue:
    try:
        parts().box.ask(verb, id=recording_id, by=_two_names(), **fields)
    except SecondNameMissing as missing:
        return _page(recording_id, _date(), str(missing)), 422
    return redirect(url_for("contactpersoon.recording", recording_id=recording_id, datum=_date()), 303)


def _receipt(reply: dict[str, Any]) -> str:
    withdrawn_at = moment(reply["withdrawn_at"])
    return render_template("contactpersoon/receipt.html", receipt=reply["receipt"], withdrawn_at=withdrawn_at)


def _two_names() -> list[str]:
    mine, second = the_account().name, request.form.get("tweede", "").strip()
    if not second or second.casefold() == mine.casefold():
        raise SecondNameMissing(_("Vul de naam in van een tweede persoon."))
    return [mine, second]


def _page(recording_id: str, asked: str, error: str = "") -> str:
    rows = parts().box.ask("recordings.find", date=asked)["recordings"] if asked else []
    row = next((row for row in rows if row["id"] == recording_id), None)
    if row is None:
        abort(404)
    return render_template("contactpersoon/recording.html", row=row, asked=asked, error=error)


def _date() -> str:
    typed = request.values.get("datum", "")
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return ""
