"""The console's two cookies: one for a paired tablet, one for a person who logged in."""

from __future__ import annotations

from flask import Response, request

from console.parts import parts

TABLET = "spiegelbox-tablet"
STAFF = "spiegelbox-staff"
TABLET_LIFE_S = 400 * 24 * 3600  # the longest a browser keeps a cookie


def read_cookie(name: str) -> str:
    """Return a cookie's value, or an empty text."""
    return request.cookies.get(_full_name(name), "")


def set_cookie(response: Response, name: str, value: str, *, max_age_s: int | None = None) -> None:
    """Give the browser a cookie no script and no other site can use; without ``max_age_s`` it is short."""
    response.set_cookie(
        _full_name(name),
        value,
        max_age=max_age_s,
        path="/",
        secure=parts().secure,
        httponly=True,
        samesite="Strict",
    )


def drop_cookie(response: Response, name: str) -> None:
    """Take the cookie away again."""
    response.delete_cookie(
        _full_name(name), path="/", secure=parts().secure, httponly=True, samesite="Strict"
    )


def _full_name(name: str) -> str:
    # __Host- binds the cookie to this host and to TLS; plain HTTP exists on the demo's loopback only.
    return f"__Host-{name}" if parts().secure else name
