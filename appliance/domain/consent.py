"""The yes, as a value, and the rule that decides whether the camera may believe it.

The console writes a token once everybody in the room said yes; the recorder compares it with what it
heard itself. Reading the signature is ``appliance.control.token``; that a token works only once is a
UNIQUE row in the store. This room never trusts the token's own word for anything it can compare.

Source: design §4 "Consent token", journeys step 5 and exceptions 2, 11 and 16.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.errors import TokenExpired, TokenForeign, TokenMismatch, TokenWrongText

TOKEN_LIFE = timedelta(minutes=15)
CLOCK_SLACK = timedelta(seconds=5)  # console and recorder read one clock, but not in the same instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentToken:
    """One yes of everybody in one room, for one talk, good for one recording."""

    box: str
    room: str
    boot: str  # the recorder's boot: a yes never survives a restart
    talk: str  # the talk code on the screens, such as MEREL-4172
    jti: str  # random; the recorder accepts it once
    text: str  # "sha256:..." of the exact consent text the client saw
    purposes: tuple[str, ...]
    people: tuple[str, ...]
    iat: datetime  # issued at, aware UTC, whole seconds
    exp: datetime  # expires at, aware UTC, whole seconds
    max_duration_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentExpectation:
    """What the recorder itself knows about the talk: its own identity and the answers it was given."""

    box: str
    room: str
    boot: str
    talk: str
    text: str  # the text the client answered to
    accepted_texts: frozenset[str]  # the texts this municipality uses today
    purposes: frozenset[str]  # what every person in the room allowed
    people: frozenset[str]  # who was asked; all of them said yes
    max_duration_s: int  # what the people were told at the question


def check_token(token: ConsentToken, *, expected: ConsentExpectation, now: datetime) -> None:
    """Return only when ``token`` is a yes to exactly this talk, at this moment (``now`` is aware UTC).

    Raises: TokenForeign (another box, room or boot), TokenExpired (over, not yet begun, or meant to
    live longer than ``TOKEN_LIFE``), TokenWrongText, TokenMismatch (another talk, or other people,
    purposes or length than were answered).
    """
    if (token.box, token.room, token.boot) != (expected.box, expected.room, expected.boot):
        raise TokenForeign
    if not token.iat - CLOCK_SLACK <= now < token.exp or token.exp - token.iat > TOKEN_LIFE:
        raise TokenExpired
    if token.text != expected.text or token.text not in expected.accepted_texts:
        raise TokenWrongText
    said = (token.talk, frozenset(token.people), frozenset(token.purposes), token.max_duration_s)
    if said != (expected.talk, expected.people, expected.purposes, expected.max_duration_s):
        raise TokenMismatch
