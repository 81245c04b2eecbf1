"""Every screen of the table of scenes, under axe-core and a ruler, in a real Chromium and in every language.

WCAG 2.2 A and AA everywhere; AAA contrast on the client's screens, by day and by night; targets of 48 px;
nothing scrolls sideways on a phone or at 200 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
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
# What another language can break; colours and structure are those of the Dutch page.
ABOUT_WORDS = [
    *("html-has-lang", "html-lang-valid", "valid-lang", "document-title", "page-has-heading-one"),
    *("button-name", "link-name", "label", "empty-heading", "label-content-name-mismatch"),
    *("aria-valid-attr-value", "aria-input-field-name", "aria-progressbar-name", "summary-name"),
]
SIZES = {"tablet": (800, 1280), "lying": (1280, 800), "phone": (390, 844), "200 %": (400, 640)}
SMALLEST_TARGET_PX = 48
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TEMPLATES = Path(console.__file__).parent / "templates"
# Shown in answer to a form, or for an address outside every room: not to be asked for once more.
NOT_ASKED_AGAIN = ("client-41-code-wrong", "client-44-cut", "client-51-withdraw-sure", "other-05-not-found")
TRANSLATED = [one for one in SCENES if one.who is Role.TABLET and one.name not in NOT_ASKED_AGAIN]
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


_LOOKS = """buttons => buttons.map(button => {
  const style = getComputedStyle(button), box = button.getBoundingClientRect();
  return [Math.round(box.width), Math.round(box.height), style.color, style.backgroundColor,
    style.borderColor, style.fontSize, style.fontWeight].join(); })"""
# The page in the language of now takes the place of the one before, in the same tab.
_IN_ANOTHER_LANGUAGE = """async options => {
  const reply = await fetch(location.href);
  const next = new DOMParser().parseFromString(await reply.text(), 'text/html');
  document.documentElement.replaceWith(document.adoptNode(next.documentElement));
  await Promise.all([...document.querySelectorAll('link[rel=stylesheet]')].filter(link => !link.sheet)
    .map(link => new Promise(loaded => { link.onload = link.onerror = loaded; })));
  const { violations } = await axe.run(document, { ...options, resultTypes: ['violations'] });
  return { language: document.documentElement.lang, direction: document.documentElement.dir,
    wide: document.documentElement.scrollWidth,
    violations: violations.map(one => one.id + ' ' + one.nodes.map(node => node.html).join(' ')) };
}"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with a_house(tmp_path) as house:
        for text in house.parts.texts:
            house.parts.confirmations.confirm(text, translator="iemand die het leest", by="beheer")
        yield house


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="nl-NL", reduced_motion="reduce", viewport=_px("tablet"))
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


@pytest.mark.parametrize("scene", TRANSLATED, ids=lambda scene: scene.name)
def test_a_screen_of_the_client_is_open_in_every_language(
    scene: Scene, house: House, context: BrowserContext
) -> None:
    page = opened(house, context, scene)
    page.set_viewport_size(_px("phone"))
    page.evaluate(AXE)
    for language in LANGUAGES[1:]:
        house.parts.room.progress(house.box.talk_code).language = language
        found = page.evaluate(_IN_ANOTHER_LANGUAGE, {"runOnly": {"type": "rule", "values": ABOUT_WORDS}})
        assert found["language"] == language
        assert found["direction"] == ("rtl" if language == "ar" else "ltr")
        assert found["violations"] == []
        assert found["wide"] <= _px("phone")["width"], f"{language}: {page.evaluate(_SIDEWAYS)}"


def test_every_template_that_is_a_screen_stands_in_the_table() -> None:
    """A screen that nobody photographs is a screen that nobody looks at."""
    screens = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "{% block main %}" in path.read_text() or "<main" in path.read_text()
    }
    assert screens - {scene.template for scene in SCENES} - FRAMES == set()


@pytest.mark.parametrize("name", ["client-07-choice", "client-30-closing"])
def test_three_answers_are_equal_in_everything_but_their_words(
    name: str, house: House, context: BrowserContext
) -> None:
    (scene,) = (one for one in SCENES if one.name == name)
    looks = opened(house, context, scene).locator(".equal button").evaluate_all(_LOOKS)
    assert len(looks) == 3
    assert len(set(looks)) == 1


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
