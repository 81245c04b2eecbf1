"""The declarations of destruction: what is gone, found by the month in which it went, and one to print.

A declaration names no one; who it is about is known to whoever holds the slip or the talk's date.
"""

from __future__ import annotations

import re

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from appliance.control.errors import UnknownRecording
from console.box import read_status
from console.contactpersoon.blueprint import bp, for_contactpersonen
from console.parts import parts
from console.wording import local_day

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
_RECORDING = re.compile(r"[0-9a-f]{32}")


@bp.get("/verklaringen")
@for_contactpersonen
def list_declarations() -> ResponseReturnValue:
    month = request.args.get("maand", "")
    if not _MONTH.fullmatch(month):
        month = f"{local_day(read_status(parts().box, tablet=False).now):%Y-%m}"
    found = parts().box.ask("declarations.find", month=month)["declarations"]
    return render_template("contactpersoon/declarations.html", month=month, found=found)


@bp.get("/verklaringen/<recording_id>")
@for_contactpersonen
def show_declaration(recording_id: str) -> ResponseReturnValue:
    """Show one on a sheet to print, with the signed words below the plain ones."""
    if not _RECORDING.fullmatch(recording_id):
        abort(404)
    try:
        reply, note = parts().box.ask_body("declarations.give", id=recording_id)
    except UnknownRecording:
        abort(404)
    policy = parts().box.ask("policy")
    return render_template(
        "contactpersoon/declaration.html",
        one=reply["declaration"],
        note=note.decode(),
        municipality=policy["municipality"],
        room=policy["room"],
    )
