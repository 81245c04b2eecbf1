"""Where a consent token is weighed: is this a yes to exactly this talk, by everybody in this room?

The recorder believes no word of the console that it can compare with what it heard itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from appliance.control.token import read_token
from appliance.crypto.notes import NoteVerifier
from appliance.domain.consent import ConsentExpectation, ConsentToken, check_token
from appliance.domain.errors import ClockUnknown, TokenMismatch, TokenUsed
from appliance.hardware.ports import Clock
from appliance.recorder.talk import Talk
from appliance.store.state import StateDb


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxFacts:
    """What a yes is bound to."""

    box: str
    room: str
    boot: str  # fresh random text for every start of the recorder
    max_duration_s: int
    accepted_texts: frozenset[str]


class ConsentDesk:
    """Weighs tokens for one box; ``console`` verifies our own console's signature."""

    def __init__(self, *, facts: BoxFacts, console: NoteVerifier, db: StateDb, clock: Clock) -> None:
        self._facts, self._console, self._db, self._clock = facts, console, db, clock

    def accept(self, talk: Talk, token_text: str) -> ConsentToken:
        """Return the token when it may open the camera once. Raises: ConsentError, ClockUnknown."""
        token = read_token(self._console, token_text)
        if self._db.token_is_used(token.jti):
            raise TokenUsed
        check_token(token, expected=self._expected(talk), now=self._clock.now())
        if not talk.all_yes:
            raise TokenMismatch("not everybody said yes")
        if not self._clock.is_known():
            raise ClockUnknown
        return token

    def _expected(self, talk: Talk) -> ConsentExpectation:
        client = talk.answers.get("client")
        return ConsentExpectation(
            box=self._facts.box,
            room=self._facts.room,
            boot=self._facts.boot,
            talk=talk.code,
            text=client.text if client else "",
            accepted_texts=self._facts.accepted_texts,
            purposes=frozenset(talk.purposes),
            people=frozenset(talk.people),
            max_duration_s=self._facts.max_duration_s,
        )
