"""A klantmanager who works here no more: what they filmed goes, but for what they agreed with a client.

Beheer switches the account off; then two people here decide. What a client had frozen stays in any case.
There is no film here, only a day and a talk code to know an agreement by. Source: journeys, exception 38.
"""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.box import read_status
from console.contactpersoon.blueprint import bp, for_contactpersonen
from console.contactpersoon.second_person import SecondPersonMissing, both_ids
from console.klantmanager.fate import WITHDRAWABLE
from console.parts import parts
from console.security.accounts import Account
from console.security.roles import Role


@bp.get("/vertrokken")
@for_contactpersonen
def who_left() -> ResponseReturnValue:
    return _page()


@bp.post("/vertrokken")
@for_contactpersonen
def end_recordings() -> ResponseReturnValue:
    """Destroy the recordings of somebody who left, but for the ticked ones; two people decide."""
    who = request.form.get("klantmanager", "")
    if who not in {account.id for account in _left()}:
        abort(404)
    there = {row["id"] for row in _recordings(who)}
    try:
        parts().box.ask(
            "recordings.klantmanager_left",
            klantmanager=who,
            by=both_ids(),
            keep=sorted(there & set(request.form.getlist("blijft"))),
        )
    except SecondPersonMissing as missing:
        return _page(str(missing)), 422
    return redirect(url_for("contactpersoon.who_left"), 303)


def _left() -> list[Account]:
    return [person for person in parts().accounts.all() if person.role is Role.KLANTMANAGER and person.off]


def _recordings(klantmanager: str) -> list[dict[str, Any]]:
    """Return what would go with this klantmanager, newest first."""
    rows = parts().box.ask("recordings.mine", klantmanager=klantmanager)["recordings"]
    going = [row for row in rows if row["state"] in WITHDRAWABLE]
    return sorted(going, key=lambda row: str(row["recorded_at"]), reverse=True)


def _page(error: str = "") -> str:
    people = [(person, _recordings(person.id)) for person in _left()]
    return render_template(
        "contactpersoon/left.html",
        people=[(person, rows) for person, rows in people if rows],
        error=error,
        status=read_status(parts().box, tablet=False),
    )
