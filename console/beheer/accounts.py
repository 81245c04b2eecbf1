"""The people who work with this box: add one, give a password of once, switch one off.

Beheer decides who may come in and never about a recording. What a klantmanager who left has filmed is
decided by two contactpersonen (journeys, exception 38; console/contactpersoon/leaving.py).
"""

from __future__ import annotations

import base64
import secrets

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.beheer.blueprint import bp, for_beheer
from console.parts import parts
from console.security.accounts import Account, AccountRefused
from console.security.roles import STAFF, Role
from console.wording import _


@bp.get("/accounts")
@for_beheer
def accounts() -> ResponseReturnValue:
    return _list()


@bp.post("/accounts")
@for_beheer
def add_account() -> ResponseReturnValue:
    """Make an account and show its password once; the page that answers is the only place it stands."""
    role, password = request.form.get("rol", ""), _password_of_once()
    if role not in {staff.value for staff in STAFF}:
        return _list(_("Kies een rol.")), 422
    try:
        account = parts().accounts.add(name=request.form.get("naam", ""), role=Role(role), password=password)
    except AccountRefused as refused:
        return _list(str(refused)), 422
    return render_template("beheer/password.html", person=account, password=password)


@bp.get("/accounts/<account_id>")
@for_beheer
def one_account(account_id: str) -> ResponseReturnValue:
    return _page(_account(account_id))


@bp.post("/accounts/<account_id>/wachtwoord")
@for_beheer
def new_password(account_id: str) -> ResponseReturnValue:
    account, password = _account(account_id), _password_of_once()
    parts().accounts.set_password(account.id, password, temporary=True)
    return render_template("beheer/password.html", person=account, password=password)


@bp.post("/accounts/<account_id>/uit")
@for_beheer
def switch_off(account_id: str) -> ResponseReturnValue:
    """Close the door and nothing else: it works while the box is silent, and no recording is touched."""
    account = _account(account_id)
    try:
        parts().accounts.switch(account.id, off=True)
    except AccountRefused as refused:
        return _page(account, str(refused)), 422
    return _to(account)


@bp.post("/accounts/<account_id>/aan")
@for_beheer
def switch_on(account_id: str) -> ResponseReturnValue:
    """Switch on again, with a password of once: who comes back proves anew who they are."""
    account = _account(account_id)
    parts().accounts.switch(account.id, off=False)
    return new_password(account.id)


def _account(account_id: str) -> Account:
    account = parts().accounts.by_id(account_id)
    if account is None:
        abort(404)
    return account


def _password_of_once() -> str:
    """Return sixteen letters and digits in groups of four: 80 bits, easily read over a desk."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def _list(error: str = "") -> str:
    return render_template("beheer/accounts.html", people=parts().accounts.all(), roles=STAFF, error=error)


def _page(account: Account, error: str = "") -> str:
    return render_template("beheer/account.html", person=account, error=error)


def _to(account: Account) -> ResponseReturnValue:
    return redirect(url_for("beheer.one_account", account_id=account.id), 303)
