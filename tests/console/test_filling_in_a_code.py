"""Filling in a code: what the page offers, and what may never leave it."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta

import pytest

from appliance.control import NoteSigner, new_token_key
from appliance.domain.errors import (
    CodeUnknown,
    DigitsDoNotFit,
    ThirdWordUnknown,
    WaitAMinute,
)
from appliance.domain.review import WORDS, AttemptLimit
from appliance.recorder.attempts import Attempts
from console.app import create_app
from console.security.headers import HEADERS
from tests.console.conftest import CHEAP, Tablet
from tests.console.fake_box import FakeBox

FILLED_IN = ("/code", "/intrekken")


@pytest.fixture
def film(tablet, box):
    made = box.record_one_film()
    tablet.open("/")
    return made


def addresses_of_lists(page: str) -> list[str]:
    return re.findall(r'data-(?:words|pictures)="([^"]+)"', page)


@pytest.mark.parametrize("address", FILLED_IN)
def test_without_script_there_is_one_field_that_takes_words_and_digits(tablet, address):
    page = tablet.open(address)
    plain = page[page.index('class="code-plain"') :]
    assert 'name="code"' in plain
    assert "required" in plain
    assert re.search(r'<fieldset class="code-words"[^>]* disabled hidden>', page)


@pytest.mark.parametrize("address", FILLED_IN)
def test_the_contact_person_is_named_with_a_telephone(tablet, box, address):
    municipality = box.ask("policy")["municipality"]
    page = tablet.open(address)
    assert municipality["contact_person"] in page
    assert municipality["contact_phone"] in page


def test_withdrawing_by_telephone_is_named(tablet):
    assert "Bellen mag ook." in tablet.open("/intrekken")


def test_the_lists_are_whole_and_the_same_for_everybody(tablet, film):
    words, drawn = addresses_of_lists(tablet.open("/code"))
    assert tablet.browser.get(words).json == list(WORDS)
    assert list(tablet.browser.get(drawn).json) == list(WORDS)
    again = addresses_of_lists(tablet.open("/intrekken"))
    assert again == [words, drawn]


def test_a_tablet_keeps_the_lists_and_nothing_else(tablet):
    for address in addresses_of_lists(tablet.open("/code")):
        kept = tablet.browser.get(address, headers={"Accept-Encoding": "gzip"})
        assert kept.headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert len(json.loads(gzip.decompress(kept.data))) == len(WORDS)
        other = tablet.browser.get(address.split("?")[0] + "?v=0123456789abcdef")
        assert other.headers["Cache-Control"] == "no-store"
    assert tablet.browser.get("/code").headers["Cache-Control"] == "no-store"


def test_the_list_of_words_is_small_over_the_wire(tablet):
    words, drawn = addresses_of_lists(tablet.open("/code"))
    zipped = {"Accept-Encoding": "gzip"}
    assert len(tablet.browser.get(words, headers=zipped).data) < 6_000
    assert len(tablet.browser.get(drawn, headers=zipped).data) < 600_000


def test_a_stranger_gets_no_list(app):
    assert app.test_client().get("/code/woorden.json").status_code == 403


def test_the_tablets_own_camera_may_look_on_these_pages_only(tablet):
    for address in FILLED_IN:
        allowed = tablet.browser.get(address).headers["Permissions-Policy"]
        assert "camera=(self)" in allowed
        assert "microphone=()" in allowed
    for address in ("/", "/film", "/meer-weten"):
        assert tablet.browser.get(address).headers["Permissions-Policy"] == HEADERS["Permissions-Policy"]


@pytest.mark.parametrize(
    ("typed", "cause"),
    [
        ("konijn trompet geheimpje vuurtoren zebra", ThirdWordUnknown),
        ("konijn trompet aardbei vuurtoren zebra", CodeUnknown),
        ("1234 5678", DigitsDoNotFit),
    ],
)
def test_a_wrong_code_gets_a_friendly_word_and_is_not_repeated(tablet, film, typed, cause):
    answer = tablet.browser.post("/code", data={"code": typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert cause.sentence in page
    assert cause.next_step in page
    assert f'data-wrong="{cause.code}"' in page
    for word in typed.split():
        assert f'value="{word}"' not in page
        assert not re.search(rf"\b{word}\b", re.sub(r"<svg.*?</svg>", "", page))


class CountingBox(FakeBox):
    """The recorder in memory, with the recorder's own count of wrong codes on a clock that stands still."""

    day = timedelta(days=1)

    def __init__(self, verifier):
        super().__init__(verifier)
        self.attempts = Attempts(self)

    def monotonic_s(self):
        return self.now.timestamp()

    def _film_of(self, typed):
        mark = self.attempts.begin()
        film = super()._film_of(typed)
        self.attempts.was_right(mark)
        return film


def test_who_tried_too_often_reads_when_to_try_again_and_who_helps(tmp_path):
    signer = NoteSigner.from_text(new_token_key())
    box = CountingBox(signer.verifier)
    app = create_app(box=box, signer=signer, state=tmp_path, secure=False, hasher=CHEAP)
    hand = Tablet(app.test_client())
    hand.browser.post(f"/tablet/koppel/{app.extensions['spiegelbox'].tablets.new_secret()}")
    film = box.record_one_film()
    for _ in range(AttemptLimit().free):
        hand.browser.post("/code", data={"code": "konijn trompet aardbei vuurtoren zebra"})
    for _ in range(2):
        page = hand.browser.post("/code", data={"code": film.code.digits}).get_data(as_text=True)
        assert WaitAMinute.next_step in page
        assert box.ask("policy")["municipality"]["contact_phone"] in page
    box.now += timedelta(minutes=1)
    assert hand.browser.post("/code", data={"code": film.code.digits}).status_code == 303


def test_five_fields_make_one_code(tablet, film):
    answer = tablet.browser.post("/code", data={"code": list(film.code.words)})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/film"


def test_words_and_digits_come_together_when_one_kind_stays_empty(tablet, film):
    answer = tablet.browser.post("/code", data={"code": ["", "", "", "", "", film.code.digits]})
    assert answer.headers["Location"] == "/film"
