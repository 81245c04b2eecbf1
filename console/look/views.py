"""The tokens of the municipality as a stylesheet, and the button for a bright or a dark screen.

Without a choice the tablet's own preference decides. The choice is the tablet's, not a person's: a cookie
that says "dark" or "bright" and nothing else.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from console.parts import parts
from console.security.cookies import TABLET_LIFE_S, read_cookie, set_cookie
from console.security.roles import Role, allow

bp = Blueprint("look", __name__)

COOKIE = "spiegelbox-light"
LIGHTS = ("dark", "bright")


@bp.get("/thema.css")
@allow(Role.ANYONE)
def tokens() -> ResponseReturnValue:
    return Response(parts().theme, mimetype="text/css")


@bp.post("/licht")
@allow(Role.TABLET)
def choose_light() -> ResponseReturnValue:
    response = make_response(redirect(url_for("client.home"), 303))
    if (light := request.form.get("stand", "")) in LIGHTS:
        set_cookie(response, COOKIE, light, max_age_s=TABLET_LIFE_S)
    return response


def add_look(app: Flask) -> None:
    """Give the app these views, and its pages the light they are in and whether there are own tokens."""
    app.register_blueprint(bp)
    app.context_processor(_on_every_page)


def _on_every_page() -> dict[str, Any]:
    light = read_cookie(COOKIE)
    return {"light": light if light in LIGHTS else "", "own_tokens": bool(parts().theme)}
