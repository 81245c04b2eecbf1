"""The console served for real on loopback, on a recorder in memory: what every browser test stands in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from waitress.server import BaseWSGIServer

from appliance.control import NoteSigner, new_token_key
from console.app import create_app
from console.box import BoxPort
from console.parts import Parts
from console.security.passwords import PasswordHasher
from console.security.roles import Role
from console.serve import make_server
from tests.console.conftest import Tablet
from tests.console.fake_box import FakeBox

PASSWORD = "een lang wachtwoord"
CHEAP = PasswordHasher(memory_kib=64, passes=1)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve ``app`` as the box does, and give its address."""
    server = make_server(app, "127.0.0.1:0")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # In the server's own thread: it waits on the sockets that this closes.
        server.trigger.pull_trigger(lambda: _close(server))
        thread.join(timeout=5)


def _close(server: BaseWSGIServer) -> None:
    """Stop listening, and hang up on every browser that kept its line open: the server waits for them."""
    server.close()
    for channel in list(server.active_channels.values()):
        channel.handle_close()


@dataclass
class Front:
    """A served console: its address, its application, and its parts for setting up."""

    url: str
    app: Flask
    parts: Parts

    def account(self, role: Role) -> str:
        """Make somebody of this role, or find them again; return the account's id."""
        return self.parts.accounts.put(name=f"jo {role.value}", role=role, password=PASSWORD).id

    def pair(self, context: BrowserContext) -> Page:
        """Pair a fresh tablet by its buttons and return its first page."""
        page = context.new_page()
        page.goto(f"{self.url}/tablet/koppel/{self.parts.tablets.new_secret()}")
        page.get_by_role("button", name="Koppel deze tablet").click()
        page.get_by_role("heading", name="De camera staat uit").wait_for()
        return page

    def let_in(self, context: BrowserContext, role: Role) -> None:
        """Give the browser what somebody of this role has, without a page: a paired tablet or a log-in."""
        if role is Role.TABLET:
            context.request.post(f"{self.url}/tablet/koppel/{self.parts.tablets.new_secret()}")
        elif role is not Role.ANYONE:
            self.account(role)
            who = {"naam": f"jo {role.value}", "wachtwoord": PASSWORD}
            context.request.post(f"{self.url}/inloggen", form=who)

    def log_in(self, context: BrowserContext, role: Role) -> Page:
        """Log in as somebody of this role and return the first page."""
        self.account(role)
        page = context.new_page()
        page.goto(f"{self.url}/inloggen")
        page.get_by_label("Naam").fill(f"jo {role.value}")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.get_by_role("button", name="Uitloggen").wait_for()
        return page


@dataclass
class House(Front):
    """A console on a recorder in memory, ``box``, that the test moves by hand."""

    box: FakeBox

    def hand(self) -> Tablet:
        """Return a paired tablet without a browser, to walk to a screen in no time."""
        browser = self.app.test_client()
        browser.post(f"/tablet/koppel/{self.parts.tablets.new_secret()}")
        return Tablet(browser)


def console_on(box: BoxPort, signer: NoteSigner, state: Path, **other: object) -> Flask:
    """Return a console on this box, with passwords that cost nothing."""
    usual = {"box": box, "signer": signer, "state": state, "secure": False, "hasher": CHEAP}
    return create_app(**{**usual, **other})  # type: ignore[arg-type]  # named parts differ from the usual


@contextmanager
def a_house(state: Path, **other: object) -> Iterator[House]:
    """Serve a console on a fresh recorder in memory; ``state`` is the folder for accounts and tablets."""
    signer = NoteSigner.from_text(new_token_key())
    box = FakeBox(signer.verifier)
    app = console_on(box, signer, state, **other)
    with serving(app) as url:
        yield House(url=url, app=app, parts=app.extensions["spiegelbox"], box=box)
