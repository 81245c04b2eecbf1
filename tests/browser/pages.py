"""What a hand does on a page, in words: the small steps that every browser test takes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.conftest import PATIENCE_MS

STEP_MS = 50
YES = ("Nederlands", "Verder", "Verder", "Verder", "Ja, film maar", "Ik heb mijn code")

NAME_OF_FOCUS = """(one => (one.ariaLabel || one.labels?.[0]?.textContent || one.textContent).trim())(
    document.activeElement)"""


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """Wait for the screen with this heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def press(page: Page, *buttons: str) -> None:
    """Press these buttons one after the other, each by the words on it."""
    for words in buttons:
        page.get_by_role("button", name=words, exact=True).click()


def say_yes(page: Page) -> None:
    """Go through the question, up to the code in the pocket."""
    press(page, *YES)


def until(page: Page, condition: str) -> None:
    """Wait for a condition in the page; Playwright's own way needs eval, which our pages forbid."""
    for _ in range(PATIENCE_MS // STEP_MS):
        try:
            if page.evaluate(condition):
                return
        except Error as gone:  # between two pages there is none to ask
            if "Execution context was destroyed" not in gone.message:
                raise
        page.wait_for_timeout(STEP_MS)
    pytest.fail(f"never: {condition}")


def press_by_keyboard(page: Page, words: str, key: str = "Enter") -> None:
    """Reach a button or link with the Tab key alone, as a person without a mouse does, and press the key."""
    reach_by_keyboard(page, words)
    page.keyboard.press(key)


def reach_by_keyboard(page: Page, words: str, step: str = "Tab") -> None:
    """Walk with the Tab key, or back with Shift+Tab, to the button, link or field of this name."""
    for _ in range(60):
        page.keyboard.press(step)
        try:
            here = page.evaluate(NAME_OF_FOCUS)
        except Error as gone:  # the screen followed the talk meanwhile: walk on from its top
            if "Execution context was destroyed" not in gone.message:
                raise
            page.wait_for_load_state()
            continue
        if here == words:
            return
    pytest.fail(f"{step} never came to {words!r}")
