"""Style and script: small over the wire, kept for a year under their hash, never older than the file."""

from __future__ import annotations

import gzip
import re

import pytest

from console.static_files import version_of

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def style(tablet):
    """The address under which a page asks for the style of the screens."""
    return re.search(r'href="(/static/console\.css[^"]*)"', tablet.open()).group(1)


def test_a_page_asks_for_style_under_its_hash_and_the_browser_keeps_it(tablet, style):
    assert re.fullmatch(r"/static/console\.css\?v=[0-9a-f]{16}", style)
    answer = tablet.browser.get(style)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_address_with_the_hash_of_an_older_file_is_not_kept(tablet):
    answer = tablet.browser.get("/static/console.css?v=0123456789abcdef")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_changed_file_gets_another_address(tmp_path):
    path = tmp_path / "a.css"
    path.write_text("a { color: red }")
    first = version_of(path)
    path.write_text("a { color: blue; }")
    assert version_of(path) != first


def test_text_goes_compressed_to_who_understands_it(tablet, style):
    plain, small = tablet.browser.get(style), tablet.browser.get(style, headers=GZIP)
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert small.headers["ETag"] != plain.headers["ETag"]


def test_a_page_goes_compressed_and_comes_out_the_same(tablet):
    plain, small = tablet.browser.get("/inloggen"), tablet.browser.get("/inloggen", headers=GZIP)
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 2
    assert int(small.headers["Content-Length"]) == len(small.data)
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_what_is_asked_each_second_and_what_is_a_film_stay_as_they_are(tablet, box):
    assert "Content-Encoding" not in tablet.browser.get("/status.json", headers=GZIP).headers
    film = box.record_one_film()
    tablet.browser.post("/code", data={"code": film.code.digits})
    assert "Content-Encoding" not in tablet.browser.get("/film/film.mp4", headers=GZIP).headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/static//etc/passwd",
        "/static/vendor/../../app.py",
        "/static/..\\app.py",
        "/static/console.css%00.svg",
        "/static/",
        "/static/vendor",
    ],
)
@pytest.mark.parametrize("headers", [{}, GZIP])
def test_nothing_outside_the_folder_and_no_list_of_it_is_served(app, path, headers):
    answer = app.test_client().get(path, headers=headers)
    assert answer.status_code in (400, 404, 308)
    assert b"import" not in answer.data
    assert b"root:" not in answer.data
    assert answer.headers["Cache-Control"] == "no-store"
