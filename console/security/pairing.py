"""Pairing a tablet with this room: its one-time address, opened on the tablet itself."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from console.parts import parts
from console.security.cookies import TABLET, TABLET_LIFE_S, set_cookie
from console.security.roles import Role, allow

bp = Blueprint("pairing", __name__)


@bp.get("/tablet/koppel/<secret>")
@allow(Role.ANYONE)
def ask(secret: str) -> ResponseReturnValue:
    """Ask first: a program that only looks at the address must not use it up."""
    if not parts().tablets.is_open(secret):
        return render_template("pairing_over.html"), 410
    return render_template("pairing.html", secret=secret)


@bp.post("/tablet/koppel/<secret>")
@allow(Role.ANYONE)
def pair(secret: str) -> ResponseReturnValue:
    cookie = parts().tablets.pair(secret)
    if cookie is None:
        return render_template("pairing_over.html"), 410
    response = make_response(redirect(url_for("client.home"), 303))
    set_cookie(response, TABLET, cookie, max_age_s=TABLET_LIFE_S)
    return response
