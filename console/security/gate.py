"""The one door: every request passes here, and what nobody tagged opens for nobody.

Source: SecureDrop's journalist app (one ``before_request`` that denies all but a list).
"""

from __future__ import annotations

from flask import Flask, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.parts import parts
from console.security.accounts import Account
from console.security.cookies import STAFF, TABLET, read_cookie
from console.security.origin import is_cross_origin
from console.security.roles import Role, allow, role_of
from console.security.tablets import PairedTablet


def guard(app: Flask) -> None:
    """Put the door in front of every view of ``app``."""
    allow(Role.ANYONE)(app.view_functions["static"])

    @app.before_request
    def _deny_by_default() -> ResponseReturnValue | None:
        sent = request.headers
        site, origin = sent.get("Sec-Fetch-Site"), sent.get("Origin")
        if is_cross_origin(request.method, site=site, origin=origin, host=request.host):
            abort(403)
        g.tablet = _tablet()
        g.account = _account()
        if request.endpoint is None:
            return None  # no such address: Flask answers 404
        role = role_of(app.view_functions[request.endpoint])
        if role is Role.ANYONE:
            return None
        if role is Role.TABLET:
            return None if g.tablet else (render_template("unpaired.html"), 403)
        if role is None or (g.account is not None and g.account.role is not role):
            abort(403)
        return None if g.account else redirect(url_for("login.form"), 303)


def the_tablet() -> PairedTablet:
    """Return the tablet behind this request, in a view only tablets may open."""
    tablet: PairedTablet = g.tablet
    return tablet


def the_account() -> Account:
    """Return who is logged in, in a view only staff may open."""
    account: Account = g.account
    return account


def _tablet() -> PairedTablet | None:
    cookie = read_cookie(TABLET)
    return parts().tablets.find(cookie) if cookie else None


def _account() -> Account | None:
    cookie = read_cookie(STAFF)
    # What a page asks by itself every second is not a person who is still there.
    by_itself = request.path.endswith("/status.json")
    account_id = parts().sessions.account_id(cookie, touch=not by_itself) if cookie else None
    return parts().accounts.by_id(account_id) if account_id else None
