"""A channel is believed by its signature and its number, never by where it came from."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import (
    ChannelExpired,
    ChannelRefused,
    ChannelReplayed,
    ClockBehind,
    SpiegelboxError,
)
from appliance.update.channel import KIND, Channel, read_channel
from tests.update.channels import CHANNEL, MAKER, NOW, note, release


def read(text: str, *, now: datetime = NOW, seen: int = 0, newest: datetime | None = None) -> Channel:
    return read_channel(MAKER.verifier, text, now=now, seen=seen, newest=newest)


def test_what_was_signed_is_what_is_read() -> None:
    assert read(note()) == CHANNEL


def test_a_note_without_a_signature_is_refused() -> None:
    with pytest.raises(ChannelRefused):
        read(note().rpartition("\n\n")[0] + "\n")


def test_a_note_of_another_key_is_refused_also_under_the_same_name() -> None:
    rogue = NoteSigner.generate(MAKER.name)
    body = note().split("\n\n")[0].partition("\n")[2]
    with pytest.raises(ChannelRefused):
        read(rogue.sign_as(KIND, body + "\n"))


def test_a_note_of_another_kind_by_the_same_key_is_refused() -> None:
    body = note().split("\n\n")[0].partition("\n")[2]
    with pytest.raises(ChannelRefused):
        read(MAKER.sign_as("spiegelbox/manifest/v1", body + "\n"))


@given(place=st.integers(0, len(note()) - 1), letter=st.sampled_from("0aZ\n {"))
def test_no_letter_of_it_can_be_changed(place: int, letter: str) -> None:
    whole = note()
    changed = whole[:place] + letter + whole[place + 1 :]
    if changed != whole:
        with pytest.raises(ChannelRefused):
            read(changed)


def test_an_old_note_is_refused_once_a_newer_one_was_seen_and_the_same_one_is_not() -> None:
    assert read(note(sequence=41), seen=41).sequence == 41
    with pytest.raises(ChannelReplayed):
        read(note(sequence=40), seen=41)


def test_a_note_is_over_from_its_last_moment_on() -> None:
    assert read(note(), now=CHANNEL.expires - timedelta(seconds=1))
    with pytest.raises(ChannelExpired):
        read(note(), now=CHANNEL.expires)


def test_a_clock_in_the_past_is_told_apart_from_a_note_that_is_not_over_yet() -> None:
    """Otherwise a note would live for ever on a box whose clock never runs."""
    assert read(note(), now=CHANNEL.issued - timedelta(minutes=9))
    with pytest.raises(ClockBehind):
        read(note(), now=CHANNEL.issued - timedelta(minutes=11))
    with pytest.raises(ClockBehind):
        read(note(), newest=NOW + timedelta(days=1))


def body(**changes: object) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(note().split("\n\n")[0].partition("\n")[2])
    return table | changes


ROW = body()["releases"][0]


@pytest.mark.parametrize(
    "table",
    [
        body(sequence=0),
        body(sequence=True),
        body(sequence="41"),
        body(issued="2026-11-19T02:30:00"),
        body(expires="2027-11-19T02:30:00+00:00"),
        body(expires=body()["issued"]),
        body(extra=1),
        {key: value for key, value in body().items() if key != "expires"},
        [],
        body(releases={}),
        body(releases=[ROW | {"url": "http://updates.zaandam.example/a.raucb"}]),
        body(releases=[ROW | {"url": "https://a b"}]),
        body(releases=[ROW | {"manifest_sha256": "AB" * 32}]),
        body(releases=[ROW | {"size_bytes": 0}]),
        body(releases=[ROW | {"ring": "most"}]),
        body(releases=[ROW | {"boxes": ["Zaandam 3"]}]),
        body(releases=[ROW | {"version": "1.4"}]),
        body(releases=[ROW | {"compatible": "../x"}]),
        body(releases=[ROW | {"note": "x"}]),
    ],
    ids=lambda table: json.dumps(table)[-60:],
)
def test_a_well_signed_note_with_an_impossible_value_is_refused(table: object) -> None:
    with pytest.raises(ChannelRefused):
        read(MAKER.sign_as(KIND, json.dumps(table) + "\n"))


def test_a_maker_cannot_sign_what_no_box_would_take() -> None:
    with pytest.raises(ChannelRefused):
        note(releases=(release(url="ftp://updates.zaandam.example/a.raucb"),))


def test_every_refusal_says_in_dutch_what_to_do() -> None:
    for kind in (ChannelRefused, ChannelReplayed, ChannelExpired, ClockBehind):
        assert issubclass(kind, SpiegelboxError)
        assert kind.sentence.endswith(".")
        assert kind.next_step.endswith(".")
