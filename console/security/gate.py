"""The one door: every request passes here, and what nobody tagged opens for nobody.

Source: SecureDrop's journalist app (one ``before_request`` that denies all but a list).
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.parts import parts
from console.security.accounts import Account
from console.security.cookies import STAFF, TABLET, read_cookie
from console.security.origin import is_cross_origin, is_known_host
from console.security.roles import Role, allow, roles_of
from console.security.tablets import PairedTablet

# What somebody whose password was chosen by another may still open.
_BEFORE_A_PASSWORD = frozenset({"own_account.password_form", "own_account.change_password"})


def guard(app: Flask, *, hosts: Collection[str]) -> None:
    """Put the door in front of every view of ``app``, which answers to the names in ``hosts`` (none: any)."""
    allow(Role.ANYONE)(app.view_functions["static"])

    @app.before_request
    def _deny_by_default() -> ResponseReturnValue | None:
        g.tablet = g.account = None
        if not is_known_host(request.host, hosts):
            abort(400)
        sent = request.headers
        site, origin = sent.get("Sec-Fetch-Site"), sent.get("Origin")
        if is_cross_origin(request.method, site=site, origin=origin, host=request.host):
            abort(403)
        g.tablet = _tablet()
        g.account = _account()
        if request.endpoint is None:
            return None  # no such address: Flask answers 404 or 405
        return _judge(roles_of(app.view_functions[request.endpoint]))


def the_tablet() -> PairedTablet:
    """Return the tablet behind this request, in a view only tablets may open."""
    tablet: PairedTablet = g.tablet
    return tablet


def the_account() -> Account:
    """Return who is logged in, in a view only staff may open."""
    account: Account = g.account
    return account


def _judge(roles: frozenset[Role]) -> ResponseReturnValue | None:
    """Return None when this request may pass, and otherwise the answer it gets."""
    if Role.ANYONE in roles:
        return None
    if Role.TABLET in roles:
        return None if g.tablet else (render_template("unpaired.html"), 403)
    if not roles or (g.account is not None and g.account.role not in roles):
        abort(403)
    if g.account is None:
        return redirect(url_for("login.form"), 303)
    if g.account.temporary and request.endpoint not in _BEFORE_A_PASSWORD:
        return redirect(url_for("own_account.password_form"), 303)
    return None


def _tablet() -> PairedTablet | None:
    cookie = read_cookie(TABLET)
    return parts().tablets.find(cookie) if cookie else None


def _account() -> Account | None:
    cookie = read_cookie(STAFF)
    # What a page asks by itself every second is not a person who is still there.
    by_itself = request.path.endswith("/status.json")
    session = parts().sessions.find(cookie, touch=not by_itself) if cookie else None
    account = parts().accounts.by_id(session.account_id) if session else None
    if session is None or account is None or account.off or account.stamp != session.stamp:
        return None
    return account
