"""The console served for real on loopback, on a recorder in memory, in front of a real Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from appliance.control import NoteSigner, new_token_key
from console.app import create_app
from console.parts import Parts
from console.security.passwords import PasswordHasher
from console.security.roles import Role
from console.serve import make_server
from tests.console.fake_box import FakeBox

PASSWORD = "een lang wachtwoord"
TABLET_PX = {"width": 800, "height": 1280}


@dataclass
class House:
    """A served console: its address, the box behind it, and its parts for setting up."""

    url: str
    box: FakeBox
    parts: Parts

    def pair(self, context: BrowserContext) -> Page:
        """Pair a fresh tablet and return its first page."""
        page = context.new_page()
        page.goto(f"{self.url}/tablet/koppel/{self.parts.tablets.new_secret()}")
        page.get_by_role("button", name="Koppel deze tablet").click()
        page.get_by_role("heading", name="De camera staat uit").wait_for()
        return page

    def log_in(self, context: BrowserContext, role: Role) -> Page:
        """Log in as somebody of this role and return the first page."""
        self.parts.accounts.put(name=f"jo {role.value}", role=role, password=PASSWORD)
        page = context.new_page()
        page.goto(f"{self.url}/inloggen")
        page.get_by_label("Naam").fill(f"jo {role.value}")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.get_by_role("button", name="Uitloggen").wait_for()
        return page


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    signer = NoteSigner.from_text(new_token_key())
    box = FakeBox(signer.verifier)
    app: Flask = create_app(
        box=box, signer=signer, state=tmp_path, secure=False, hasher=PasswordHasher(memory_kib=64, passes=1)
    )
    server = make_server(app, "127.0.0.1:0")
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    yield House(f"http://127.0.0.1:{server.effective_port}", box, app.extensions["spiegelbox"])
    server.close()
    serving.join(timeout=5)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=TABLET_PX, locale="nl-NL", timezone_id="Europe/Amsterdam")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def tablet(house: House, context: BrowserContext) -> Page:
    return house.pair(context)
