"""What a client reads and hears on every screen there is: plain, short, explained, and with an ear."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from console.security.roles import Role
from tests.browser.scenes import SCENES, opened
from tests.console.fake_policy import MUNICIPALITY
from tests.console.plain_dutch import (
    LOWEST_FLESCH_DOUMA,
    flesch_douma,
    long_sentences,
    unexplained_words,
    without_values,
)

CLIENT = [scene for scene in SCENES if scene.who is Role.TABLET]
MOST_MESSAGES = 3
# Two pages are made to be looked up or kept, not to be read in the moment: the points of the law, one by one
# behind their own question, and the slip, of which the tablet shows what the paper will say.
LOOKED_UP = {"client-08-more", "client-14-slip"}

# What stands there for everyone: not the values, the code, or what is the klantmanager's.
_SHOWN = """() => [...document.querySelectorAll(
    'main :is(h1, h2, h3, p, li, dt, label, summary, button, a), footer :is(a, button)')]
  .filter(one => one.checkVisibility())
  .filter(one => !one.closest('[data-silent][lang], .aids, .code, dd, details:not([open])'))
  .filter(one => !one.querySelector('p, li, label, button, a, h1, h2, h3, strong'))
  .map(one => one.innerText.replace(/\\s+/g, ' ').trim()).filter(text => /[a-z]{2}/i.test(text))"""
# The messages themselves: what is told, beside the question on top, the name of a list, and what to press.
_TOLD = """() => [...document.querySelectorAll('main > p, main > div:not(.actions) > p, main > .said > li')]
  .filter(one => one.checkVisibility() && !one.closest('.aids, .code, [data-silent], [data-live]'))
  .map(one => one.innerText.trim()).filter(text => text && !text.endsWith(':'))"""


@pytest.fixture(params=CLIENT, ids=lambda scene: scene.name)
def scene(request):
    return request.param


@pytest.fixture
def page(house, context, scene) -> Page:
    return opened(house, context, scene)


def test_every_screen_reads_easily_tells_little_and_can_be_heard(page, scene):
    plain = [_without_names(text) for text in page.evaluate(_SHOWN)]
    assert flesch_douma(plain) >= LOWEST_FLESCH_DOUMA, plain
    assert [text for text in plain if long_sentences(text) or unexplained_words(text)] == []
    told: list[str] = page.evaluate(_TOLD)
    assert len(told) <= MOST_MESSAGES or scene.name in LOOKED_UP, told
    expect(page.locator("main .aids .ear, main.ear").first).to_be_visible()


def _without_names(text: str) -> str:
    for name in sorted(MUNICIPALITY.values(), key=len, reverse=True):
        text = text.replace(name, "X")
    return without_values(text)
