"""Own talks: where each film is, and taking back the own yes afterwards.

The klantmanager is filmed too: one no is no film, also later. No reason is asked and nothing is counted.
"""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from console.box import TALKING, read_status
from console.klantmanager.blueprint import bp, for_klantmanagers
from console.klantmanager.fate import WITHDRAWABLE, by_fate
from console.parts import parts
from console.security.gate import the_account


@bp.get("/")
@for_klantmanagers
def home() -> ResponseReturnValue:
    status = read_status(parts().box, tablet=False)
    return render_template(
        "klantmanager/home.html",
        status=status,
        talking=status.talk.state in TALKING,
        fates=by_fate(_mine()),
        withdrawable=WITHDRAWABLE,
    )


@bp.get("/intrekken/<recording_id>")
@for_klantmanagers
def ask_withdraw(recording_id: str) -> ResponseReturnValue:
    row = next((row for row in _mine() if row["id"] == recording_id), None)
    if row is None or row["state"] not in WITHDRAWABLE:
        abort(404)
    return render_template(
        "klantmanager/withdraw.html", row=row, status=read_status(parts().box, tablet=False)
    )


@bp.post("/intrekken/<recording_id>")
@for_klantmanagers
def withdraw(recording_id: str) -> ResponseReturnValue:
    if not any(row["id"] == recording_id for row in _mine()):
        abort(404)
    parts().box.ask("recordings.withdraw_own", id=recording_id, klantmanager=the_account().id)
    return redirect(url_for("klantmanager.home"), 303)


def _mine() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parts().box.ask("recordings.mine", klantmanager=the_account().id)[
        "recordings"
    ]
    return found
