"""The talk of the recorder in memory: the verbs of the status, the question, the film and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from appliance.control import read_token
from appliance.domain.consent import ConsentExpectation, check_token
from appliance.domain.errors import TalkRuns, TokenUsed, WrongState
from appliance.domain.light import SIGNALS
from appliance.domain.people import checked_room, new_person, who_answer
from appliance.domain.purposes import PURPOSES, checked
from appliance.domain.recording import RecordingEvent
from appliance.domain.session import FILM_OPEN, TalkEvent, TalkState
from tests.console.fake_policy import MUNICIPALITY
from tests.console.fake_state import FakeState


class FakeTalk(FakeState):
    """Answers ``status``, ``policy`` and every ``talk`` verb."""

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
