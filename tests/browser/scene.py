"""One screen as a row of a table, and the table: how the room gets there, and what stands there.

A scene never reaches into the console: it walks there by buttons, on a tablet without a browser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from console.security.roles import Role
from tests.browser.house import House

Prepare = Callable[[House], str]
Hand = Callable[[House, Page], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen: ``prepare`` brings the room there and returns the address; ``touch`` acts on the page."""

    name: str
    template: str
    shows: str
    prepare: Prepare
    who: Role
    touch: Hand | None = None


SCENES: list[Scene] = []


def scene(
    name: str, template: str, shows: str, *, who: Role = Role.TABLET, touch: Hand | None = None
) -> Callable[[Prepare], Prepare]:
    """Put a screen in the table under the name of its picture."""

    def keep(prepare: Prepare) -> Prepare:
        SCENES.append(Scene(name, template, shows, prepare, who, touch))
        return prepare

    return keep
