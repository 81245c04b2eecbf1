"""A console on a recorder in memory, with a tablet, staff and a clock the test moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from appliance.control import NoteSigner, new_token_key
from console.app import create_app
from console.parts import Parts
from console.security.passwords import PasswordHasher
from console.security.roles import Role
from tests.console.fake_box import FakeBox

PASSWORD = "een lang wachtwoord"
CHEAP = PasswordHasher(memory_kib=64, passes=1)


class HandClock:
    """A monotonic clock that stands still until the test moves it."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s

    def passes(self, seconds: float) -> None:
        self.now_s += seconds


class Tablet:
    """The client's tablet, without any script: it opens pages and presses buttons."""

    def __init__(self, browser: FlaskClient) -> None:
        self.browser = browser
        self.page = ""
        self.status = 0

    def open(self, address: str = "/") -> str:
        return self._keep(self.browser.get(address, follow_redirects=True))

    def press(self, words: str, **typed: object) -> str:
        """Press the one button with these words, as a browser without script would send its form."""
        forms = [form for form in _FORM.findall(self.page) if words in _words_of(form[1])]
        assert len(forms) == 1, f"{len(forms)} forms with a button {words!r} in:\n{self.page}"
        attributes, inside = forms[0]
        address = re.search(r'action="([^"]*)"', attributes)
        fields: dict[str, object] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside):
            known = fields.get(name)
            fields[name] = (
                value if known is None else [*(known if isinstance(known, list) else [known]), value]
            )
        for name, value in re.findall(r'<button[^>]* name="([^"]*)" value="([^"]*)"', inside):
            fields[name] = value
        target = address.group(1) if address else self.address
        return self._keep(self.browser.post(target, data={**fields, **typed}, follow_redirects=True))

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.S)
        return re.sub(r"<[^>]+>", "", found.group(1)).strip() if found else ""

    def _keep(self, response) -> str:
        self.page, self.status = response.get_data(as_text=True), response.status_code
        self.address = response.request.path
        return self.page


_FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.S)


def _words_of(form: str) -> str:
    return re.sub(r"<[^>]+>", " ", "".join(re.findall(r"<button.*?</button>", form, re.S)))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def signer() -> NoteSigner:
    return NoteSigner.from_text(new_token_key())


@pytest.fixture
def box(signer: NoteSigner) -> FakeBox:
    return FakeBox(signer.verifier)


@pytest.fixture
def make_app(box: FakeBox, signer: NoteSigner, clock: HandClock, tmp_path: Path) -> Callable[..., Flask]:
    """Make a console; named parts differ from the usual."""

    def make(**other: object) -> Flask:
        usual = {"box": box, "signer": signer, "state": tmp_path, "secure": False, "hasher": CHEAP}
        return create_app(**{**usual, "clock": clock, "wall_clock": clock, **other})

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def parts(app: Flask) -> Parts:
    return app.extensions["spiegelbox"]


def pair(app: Flask) -> Tablet:
    """Return a fresh tablet, paired with this console."""
    browser = app.test_client()
    browser.post(f"/tablet/koppel/{app.extensions['spiegelbox'].tablets.new_secret()}")
    return Tablet(browser)


@pytest.fixture
def tablet(app: Flask) -> Tablet:
    return pair(app)


@pytest.fixture
def log_in(app: Flask, parts: Parts) -> Callable[[Role], Tablet]:
    def log_in_as(role: Role) -> Tablet:
        parts.accounts.put(name=f"jo {role.value}", role=role, password=PASSWORD)
        browser = app.test_client()
        answer = browser.post("/inloggen", data={"naam": f"jo {role.value}", "wachtwoord": PASSWORD})
        assert answer.status_code == 303
        return Tablet(browser)

    return log_in_as


@pytest.fixture
def klantmanager(log_in: Callable[[Role], Tablet]) -> Tablet:
    return log_in(Role.KLANTMANAGER)


def begin(klantmanager: Tablet, **company: object) -> None:
    """Begin a talk from the klantmanager's own screen."""
    klantmanager.open("/klantmanager/nieuw")
    klantmanager.press("Begin, en geef de tablet aan de cliënt", taal="nl", eigen_ja="ja", **company)


def say_yes(tablet: Tablet, **watchers: object) -> None:
    """Go through the client's screens up to the code."""
    tablet.open()
    tablet.press("Nederlands")
    tablet.press("Verder")
    tablet.press("Verder", **watchers)
    tablet.press("Verder")
    tablet.press("Ja, film maar")


@pytest.fixture
def recording(tablet: Tablet, klantmanager: Tablet, box: FakeBox) -> tuple[Tablet, FakeBox]:
    """A tablet in a room where the camera runs."""
    begin(klantmanager)
    say_yes(tablet)
    tablet.press("Ik heb mijn code")
    box.press()
    box.counted_down()
    tablet.open()
    return tablet, box
