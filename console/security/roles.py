"""The people the console knows, and the tag that lets them into a view.

There is no manager, no handhaving and no HR among them, on purpose: a recording is for learning.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Role(Enum):
    """Who may open a page."""

    ANYONE = "anyone"
    TABLET = "tablet"
    KLANTMANAGER = "klantmanager"
    CONTACTPERSOON = "contactpersoon"
    BEHEER = "beheer"


STAFF = (Role.KLANTMANAGER, Role.CONTACTPERSOON, Role.BEHEER)


def allow(*roles: Role) -> Callable[[View], View]:
    """Tag a view with the roles that may open it. A view without a tag opens for nobody."""

    def tag(view: View) -> View:
        view.roles = frozenset(roles)  # type: ignore[attr-defined]  # a plain function carries its own tag
        return view

    return tag


def roles_of(view: object) -> frozenset[Role]:
    """Return a view's tag; without one, nobody."""
    roles: frozenset[Role] = getattr(view, "roles", frozenset())
    return roles
