"""Deciding about a recording: withdraw it, freeze it (AVG art. 18), thaw it.

Withdrawing with the client's own code is the client's decision and takes one person. Everything else is
decided by two. Nobody is asked why.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.control.errors import CodeError
from console.box import moment, read_status
from console.contactpersoon.blueprint import bp, for_contactpersonen
from console.contactpersoon.finding import asked_date, code_page, found_row, recording_page, typed_code
from console.contactpersoon.letters import letter
from console.contactpersoon.second_person import SecondPersonMissing, both_ids
from console.parts import parts
from console.wording import _, local_day

LONGEST_FREEZE_DAYS = 3650


@bp.post("/intrekken")
@for_contactpersonen
def withdraw() -> ResponseReturnValue:
    recording_id = request.form.get("id", "")
    row = found_row(recording_id)
    try:
        reply = parts().box.ask("recordings.withdraw", id=recording_id, by=both_ids())
    except SecondPersonMissing as missing:
        return recording_page(recording_id, error=str(missing)), 422
    return _receipt(reply, row)


@bp.post("/intrekken-met-code")
@for_contactpersonen
def withdraw_by_code() -> ResponseReturnValue:
    if request.form.get("zeker") != "ja":
        return code_page(_("Zet eerst een kruisje bij: zeker.")), 422
    code = typed_code()
    try:
        row = parts().box.ask("recordings.by_code", code=code)["recording"]
        return _receipt(parts().box.ask("withdraw.by_code", code=code), row)
    except CodeError as wrong:
        return code_page(f"{wrong.sentence} {wrong.next_step}"), 422


@bp.post("/bevriezen")
@for_contactpersonen
def freeze() -> ResponseReturnValue:
    days = _days_until(request.form.get("tot", ""))
    if not 1 <= days <= LONGEST_FREEZE_DAYS:
        return recording_page(request.form.get("id", ""), error=_("Kies een einddatum na vandaag.")), 422
    return _decide("recordings.freeze", "bevroren", days=days)


@bp.post("/ontdooien")
@for_contactpersonen
def thaw() -> ResponseReturnValue:
    return _decide("recordings.thaw", "ontdooid")


def _decide(verb: str, done: str, **fields: Any) -> ResponseReturnValue:
    recording_id = request.form.get("id", "")
    found_row(recording_id)
    try:
        parts().box.ask(verb, id=recording_id, by=both_ids(), **fields)
    except SecondPersonMissing as missing:
        return recording_page(recording_id, error=str(missing)), 422
    there = url_for("contactpersoon.recording", recording_id=recording_id, datum=asked_date(), gedaan=done)
    return redirect(there, 303)


def _receipt(reply: dict[str, Any], row: dict[str, Any]) -> str:
    return render_template(
        "contactpersoon/receipt.html",
        receipt=reply["receipt"],
        letter=letter("intrekking", row=row, withdrawn_at=moment(reply["withdrawn_at"])),
    )


def _days_until(typed: str) -> int:
    """Return how many days from today the typed day is; 0 for what is no day."""
    try:
        last = date.fromisoformat(typed)
    except ValueError:
        return 0
    return (last - local_day(read_status(parts().box, tablet=False).now)).days
