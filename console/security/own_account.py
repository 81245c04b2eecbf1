"""One's own account: another password, and out everywhere. Both end every session that was open."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.parts import parts
from console.security.accounts import AccountRefused
from console.security.gate import the_account
from console.security.login import begin_session, end_session
from console.security.proof import TooManyTries
from console.security.roles import STAFF, allow
from console.wording import _

bp = Blueprint("own_account", __name__)
for_staff = allow(*STAFF)


@bp.get("/account")
@for_staff
def password_form() -> ResponseReturnValue:
    return render_template("account.html")


@bp.post("/account")
@for_staff
def change_password() -> ResponseReturnValue:
    """Change the password of who knows the old one: an open screen alone is not enough."""
    old, new = request.form.get("oud", ""), request.form.get("nieuw", "")
    mine = the_account()
    try:
        known = parts().proof.account_of(mine.name, old, address=request.remote_addr or "")
    except TooManyTries:
        return _again(_("Even wachten. Probeer het over een paar minuten opnieuw."), 429)
    if known is None:
        return _again(_("Het oude wachtwoord klopt niet."), 422)
    if new != request.form.get("nogmaals", ""):
        return _again(_("De twee nieuwe wachtwoorden zijn niet gelijk."), 422)
    if new == old:
        return _again(_("Kies een ander wachtwoord dan het oude."), 422)
    try:
        account = parts().accounts.set_password(mine.id, new, temporary=False)
    except AccountRefused as refused:
        return _again(str(refused), 422)
    return begin_session(account)


@bp.post("/account/overal-uitloggen")
@for_staff
def log_out_everywhere() -> ResponseReturnValue:
    parts().accounts.end_sessions(the_account().id)
    response = make_response(redirect(url_for("login.form"), 303))
    end_session(response)
    return response


def _again(sentence: str, status: int) -> ResponseReturnValue:
    return render_template("account.html", error=sentence), status
