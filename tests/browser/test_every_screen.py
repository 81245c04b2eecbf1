"""Every screen of the table of scenes, under axe-core and a ruler, in a real Chromium and in every language.

WCAG 2.2 A and AA everywhere; AAA contrast on the client's screens, by day and by night; targets of 48 px;
nothing scrolls sideways on a phone or at 200 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import template_rendered
from playwright.sync_api import Browser, BrowserContext, Page

import console
from console.security.roles import STAFF, Role
from console.texts.catalogue import LANGUAGES
from tests.browser.house import House, a_house
from tests.browser.scenes import SCENES, Scene, opened

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ENHANCED = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
# What WCAG 2.2.1 allows as essential: this page asks by itself whether the box is back.
ASKS_AGAIN = {"meta-refresh": {"enabled": False}}
# A page in another language has the colours of the Dutch one; measuring those is most of the work.
SAME_COLOURS = {"color-contrast": {"enabled": False}}
SIZES = {"tablet": (800, 1280), "lying": (1280, 800), "phone": (390, 844), "200 %": (400, 640)}
SMALLEST_TARGET_PX = 48
TEMPLATES = Path(console.__file__).parent / "templates"
# What screens are made of, and is none itself.
FRAMES = {"staff.html", "client/page.html", "public/page.html"}

# A link in a sentence is as high as its line (WCAG 2.5.8, "inline"); all the rest is a target of its own.
_SMALL_TARGETS = """smallest =>
  [...document.querySelectorAll('button, a, summary, select, textarea, label:has(input), input')]
  .filter(one => one.type !== 'hidden' && one.checkVisibility() && !one.closest('.skip, .foot--public'))
  .filter(one => !(one.tagName === 'INPUT' && one.closest('label')))
  .filter(one => !(one.tagName === 'A' && getComputedStyle(one).display === 'inline'))
  .filter(one => { const box = one.getBoundingClientRect();
    return box.height < smallest - 0.5 || box.width < smallest - 0.5; })
  .map(one => one.outerHTML.slice(0, 120))"""
_SIDEWAYS = """[...document.querySelectorAll('body *')]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 100)).slice(-3)"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        for text in house.parts.texts:
            house.parts.confirmations.confirm(text, translator="iemand die het leest", by="beheer")
        yield house


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="nl-NL", reduced_motion="reduce", viewport=_px("tablet"))
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_screen_is_open_to_everyone(scene: Scene, house: House, context: BrowserContext) -> None:
    drawn: list[str | None] = []
    with template_rendered.connected_to(lambda _, template, **__: drawn.append(template.name), house.app):
        page = opened(house, context, scene)
    assert scene.template in drawn
    rules = {} if scene.who in STAFF else dict(ENHANCED)
    rules |= ASKS_AGAIN if scene.name == "other-04-unreachable" else {}
    assert_no_violations(page, rules=rules)
    for name in SIZES:
        page.set_viewport_size(_px(name))
        assert page.evaluate("document.documentElement.scrollWidth") <= _px(name)["width"], (
            f"{name}: {page.evaluate(_SIDEWAYS)}"
        )
        assert page.evaluate(_SMALL_TARGETS, SMALLEST_TARGET_PX) == [], name
    page.set_viewport_size(_px("tablet"))
    if scene.who not in STAFF:
        page.emulate_media(color_scheme="dark")
        assert_no_violations(page, only=["color-contrast-enhanced"])


@pytest.mark.parametrize(
    "scene", [scene for scene in SCENES if scene.who is Role.TABLET], ids=lambda scene: scene.name
)
def test_a_screen_of_the_client_is_open_in_every_language(
    scene: Scene, house: House, context: BrowserContext
) -> None:
    page = opened(house, context, scene)
    for language in LANGUAGES[1:]:
        house.parts.room.progress(house.box.talk_code).language = language
        page.goto(page.url)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        rules = SAME_COLOURS | (ASKS_AGAIN if scene.name == "other-04-unreachable" else {})
        assert_no_violations(page, rules=rules)
        page.set_viewport_size(_px("phone"))
        assert page.evaluate("document.documentElement.scrollWidth") <= _px("phone")["width"], (
            f"{language}: {page.evaluate(_SIDEWAYS)}"
        )
        page.set_viewport_size(_px("tablet"))


def test_every_template_that_is_a_screen_stands_in_the_table() -> None:
    """A screen that nobody photographs is a screen that nobody looks at."""
    screens = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "{% block main %}" in path.read_text() or "<main" in path.read_text()
    }
    assert screens - {scene.template for scene in SCENES} - FRAMES == set()


def assert_no_violations(
    page: Page, *, rules: dict[str, dict[str, bool]] | None = None, only: list[str] | None = None
) -> None:
    """Fail with axe's own words."""
    wanted = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    found = Axe().run(page, options={"runOnly": wanted, "rules": rules or {}, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def _px(name: str) -> dict[str, int]:
    width, height = SIZES[name]
    return {"width": width, "height": height}
