"""What the whole run shares.

One browser: playwright starts only once in a thread, and Chromium takes a second. No stopwatch on an example
of Hypothesis, and patience with a page: a busy machine is slow, and that is no fault of ours.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# The browser without its windows: the same engine and version, and a page opens and closes sooner.
CHROMIUM = "/usr/bin/chromium-headless-shell"
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]

PATIENCE_MS = 30_000  # as playwright itself has with a press; what comes sooner is seen sooner

expect.set_options(timeout=PATIENCE_MS)
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
