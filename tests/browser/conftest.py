"""A served console before the one real Chromium of the run, on a recorder in memory or on a real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.house import House, a_house
from tests.browser.whole_room import TABLET_PX, Room, a_room


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        yield house


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=TABLET_PX, locale="nl-NL", timezone_id="Europe/Amsterdam")
    yield context
    context.close()


@pytest.fixture
def tablet(house: House, context: BrowserContext) -> Page:
    return house.pair(context)


@pytest.fixture
def room(tmp_path: Path, chromium: Browser) -> Iterator[Room]:
    with a_room(tmp_path, chromium) as room:
        yield room


@pytest.fixture
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser on a desk: of the klantmanager, the contactpersoon or beheer."""
    context = chromium.new_context(locale="nl-NL")
    yield context
    context.close()
