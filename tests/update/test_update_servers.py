"""Servers that stop half-way, promise what they do not give, or are somebody else. Over real HTTPS."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.domain.errors import (
    BundleUnreachable,
    ChannelBroken,
    ChannelRefused,
    ChannelServerUnknown,
    ChannelUnreachable,
    ClockBehind,
)
from appliance.update.channel import CHANNEL_MAX_BYTES
from appliance.update.fetching import Server
from tests.update.web import Web, serving

BUNDLE = bytes(range(256)) * 100


def test_a_channel_comes_as_it_lies_there(web: Web) -> None:
    web.files["channel"] = "één kanaal\n".encode()
    assert Server(web.ca).channel(web.url("channel")) == "één kanaal\n"


def test_a_channel_that_stops_half_way_is_told_as_such(web: Web) -> None:
    web.files["channel"] = b"x" * 10_000
    web.lie = "half"
    with pytest.raises(ChannelBroken):
        Server(web.ca).channel(web.url("channel"))


@pytest.mark.parametrize("lie", ["error", "detour"])
def test_a_server_that_answers_something_else_is_not_believed(web: Web, lie: str) -> None:
    web.files |= {"channel": b"x", "elsewhere": b"log in"}
    web.lie = lie
    with pytest.raises(ChannelUnreachable):
        Server(web.ca).channel(web.url("channel"))


def test_a_channel_without_end_is_not_read_to_its_end(web: Web) -> None:
    web.files["channel"] = b"x" * (CHANNEL_MAX_BYTES + 1)
    with pytest.raises(ChannelRefused):
        Server(web.ca).channel(web.url("channel"))


def test_a_channel_that_is_no_text_is_refused(web: Web) -> None:
    web.files["channel"] = b"\xff\xfe"
    with pytest.raises(ChannelRefused):
        Server(web.ca).channel(web.url("channel"))


def test_a_server_with_another_certificate_is_not_spoken_to(web: Web, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    web.files["channel"] = b"x"
    with (
        serving(tmp_path / "other") as other,
        pytest.raises(ChannelServerUnknown, match="self-signed certificate"),
    ):
        Server(other.ca).channel(web.url("channel"))


def test_a_certificate_that_is_not_good_yet_means_a_clock_in_the_past(tmp_path: Path) -> None:
    with serving(tmp_path, since_days=-2) as web, pytest.raises(ClockBehind):
        Server(web.ca).channel(web.url("channel"))


def test_a_certificate_that_is_over_is_told(tmp_path: Path) -> None:
    with serving(tmp_path, since_days=9) as web, pytest.raises(ChannelServerUnknown, match="expired"):
        Server(web.ca).channel(web.url("channel"))
    assert web.asked == []


def test_nobody_who_answers_is_told_in_words(web: Web) -> None:
    with pytest.raises(ChannelUnreachable, match="niemand antwoordt"):
        Server(web.ca).channel("https://127.0.0.1:1/channel")


def test_an_address_without_tls_is_never_asked(web: Web) -> None:
    with pytest.raises(ChannelUnreachable, match="alleen https"):
        Server(web.ca).channel(web.url("channel").replace("https:", "http:"))


def test_a_server_that_gives_pieces_may_give_a_bundle(web: Web) -> None:
    web.files["a.raucb"] = BUNDLE
    Server(web.ca).check_pieces(web.url("a.raucb"), size_bytes=len(BUNDLE))
    assert web.asked == ["bytes=0-63", "bytes=12800-12863", "bytes=25536-25599"]


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        ("whole-file", "ranges"),
        ("size", "bytes en niet"),
        ("other-piece", "andere stukken"),
        ("short-piece", "andere stukken"),
        ("half-piece", "andere stukken"),
        ("error", "HTTP 500"),
    ],
)
def test_a_server_that_lies_about_pieces_is_found_out_before_anything_is_written(
    web: Web, lie: str, words: str
) -> None:
    web.files["a.raucb"] = BUNDLE
    web.lie = lie
    with pytest.raises(BundleUnreachable, match=words):
        Server(web.ca).check_pieces(web.url("a.raucb"), size_bytes=len(BUNDLE))


def test_a_bundle_that_is_not_there_is_told(web: Web) -> None:
    with pytest.raises(BundleUnreachable, match="404"):
        Server(web.ca).check_pieces(web.url("a.raucb"), size_bytes=len(BUNDLE))
