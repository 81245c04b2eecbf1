"""What the recorder in memory knows: the talk, the films, the codes and the counters, and how they move.

Moves go by the domain's own tables. Public attributes are for tests to set and read. The questions of the
console are answered in fake_talk.py, fake_reviews.py and fake_desks.py.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from appliance.control import NoteVerifier
from appliance.domain.consent import ConsentToken
from appliance.domain.errors import CodeUnknown, PlaybackEnded, UnknownRecording, WrongState
from appliance.domain.people import who_answer
from appliance.domain.purposes import PURPOSES, weakest
from appliance.domain.recording import HOLDS_CONTENT, VIEWABLE, RecordingEvent, next_standing
from appliance.domain.review import ReviewCode
from appliance.domain.session import TalkEvent, TalkState, next_talk_state
from tests.console.fake_film import Film
from tests.console.fake_policy import POLICY


class FakeState:
    """The talk of now, and every film."""

    def __init__(self, verifier: NoteVerifier) -> None:
        self.verifier = verifier
        self.now = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
        self.boot = "boot-1"
        self.reachable = True
        self.cut_may_end = threading.Event()
        self.cut_may_end.set()
        self.heartbeats = 0
        self.policy: dict[str, Any] = dict(POLICY)
        self.purposes: list[dict[str, Any]] = [
            {"key": key, "title": key, "retention_days": POLICY["retention_days"]} for key in PURPOSES
        ]
        self.declarations: list[dict[str, Any]] = []
        self.accepted_texts: list[str] = []
        self.day_s = 86_400.0
        self.counters: dict[str, int] = {}
        self.tokens: list[ConsentToken] = []
        self.wiped_minutes: list[int] = []
        self.copy_left = b""
        self.cut_done: float | None = None
        self.opinions: list[tuple[str, str]] = []
        self.answers_given: list[dict[str, Any]] = []
        self.films: dict[str, Film] = {}
        self.film_data = b"\0" * 1000
        self.film_index: dict[str, Any] = {"init_bytes": 100, "fragments": [[100, 900, 0.0, 60.0]]}
        self.state = TalkState.IDLE
        self.notice: dict[str, str] | None = None
        self.sound = True
        self.can_resume = True
        self.elapsed_s = 0.0
        self._talk_number = self._codes_made = 0
        self._forget_talk()
        self.playbacks: dict[str, str] = {}
        self.sending: dict[str, tuple[int, int]] = {}  # parts done and parts, by film
        self.store_trouble: dict[str, str] | None = None

    @property
    def code(self) -> ReviewCode | None:
        """The client's code of the talk of now."""
        return self.codes.get("client")

    def _move(self, event: TalkEvent) -> None:
        self.state = next_talk_state(self.state, event)
        self.notice = None

    def _moved(self, event: TalkEvent) -> dict[str, Any]:
        self._move(event)
        if self.state is TalkState.IDLE:
            self._forget_talk()
        return {"state": self.state.value}

    def _forget_talk(self) -> None:
        self.talk_code = self.klantmanager = self.language = ""
        self.people: tuple[str, ...] = ()
        self.yes: dict[str, tuple[tuple[str, ...], str]] = {}
        self.people_before: tuple[str, ...] = ()
        self.codes: dict[str, ReviewCode] = {}
        self.stopped_by = ""
        self.talk_film: Film | None = None
        self.stopped_at: datetime | None = None

    def _give_up(self) -> None:
        """The question is over: the talk too, unless everybody was asked anew in the midst of it."""
        if self.people_before:
            self.people, self.people_before = self.people_before, ()
        elif self.state is TalkState.IDLE:
            self._forget_talk()

    def _same_talk(self, talk_code: str, *states: TalkState) -> None:
        if talk_code != self.talk_code or (states and self.state not in states):
            raise WrongState

    def _people(self) -> list[dict[str, Any]]:
        return [{"person": p, "answer": "yes" if p in self.yes else None} for p in who_answer(self.people)]

    def _purposes(self) -> tuple[str, ...]:
        said = [purposes for purposes, _ in self.yes.values()]
        return weakest([self.talk_film.purposes, *said] if self.talk_film else said)

    def _new_code(self) -> ReviewCode:
        self._codes_made += 1
        return ReviewCode.from_bits(0x123456789AB + self._codes_made * 7_919)

    def _film_of(self, typed: str) -> Film:
        code = ReviewCode.parse(typed)
        for film in self.films.values():
            if code in film.codes.values() and film.standing.state in HOLDS_CONTENT:
                return film
        raise CodeUnknown

    def _film(self, film_id: str) -> Film:
        try:
            return self.films[film_id]
        except KeyError:
            raise UnknownRecording from None

    def _playing(self, playback: str) -> Film:
        film = self.films.get(self.playbacks.get(playback, ""))
        if film is None or film.standing.state not in VIEWABLE:
            raise PlaybackEnded
        return film

    def _withdraw(self, film: Film) -> dict[str, Any]:
        self._turn(film, RecordingEvent.WITHDRAW)
        return {
            "receipt": f"spiegelbox/receipt/v1\ningetrokken {film.talk_code}\n\n— box-1 c2lnbmF0dXJl\n",
            "withdrawn_at": self.now.isoformat(),
        }

    def _turn(self, film: Film, event: RecordingEvent) -> None:
        film.standing = next_standing(film.standing, event)

    def _count(self, name: str) -> None:
        self.counters[name] = self.counters.get(name, 0) + 1

    def _row(self, film: Film) -> dict[str, Any]:
        return {
            "id": film.id,
            "talk_code": film.talk_code,
            "state": film.standing.state.value,
            "purposes": list(film.purposes),
            "seconds": film.seconds,
            "recorded_at": film.recorded_at.isoformat(),
            "review_ends": film.review_ends.isoformat(),
            "ends_s": (film.review_ends - self.now).total_seconds(),
            "retention_ends": (film.recorded_at + timedelta(days=180)).isoformat(),
            "gaps": [30.0] * film.gaps,
            "sound": self.sound,
            "wipe_waits": film.wipe_waits,
        }
