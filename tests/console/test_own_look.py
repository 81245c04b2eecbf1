"""A municipality's own tokens, and a dark or a bright screen: what may be chosen, and what never."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import console
from console.look.tokens import PAIRS, SHIPPED, ThemeRefused, contrast, read_tokens

STATIC = Path(console.__file__).parent / "static"


def theme(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "theme.css"
    path.write_text("/* gemeente Voorbeeld */\n.spiegelbox-theme {\n" + "\n".join(lines) + "\n}\n")
    return path


def test_without_a_file_there_are_no_own_tokens(tablet, tmp_path):
    assert read_tokens(tmp_path / "theme.css") == ""
    assert "thema.css" not in tablet.open()


def test_own_colours_corners_and_letters_are_served_from_the_box(make_app, tmp_path):
    theme(tmp_path, "--sb-action: #5b2a86;", "--sb-radius: 0.25rem;", '--sb-font: "Open Sans", Arial;')
    browser = make_app().test_client()
    assert 'href="/thema.css"' in browser.get("/inloggen").get_data(as_text=True)
    answer = browser.get("/thema.css")
    assert answer.mimetype == "text/css"
    lines = ("--sb-action: #5b2a86;", "--sb-radius: 0.25rem;", '--sb-font: "Open Sans", Arial;')
    assert answer.get_data(as_text=True) == "\n  ".join((".spiegelbox-theme {", *lines)) + "\n}\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("--sb-recording: #123456;", "overal hetzelfde"),
        ("--sb-lamp: #123456;", "overal hetzelfde"),
        ("--sb-colour: #123456;", "bestaat niet"),
        ("--utrecht-button-color: #123456;", "bestaat niet"),
        ("color: red;", "bestaat niet"),
        ("--sb-ink: red;", "een kleur als"),
        ("--sb-ink: url(https://elders.example/x);", "een kleur als"),
        ("--sb-radius: 900rem 1px;", "een maat als"),
        ("--sb-font: Arial\\; x;", "lettertypen als"),
        ("--sb-lift: none;", "niet zelf kiezen"),
        ("--sb-ink: #888888;", "contrast"),
        ("--sb-action: #4a90d9;", "contrast"),
        ("--sb-paper: #777777;", "contrast"),
    ],
)
def test_what_a_municipality_cannot_choose_is_refused_with_the_reason(tmp_path, line, reason):
    with pytest.raises(ThemeRefused, match=reason):
        read_tokens(theme(tmp_path, line))


@pytest.mark.parametrize(
    "text",
    [
        "body { --sb-ink: #000000; }",
        ".spiegelbox-theme { } body { display: none }",
        "@import 'x'; .spiegelbox-theme { }",
        ".spiegelbox-theme { a { --sb-ink: #000000 } }",
        "",
    ],
)
def test_only_one_block_of_values_may_stand_there(tmp_path, text):
    path = tmp_path / "theme.css"
    path.write_text(text)
    with pytest.raises(ThemeRefused, match="één blok"):
        read_tokens(path)


@pytest.mark.parametrize("file", ["theme.css", "dark.css"])
def test_our_own_colours_reach_what_is_asked_of_others(file):
    read = re.compile(r"(--sb-[a-z-]+):\s*(#[0-9a-f]{6});").findall
    tokens = {**dict(read(SHIPPED.read_text())), **dict(read((STATIC / file).read_text()))}
    signals = [("--sb-on-" + name, "--sb-" + name) for name in ("recording", "paused", "saving", "allowed")]
    for text, ground in (*PAIRS, *signals):
        assert contrast(tokens[text], tokens[ground]) >= 7, (text, ground)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)


def test_the_tablet_follows_the_room_until_somebody_chooses(tablet):
    page = tablet.open()
    assert 'media="screen and (prefers-color-scheme: dark)"' in page
    tablet.browser.post("/licht", data={"stand": "dark"})
    assert 'media="screen"' in tablet.open()
    tablet.browser.post("/licht", data={"stand": "bright"})
    assert "dark.css" not in tablet.open()


def test_a_light_that_is_none_changes_nothing(tablet):
    tablet.browser.post("/licht", data={"stand": "<x>"})
    assert 'media="screen and (prefers-color-scheme: dark)"' in tablet.open()
