"""A recorder in memory, for the console's tests: its rules are the domain's own tables.

It checks every question against the real verb tables, moves the talk and the recordings by the real
state tables, reads consent tokens with the real reader, and knows review codes by the real list. Only
camera, disk and time are made up: the test presses the button and moves the clock.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from appliance.control import READ_BYTES, NoteVerifier, Role, read_token
from appliance.control.messages import check_request
from appliance.domain.consent import ConsentExpectation, ConsentToken, check_token
from appliance.domain.destruction import Destruction
from appliance.domain.errors import (
    CameraFailed,
    CodeUnknown,
    CodeWithdrawsOnly,
    PlaybackEnded,
    RecorderUnreachable,
    TalkRuns,
    TokenExpired,
    TokenMissing,
    TokenUsed,
    UnknownRecording,
    WrongState,
)
from appliance.domain.feedback import FACES, FEW, told
from appliance.domain.light import SIGNALS
from appliance.domain.people import checked_room, new_person, who_answer
from appliance.domain.purposes import PURPOSES, checked, narrowed, weakest
from appliance.domain.recording import (
    HOLDS_CONTENT,
    VIEWABLE,
    RecordingEvent,
    RecordingState,
    Standing,
    next_standing,
)
from appliance.domain.review import WORDS, ReviewCode
from appliance.domain.session import FILM_OPEN, TalkEvent, TalkState, next_talk_state
from appliance.recorder.paper_verbs import declaration_fields

MUNICIPALITY = {
    "name": "gemeente Voorbeeld",
    "controller": "Het college van gemeente Voorbeeld, Marktplein 1",
    "contact_person": "Noor Bakker",
    "contact_phone": "010 123 45 67",
    "contact_email": "film@voorbeeld.example",
    "fg_contact": "fg@voorbeeld.example",
    "dpia_number": "DPIA-2026-7",
}
POLICY = {
    "legal_basis": "uw toestemming",
    "review_window_days": 14,
    "retention_days": 180,
    "records_years": 5,
    "on_silence": "destroy",
    "max_talk_minutes": 90,
    "remind_minutes": 45,
    "children": "never",
}


def declaration_of(recording: str, *, at: datetime, reason: str = "withdrawn") -> dict[str, Any]:
    """The declaration of a film that was brought to the store and erased there, as the recorder tells it."""
    return declaration_fields(
        Destruction(
            recording=recording,
            film=recording,
            box="box-1",
            talk_day=(at - timedelta(days=20)).date(),
            reason=reason,
            decided_at=at - timedelta(hours=2),
            erased_at=at,
            slot="tpm2",
            recalled=True,
            review_ends=at - timedelta(days=6),
            retention_ends=at + timedelta(days=160),
            on_silence="destroy",
        )
    )


@dataclass
class Film:
    """A recording as the fake keeps it; ``data`` is the film in clear."""

    id: str
    talk_code: str
    klantmanager: str
    purposes: tuple[str, ...]
    codes: dict[str, ReviewCode]
    recorded_at: datetime
    review_ends: datetime
    standing: Standing = field(default_factory=lambda: Standing(RecordingState.RECORDING))
    seconds: float = 60.0
    gaps: int = 0
    data: bytes = b""
    index: dict[str, Any] = field(default_factory=dict)
    wipe_waits: bool = False

    @property
    def code(self) -> ReviewCode:
        """The client's."""
        return self.codes["client"]


class FakeBox:
    """Implements the console's ``BoxPort``. Public attributes are for tests to set and read."""

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

    # -- the port -------------------------------------------------------------------------------

    def ask(self, verb: str, **fields: Any) -> dict[str, Any]:
        return self.ask_body(verb, **fields)[0]

    def ask_body(self, verb: str, **fields: Any) -> tuple[dict[str, Any], bytes]:
        if not self.reachable:
            raise RecorderUnreachable
        check_request(Role.CONSOLE, {**json.loads(json.dumps(fields)), "verb": verb})
        answer = getattr(self, "_" + verb.replace(".", "_"))(**fields)
        reply, body = answer if isinstance(answer, tuple) else (answer, b"")
        return json.loads(json.dumps(reply)), body

    # -- what happens in the room ----------------------------------------------------------------

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

    # -- verbs: status and talk --------------------------------------------------------------------

    def _status(self, tablet: bool = False) -> dict[str, Any]:
        self.heartbeats += tablet
        review = self.talk_film and {
            "last_day": self.talk_film.review_ends.isoformat(),
            "ends_s": (self.talk_film.review_ends - self.now).total_seconds(),
        }
        return {
            "boot": self.boot,
            "now": self.now.isoformat(),
            "day_s": self.day_s,
            "room": "Spreekkamer 3",
            "light": SIGNALS[self.state].value,
            "talk": {
                "state": self.state.value,
                "talk_code": self.talk_code or None,
                "language": self.language or None,
                "klantmanager": self.klantmanager or None,
                "people": self._people(),
                "purposes": list(self._purposes()),
                "recording_id": self.talk_film.id if self.talk_film else None,
                "elapsed_s": self.elapsed_s,
                "countdown_s": 2.4 if self.state in (TalkState.STARTING, TalkState.STARTING_AGAIN) else None,
                "expires_s": 900.0,
                "sound": self.sound,
                "gaps": [30.0] * self.talk_film.gaps if self.talk_film else [],
                "can_resume": self.can_resume and self.state in (TalkState.PAUSED, TalkState.CLOSING),
                "notice": self.notice,
                "stopped_at": self.stopped_at.isoformat() if self.stopped_at else None,
                "stopped_by": self.stopped_by,
                "wipe_waits": bool(self.talk_film and self.talk_film.wipe_waits),
                "review": review or None,
            },
        }

    def _policy(self) -> dict[str, Any]:
        return {
            "box": "box-1",
            "room": "Spreekkamer 3",
            "municipality": MUNICIPALITY,
            "policy": self.policy,
            "purposes": self.purposes,
            "day_s": self.day_s,
            "simulated": True,
            "accepted_texts": self.accepted_texts,
        }

    def _talk_ask(self, klantmanager: str, language: str, people: list[str]) -> dict[str, Any]:
        everybody = checked_room(people, children=self.policy["children"])
        if self.state in FILM_OPEN:
            raise TalkRuns
        self._move(TalkEvent.ASK)
        self._forget_talk()
        self._talk_number += 1
        self.talk_code = f"MEREL-{4170 + self._talk_number}"
        self.klantmanager, self.language, self.people = klantmanager, language, everybody
        return {
            "talk_code": self.talk_code,
            "boot": self.boot,
            "box": "box-1",
            "room": "Spreekkamer 3",
            "max_duration_s": self.policy["max_talk_minutes"] * 60,
            "consent_s": 900,
        }

    def _talk_answer(self, talk_code: str, person: str, choice: str, **rest: Any) -> dict[str, Any]:
        self._same_talk(talk_code, TalkState.ASKED, TalkState.ASKED_AGAIN)
        if person not in who_answer(self.people):
            raise WrongState(person)
        self.answers_given.append({"person": person, "choice": choice, **rest})
        if choice != "yes":
            self._count("no")
            self._move(TalkEvent.NO)
            self._give_up()
            return {"state": self.state.value, "all_yes": False, "purposes": [], "people": []}
        self.yes[person] = (checked(rest["purposes"], offered=PURPOSES), rest["text"])
        return {
            "state": self.state.value,
            "all_yes": set(self.yes) == set(who_answer(self.people)),
            "purposes": list(self._purposes()),
            "people": list(self.people),
        }

    def _talk_consent(self, talk_code: str, token: str) -> dict[str, Any]:
        self._same_talk(talk_code, TalkState.ASKED, TalkState.ASKED_AGAIN)
        read = read_token(self.verifier, token)
        text = self.yes["client"][1]
        expected = ConsentExpectation(
            box="box-1",
            room="Spreekkamer 3",
            boot=self.boot,
            talk=self.talk_code,
            text=text,
            accepted_texts=frozenset(self.accepted_texts or [text]),
            purposes=frozenset(self._purposes()),
            people=frozenset(self.people),
            max_duration_s=self.policy["max_talk_minutes"] * 60,
        )
        check_token(read, expected=expected, now=self.now)
        if read.jti in {used.jti for used in self.tokens}:
            raise TokenUsed
        self._move(TalkEvent.ALL_YES)
        self.tokens.append(read)
        self.people_before = ()
        new = [person for person in who_answer(self.people) if person not in self.codes]
        self.codes.update({person: self._new_code() for person in new})
        return {
            "codes": [
                {
                    "person": person,
                    "review_words": list(self.codes[person].words),
                    "review_digits": self.codes[person].digits,
                }
                for person in new
            ],
            "review_last_day": (self.now + timedelta(days=14)).isoformat(),
            "erased_by": (self.now + timedelta(days=180)).isoformat(),
            "log_mark": "17-0123456789ab",
            "review_window_days": self.policy["review_window_days"],
        }

    def _declarations_find(self, month: str) -> dict[str, Any]:
        return {"declarations": [row for row in self.declarations if row["erased_at"].startswith(month)]}

    def _declarations_give(self, id: str) -> tuple[dict[str, Any], bytes]:
        known = {row["recording"]: row for row in self.declarations}
        if id in self.films:
            known[id] = declaration_of(id, at=self.now)
        if id not in known:
            raise UnknownRecording
        return {"declaration": known[id]}, f"spiegelbox/destruction/v1\n{id}\n".encode()

    def _talk_take_back(self, talk_code: str) -> dict[str, Any]:
        self._same_talk(talk_code)
        return self._moved(TalkEvent.TAKE_BACK)

    def _talk_visit(self) -> dict[str, Any]:
        self._give_up()
        return self._moved(TalkEvent.VISIT)

    def _talk_visitor_left(self) -> dict[str, Any]:
        return self._moved(TalkEvent.VISITOR_LEFT)

    def _talk_ask_again(self, talk_code: str, role: str) -> dict[str, Any]:
        self._same_talk(talk_code, TalkState.VISITED)
        person = new_person(role, self.people)
        everybody = checked_room((*self.people, person), children=self.policy["children"])
        self._move(TalkEvent.ASK_AGAIN)
        self.people_before, self.people, self.yes = self.people, everybody, {}
        return {"state": self.state.value, "people": list(self.people)}

    def _talk_pause(self) -> dict[str, Any]:
        return self._moved(TalkEvent.PAUSE)

    def _talk_resume(self) -> dict[str, Any]:
        if self.state is not TalkState.PAUSED:
            raise WrongState
        return self._moved(TalkEvent.ALLOW_AGAIN)

    def _talk_resume_part(self) -> dict[str, Any]:
        if self.state is not TalkState.CLOSING:
            raise WrongState
        return self._moved(TalkEvent.ALLOW_AGAIN)

    def _talk_stop(self, discard: bool = False) -> dict[str, Any]:
        return self._moved(TalkEvent.STOP)

    def _talk_self_test(self) -> dict[str, Any]:
        self.notice = None
        return self._moved(TalkEvent.FILM_WAITS if self.talk_film else TalkEvent.SELF_TEST_OK)

    def _talk_wipe_tail(self, minutes: int) -> dict[str, Any]:
        if self.talk_film is None:
            raise WrongState
        self.wiped_minutes.append(minutes)
        self.talk_film.seconds = max(0.0, self.talk_film.seconds - 60 * minutes)
        self.talk_film.gaps += 1
        return {"state": self.state.value}

    def _talk_closing(self, answer: str) -> dict[str, Any]:
        film = self.talk_film
        self._move(TalkEvent.ANSWERED)
        assert film is not None
        if answer != "look":
            self._turn(film, RecordingEvent.CONFIRM if answer == "keep" else RecordingEvent.WITHDRAW)
        self._forget_talk()
        return {"state": self.state.value}

    # -- verbs: looking back -------------------------------------------------------------------------

    def _review_open(self, code: str) -> dict[str, Any]:
        film = self._film_of(code)
        if film.code != ReviewCode.parse(code):
            raise CodeWithdrawsOnly
        if film.standing.state not in VIEWABLE:
            raise WrongState
        playback = f"playback-{len(self.playbacks) + 1}"
        self.playbacks[playback] = film.id
        wiped, film.wipe_waits = film.wipe_waits, False
        return {"playback": playback, "wiped": wiped, "recording": self._row(film)}

    def _review_index(self, playback: str) -> tuple[dict[str, Any], bytes]:
        return {}, json.dumps(self._playing(playback).index).encode()

    def _review_read(self, playback: str, offset: int, length: int) -> tuple[dict[str, Any], bytes]:
        assert length <= READ_BYTES
        return {}, self._playing(playback).data[offset : offset + length]

    def _review_copy(self, playback: str) -> dict[str, Any]:
        self.copy_left = b"age-encryption.org/v1\n" + bytes(len(self._playing(playback).data))
        return {"words": list(WORDS[:8]), "size_bytes": len(self.copy_left)}

    def _review_copy_read(self, playback: str) -> tuple[dict[str, Any], bytes]:
        self._playing(playback)
        piece, self.copy_left = self.copy_left[:300], self.copy_left[300:]
        return {}, piece

    def _review_close(self, playback: str) -> dict[str, Any]:
        self.playbacks.pop(playback, None)
        return {}

    def _review_progress(self, playback: str) -> dict[str, Any]:
        self._playing(playback)
        return {"done": self.cut_done}

    def _review_confirm(self, playback: str) -> dict[str, Any]:
        film = self._playing(playback)
        self._turn(film, RecordingEvent.CONFIRM)
        return {"recording": self._row(film)}

    def _review_withdraw(self, playback: str) -> dict[str, Any]:
        film = self._playing(playback)
        self.playbacks.pop(playback)
        return self._withdraw(film)

    def _review_narrow(self, playback: str, purposes: list[str]) -> dict[str, Any]:
        film = self._playing(playback)
        film.purposes = narrowed(film.purposes, purposes)
        return {"recording": self._row(film)}

    def _review_cut(self, playback: str, pieces: list[list[float]]) -> dict[str, Any]:
        film = self._playing(playback)
        self.cut_may_end.wait(60)
        film.seconds -= sum(end - start for start, end in pieces)
        film.gaps += len(pieces)
        return {"recording": self._row(film)}

    def _withdraw_by_code(self, code: str) -> dict[str, Any]:
        return self._withdraw(self._film_of(code))

    # -- verbs: staff --------------------------------------------------------------------------------

    def _recordings_mine(self, klantmanager: str) -> dict[str, Any]:
        return {"recordings": [self._row(f) for f in self.films.values() if f.klantmanager == klantmanager]}

    def _recordings_find(
        self, date: str, klantmanager: str | None = None, room: str | None = None
    ) -> dict[str, Any]:
        if room not in (None, "Spreekkamer 3"):
            return {"recordings": []}
        that_day = [f for f in self.films.values() if f.recorded_at.date().isoformat() == date]
        return {"recordings": [self._row(f) for f in that_day if klantmanager in (None, f.klantmanager)]}

    def _recordings_by_code(self, code: str) -> dict[str, Any]:
        return {"recording": self._row(self._film_of(code))}

    def _recordings_withdraw_own(self, id: str, klantmanager: str) -> dict[str, Any]:
        if self._film(id).klantmanager != klantmanager:
            raise UnknownRecording
        if self._film(id).standing.state is RecordingState.FROZEN:
            raise WrongState
        return self._withdraw(self._film(id))

    def _recordings_klantmanager_left(
        self, klantmanager: str, by: list[str], keep: list[str]
    ) -> dict[str, Any]:
        theirs = [
            film
            for film in self.films.values()
            if film.klantmanager == klantmanager and film.standing.state in HOLDS_CONTENT
        ]
        if not set(keep) <= {film.id for film in theirs}:
            raise UnknownRecording
        going = [
            film
            for film in theirs
            if film.id not in keep and film.standing.state is not RecordingState.FROZEN
        ]
        for film in going:
            self._turn(film, RecordingEvent.WITHDRAW)
        return {"destroyed": len(going), "kept": len(theirs) - len(going)}

    def _recordings_withdraw(self, id: str, by: list[str]) -> dict[str, Any]:
        return self._withdraw(self._film(id))

    def _recordings_freeze(self, id: str, by: list[str], days: int) -> dict[str, Any]:
        self._turn(self._film(id), RecordingEvent.FREEZE)
        return {"recording": self._row(self._film(id))}

    def _recordings_thaw(self, id: str, by: list[str]) -> dict[str, Any]:
        self._turn(self._film(id), RecordingEvent.THAW)
        return {"recording": self._row(self._film(id))}

    def _feedback_give(self, face: str, line: str) -> dict[str, Any]:
        self.opinions.append((face, line))
        return {}

    def _feedback_month(self, month: str) -> dict[str, Any]:
        given = [(face, line) for face, line in self.opinions if month < self.now.strftime("%Y-%m")]
        counts = {face: sum(said == face for said, _ in given) for face in FACES}
        lines = tuple(line for _, line in given if line)
        found = told(month, now=self.now, faces=counts, lines=lines)
        return {
            "month": month,
            "room": "Spreekkamer 3",
            "over": found.over,
            "fewer_than": FEW,
            "faces": dict(found.faces),
            "lines": list(found.lines),
        }

    def _queue(self) -> dict[str, Any]:
        places = {"released": "waiting", "in_store": "safe", "recalling": "erasing"}
        placed = [(places.get(film.standing.state.value), film) for film in self.films.values()]
        sending = {film_id: parts for film_id, parts in self.sending.items() if parts[0] < parts[1]}
        rows = [
            {
                "id": film.id,
                "started_at": film.recorded_at.isoformat(),
                "place": "sending" if place == "waiting" and film.id in sending else place,
                "size_bytes": len(film.data),
                "parts_done": sending.get(film.id, (0, 0))[0],
                "parts": sending.get(film.id, (0, 0))[1],
                "next_attempt": None,
            }
            for place, film in placed
            if place
        ]
        counts = {word: sum(r["place"] == word for r in rows) for word in (*places.values(), "sending")}
        return {"trouble": self.store_trouble, "counts": counts, "rows": rows, "quiet": False}

    def _health(self) -> dict[str, Any]:
        parts = [
            {"part": "camera", "ok": True, "sentence": "De camera doet het.", "next_step": ""},
            {
                "part": "microfoon",
                "ok": False,
                "sentence": "Geen geluid.",
                "next_step": "Kijk naar de kabel.",
            },
        ]
        return {"parts": parts, "counters": {"2026-11": self.counters}, "version": "0.1.0"}

    # -- inside --------------------------------------------------------------------------------------

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

    @property
    def code(self) -> ReviewCode | None:
        """The client's code of the talk of now."""
        return self.codes.get("client")

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
