"""A recorder in memory, for the console's tests: its rules are the domain's own tables.

It checks every question against the real verb tables, moves the talk and the recordings by the real
state tables, reads consent tokens with the real reader, and knows review codes by the real list. Only
camera, disk and time are made up: the test presses the button and moves the clock.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from appliance.control import Role
from appliance.control.messages import check_request
from appliance.domain.consent import ConsentToken
from appliance.domain.errors import (
    CameraFailed,
    RecorderUnreachable,
    TokenExpired,
    TokenMissing,
)
from appliance.domain.purposes import PURPOSES
from appliance.domain.recording import RecordingEvent
from appliance.domain.session import TalkEvent, TalkState
from tests.console.fake_desks import FakeDesks
from tests.console.fake_film import Film
from tests.console.fake_reviews import FakeReviews
from tests.console.fake_talk import FakeTalk


class FakeBox(FakeTalk, FakeReviews, FakeDesks):
    """Implements the console's ``BoxPort``; its other methods are what people and time do in the room."""

    def ask(self, verb: str, **fields: Any) -> dict[str, Any]:
        return self.ask_body(verb, **fields)[0]

    def ask_body(self, verb: str, **fields: Any) -> tuple[dict[str, Any], bytes]:
        if not self.reachable:
            raise RecorderUnreachable
        check_request(Role.CONSOLE, {**json.loads(json.dumps(fields)), "verb": verb})
        answer = getattr(self, "_" + verb.replace(".", "_"))(**fields)
        reply, body = answer if isinstance(answer, tuple) else (answer, b"")
        return json.loads(json.dumps(reply)), body

    def press(self) -> None:
        """The button in the room."""
        if self.state is TalkState.IDLE:
            self._count("press-without-token")
            self.notice = _notice(TokenMissing())
            return
        self._move(TalkEvent.PRESS)

    def counted_down(self) -> None:
        """The three seconds are over: the film runs."""
        self._move(TalkEvent.COUNTED_DOWN)
        if self.talk_film is None:
            assert self.codes
            film = Film(
                id=f"{self._talk_number:032x}",
                talk_code=self.talk_code,
                klantmanager=self.klantmanager,
                purposes=tuple(self.tokens[-1].purposes),
                codes=self.codes,
                recorded_at=self.now,
                review_ends=self.now + timedelta(days=self.policy["review_window_days"]),
                data=self.film_data,
                index={**self.film_index, "size_bytes": len(self.film_data), "seconds": 60.0},
            )
            self.films[film.id] = self.talk_film = film

    def saved(self) -> None:
        """The last byte is on the disk."""
        assert self.talk_film is not None
        self._move(TalkEvent.SAVED)
        self._turn(self.talk_film, RecordingEvent.FINISH)
        self.stopped_at = self.now

    def consent_expired(self) -> None:
        """Fifteen minutes passed without the button."""
        self._move(TalkEvent.CONSENT_EXPIRED)
        self.notice = _notice(TokenExpired())

    def camera_fails(self) -> None:
        """The camera gives no pictures any more."""
        self._move(TalkEvent.FAULT)
        self.notice = _notice(CameraFailed())

    def happens(self, film: Film, *events: RecordingEvent) -> None:
        """Let time or sync move a recording on."""
        for event in events:
            self._turn(film, event)

    def film_begins(self) -> None:
        """Everybody said yes and the camera runs; for tests of what comes after."""
        self.codes = {"client": self._new_code()}
        self.state = TalkState.CONSENTED
        self.tokens.append(_token_of(self))
        self.press()
        self.counted_down()

    def record_one_film(self, klantmanager: str = "km-1") -> Film:
        """Go through a whole talk without any screen, up to the closing question; return its film."""
        self._talk_ask(klantmanager, "nl", ["client"])
        self.film_begins()
        self._talk_stop()
        self.saved()
        assert self.talk_film is not None
        return self.talk_film


def _notice(error: Exception) -> dict[str, str]:
    return {"code": error.code, "sentence": error.sentence, "next_step": error.next_step}  # type: ignore[attr-defined]


def _token_of(box: FakeBox) -> ConsentToken:
    return ConsentToken(
        box="box-1",
        room="Spreekkamer 3",
        boot=box.boot,
        talk=box.talk_code,
        jti=f"jti-{box.talk_code}-{len(box.tokens)}",
        text="sha256:" + "0" * 64,
        purposes=PURPOSES,
        people=("client",),
        iat=box.now,
        exp=box.now + timedelta(minutes=15),
        max_duration_s=5400,
    )
