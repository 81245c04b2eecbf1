"""The blueprint of the client's tablet, the tag all its views carry, and the way back to its home."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from console.box import Status
from console.security.roles import Role, allow

bp = Blueprint("client", __name__)
on_the_tablet = allow(Role.TABLET)


def to_home() -> ResponseReturnValue:
    """Go to the screen that is true now."""
    return redirect(url_for("client.home"), 303)


def is_of_this_talk(status: Status) -> bool:
    """Return whether the form that came in was made for the talk of now, and not for an older one."""
    return request.form.get("gesprek", "") == status.talk.code
