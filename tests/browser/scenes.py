"""Every screen and state that somebody can see, in the order in which they are seen.

The pictures in docs/screens, axe-core, the measured targets and the widths all walk this one table: a
screen that is not in it is neither shown nor checked, and a test compares it with the templates.
"""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

from tests.browser import (
    beheer_scenes,
    contactpersoon_scenes,
    film_scenes,
    filming_scenes,
    klantmanager_scenes,
    public_scenes,
    question_scenes,
)
from tests.browser.house import House
from tests.browser.scene import SCENES as _WRITTEN
from tests.browser.scene import Scene

# Importing a room of scenes is what puts them in the table.
ROOMS = (
    question_scenes,
    filming_scenes,
    film_scenes,
    klantmanager_scenes,
    contactpersoon_scenes,
    beheer_scenes,
    public_scenes,
)
SCENES = sorted(_WRITTEN, key=lambda one: one.name)


def opened(house: House, context: BrowserContext, wanted: Scene) -> Page:
    """Bring the house to this scene and return its page."""
    address = wanted.prepare(house)
    house.let_in(context, wanted.who)
    page = context.new_page()
    page.goto(house.url + address)
    if wanted.touch:
        wanted.touch(house, page)
    return page
