"""Logging in and out, for everybody who works here. One sentence for every kind of wrong."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.parts import parts
from console.security.accounts import Account
from console.security.cookies import STAFF, drop_cookie, read_cookie, set_cookie
from console.security.proof import TooManyTries
from console.security.roles import Role, allow
from console.wording import _

bp = Blueprint("login", __name__)

HOMES = {
    Role.KLANTMANAGER: "klantmanager.home",
    Role.CONTACTPERSOON: "contactpersoon.home",
    Role.BEHEER: "beheer.home",
}


@bp.get("/inloggen")
@allow(Role.ANYONE)
def form() -> ResponseReturnValue:
    if g.account:
        return redirect(url_for(HOMES[g.account.role]), 303)
    return render_template("login.html")


@bp.post("/inloggen")
@allow(Role.ANYONE)
def log_in() -> ResponseReturnValue:
    name, password = request.form.get("naam", ""), request.form.get("wachtwoord", "")
    try:
        account = parts().proof.account_of(name, password, address=request.remote_addr or "")
    except TooManyTries:
        return _again(_("Even wachten. Probeer het over een paar minuten opnieuw."), 429)
    if account is None:
        return _again(_("De naam of het wachtwoord klopt niet."), 401)
    return begin_session(account)


@bp.post("/uitloggen")
@allow(Role.ANYONE)
def log_out() -> ResponseReturnValue:
    response = make_response(redirect(url_for("client.home" if g.tablet else "login.form"), 303))
    end_session(response)
    return response


def begin_session(account: Account) -> Response:
    """Lead somebody who proved to be ``account`` home, under a new cookie; the old one ends."""
    parts().sessions.end(read_cookie(STAFF))
    response = make_response(redirect(url_for(HOMES[account.role]), 303))
    set_cookie(response, STAFF, parts().sessions.begin(account.id, account.stamp))
    return response


def end_session(response: Response) -> None:
    """End the session behind this request and take its cookie away."""
    parts().sessions.end(read_cookie(STAFF))
    drop_cookie(response, STAFF)


def _again(sentence: str, status: int) -> ResponseReturnValue:
    return render_template("login.html", error=sentence), status
