"""Finding a recording: with the client's code, or without it by date, room and klantmanager.

What is found is a time, a length and a place, never a film.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.control.errors import CodeError
from console.box import Status, read_status
from console.contactpersoon.blueprint import bp, for_contactpersonen
from console.parts import parts
from console.security.roles import Role
from console.wording import local_day


@bp.get("/")
@for_contactpersonen
def home() -> ResponseReturnValue:
    asked, klantmanager = asked_date(), request.args.get("klantmanager", "")
    people = [account for account in parts().accounts.all() if account.role is Role.KLANTMANAGER]
    found = None
    if asked:
        one = {"klantmanager": klantmanager} if klantmanager in {account.id for account in people} else {}
        found = parts().box.ask("recordings.find", date=asked, **one)["recordings"]
    return render_template(
        "contactpersoon/home.html",
        asked=asked,
        klantmanager=klantmanager,
        klantmanagers=people,
        found=found,
        status=_status(),
    )


@bp.get("/code")
@for_contactpersonen
def code_form() -> ResponseReturnValue:
    return render_template("contactpersoon/code.html")


@bp.post("/code")
@for_contactpersonen
def find_by_code() -> ResponseReturnValue:
    """Find the recording a code belongs to. The code goes to the recorder and is kept nowhere."""
    try:
        row = parts().box.ask("recordings.by_code", code=typed_code())["recording"]
    except CodeError as wrong:
        return code_page(f"{wrong.sentence} {wrong.next_step}"), 422
    day = local_day(row["recorded_at"])
    return redirect(url_for("contactpersoon.recording", recording_id=row["id"], datum=day), 303)


@bp.get("/opname/<recording_id>")
@for_contactpersonen
def recording(recording_id: str) -> ResponseReturnValue:
    return recording_page(recording_id)


def recording_page(recording_id: str, *, error: str = "", done: str = "") -> str:
    """Return the page of one recording of the day that was asked for; 404 when it is not there."""
    return render_template(
        "contactpersoon/recording.html",
        row=found_row(recording_id),
        asked=asked_date(),
        error=error,
        done=done or request.args.get("gedaan", ""),
        status=_status(),
    )


def code_page(error: str) -> str:
    """Return the form for a code with what is wrong; the code itself is not shown again."""
    return render_template("contactpersoon/code.html", error=error)


def found_row(recording_id: str) -> dict[str, Any]:
    """Return the recording as the recorder tells it, from the day that was asked for; or answer 404."""
    asked = asked_date()
    rows: list[dict[str, Any]] = parts().box.ask("recordings.find", date=asked)["recordings"] if asked else []
    row = next((row for row in rows if row["id"] == recording_id), None)
    if row is None:
        abort(404)
    return row


def asked_date() -> str:
    """Return the day of the talk as it was asked for, ISO 8601, or an empty text."""
    try:
        return date.fromisoformat(request.values.get("datum", "")).isoformat()
    except ValueError:
        return ""


def typed_code() -> str:
    """Return the code as it was typed, as long as the box reads it."""
    return request.form.get("code", "").strip()[:200]


def _status() -> Status:
    return read_status(parts().box, tablet=False)
