"""What every answer tells the browser, and what another site cannot make a browser do."""

from __future__ import annotations

import re

import pytest

from console.security.origin import is_cross_origin


@pytest.mark.parametrize("path", ["/", "/code", "/inloggen", "/status.json", "/bestaat-niet"])
def test_every_answer_forbids_foreign_code_framing_and_keeping(tablet, path):
    headers = tablet.browser.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_picture_that_is_opened_by_itself_may_run_nothing(tablet):
    assert "default-src 'none'" in tablet.browser.get("/static/icon.svg").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/static/console.css", "/static/tablet.js"])
def test_style_and_script_are_of_this_site_and_of_the_kind_they_say(tablet, path):
    headers = tablet.browser.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_style_may_be_kept_for_it_says_nothing_of_anybody(tablet):
    assert tablet.browser.get("/static/console.css").headers["Cache-Control"] == "no-cache"
    assert tablet.browser.get("/static/none.css").headers["Cache-Control"] == "no-store"


def test_no_page_carries_script_or_style_in_itself(app):
    templates = app.jinja_env.list_templates(filter_func=lambda name: name.endswith(".html"))
    for name in templates:
        source, _, _ = app.jinja_env.loader.get_source(app.jinja_env, name)
        assert not re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)", source), name


def test_over_tls_cookies_are_bound_to_host_and_tls(make_app):
    app = make_app(secure=True)
    browser = app.test_client()
    secret = app.extensions["spiegelbox"].tablets.new_secret()
    answer = browser.post(f"/tablet/koppel/{secret}", base_url="https://kamer-3.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-spiegelbox-tablet=")
    for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("method", "site", "origin", "refused"),
    [
        ("POST", "cross-site", None, True),
        ("POST", "same-site", None, True),
        ("POST", "same-origin", None, False),
        ("POST", "none", None, False),
        ("POST", None, "https://elders.example", True),
        ("POST", None, "null", True),
        ("POST", None, "http://box.example", False),
        ("POST", None, None, False),
        ("GET", "cross-site", None, False),
        ("DELETE", "cross-site", None, True),
    ],
)
def test_what_comes_from_another_origin_changes_nothing(method, site, origin, refused):
    assert is_cross_origin(method, site=site, origin=origin, host="box.example") is refused


def test_another_site_cannot_stop_a_recording(recording):
    tablet, box = recording
    answer = tablet.browser.post("/opname/stop", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert box.state.value == "recording"


@pytest.mark.parametrize("host", ["elders.example", "elders.example:80", "127.0.0.1.elders.example", ""])
def test_a_name_that_is_not_its_own_gets_no_page(make_app, host):
    app = make_app(hosts={"127.0.0.1", "localhost", "::1"})
    answer = app.test_client().get("/inloggen", headers={"Host": host})
    assert answer.status_code == 400
    assert "elders" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080", "LOCALHOST:1"])
def test_its_own_names_do(make_app, host):
    app = make_app(hosts={"127.0.0.1", "localhost", "::1"})
    assert app.test_client().get("/inloggen", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "method", ["OPTIONS", "TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "GEEN"]
)
def test_a_method_that_nobody_uses_is_refused_everywhere(tablet, method):
    for path in ("/", "/opname/stop", "/inloggen", "/klantmanager/"):
        answer = tablet.browser.open(path, method=method, headers={"X-Secret": "niet-terugsturen"})
        assert answer.status_code == 405, (method, path)
        assert b"niet-terugsturen" not in answer.data


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_no_header_or_field_makes_a_question_another_method(recording, name):
    tablet, box = recording
    tablet.browser.get("/opname/stop", headers={name: "POST"})
    tablet.browser.get("/opname/stop?_method=POST", headers={name: "POST"})
    assert box.state.value == "recording"


def test_asking_what_is_possible_or_only_the_head_changes_nothing(recording):
    tablet, box = recording
    for method in ("OPTIONS", "HEAD"):
        assert tablet.browser.open("/opname/stop", method=method).status_code == 405
    assert tablet.browser.head("/").data == b""
    assert box.state.value == "recording"


def test_asking_what_is_possible_tells_a_stranger_nothing(app):
    for path in ("/klantmanager/", "/opname/stop", "/"):
        answer = app.test_client().options(path)
        assert answer.status_code == 405
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_method_that_is_not_there_is_refused_with_those_that_are(tablet):
    assert tablet.browser.get("/opname/stop").headers["Allow"] == "POST"
    assert tablet.browser.post("/status.json").headers["Allow"] == "GET, HEAD"
