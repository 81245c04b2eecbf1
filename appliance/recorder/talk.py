"""One talk, as the recorder knows it: who is in the room, what they said, and what came of it.

Values only; the rules that move a talk on stand in the rooms around the stage (stage.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from appliance.domain.consent import ConsentToken
from appliance.domain.people import Outcome, outcome, who_answer
from appliance.domain.purposes import weakest
from appliance.domain.session import TalkState
from appliance.recorder.code_keeper import CodeKeeper
from appliance.recorder.notices import Notice


@dataclass(slots=True)
class Answer:
    """What one person in the room said."""

    yes: bool
    purposes: tuple[str, ...]
    text: str  # hash of the text this person saw
    read_aloud: bool
    via_tolk: bool
    said_at: datetime


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """The yes that stood before somebody came in."""

    people: tuple[str, ...]
    answers: dict[str, Answer]


@dataclass(slots=True)
class Talk:
    """A talk from the question to the answer on "Nog steeds goed?"."""

    code: str
    klantmanager: str
    language: str
    people: tuple[str, ...]
    answers: dict[str, Answer] = field(default_factory=dict)
    asked_before: AskedBefore | None = None  # while everybody is asked anew
    token: ConsentToken | None = None
    keeper: CodeKeeper | None = None  # knows the client's code, so that the talk need not
    tags: dict[str, bytes] = field(default_factory=dict)  # of everybody's code, by person
    film_purposes: tuple[str, ...] = ()  # what the film is sealed for, once there is one
    recording_id: str = ""
    film: str = ""
    file_key: bytes = b""  # only while the film is open
    kept_s: float = 0.0  # film made before the running take
    kept_since_s: float | None = None  # monotonic start of the running take
    gaps: tuple[float, ...] = ()
    wipes: tuple[tuple[float, float], ...] = ()
    sound: bool = True
    reminded: bool = False
    discard: bool = False  # "stoppen en weggooien": no closing question
    stopped_at: datetime | None = None
    stopped_by: str = ""  # the event that stopped it, such as "limit"

    @property
    def all_yes(self) -> bool:
        """Tell whether everybody who must say yes did."""
        said = {person: answer.yes for person, answer in self.answers.items()}
        return outcome(self.people, said) is Outcome.YES

    @property
    def purposes(self) -> tuple[str, ...]:
        """What everybody who answered so far allowed; a film is never seen by more than at its start."""
        said = [answer.purposes for answer in self.answers.values()]
        return weakest([self.film_purposes, *said] if self.film_purposes else said)

    @property
    def without_code(self) -> tuple[str, ...]:
        """Who must answer and has no code yet."""
        return tuple(person for person in who_answer(self.people) if person not in self.tags)

    def ask_again(self, everybody: tuple[str, ...]) -> None:
        """Forget the answers and ask these people, who are more than before."""
        self.asked_before = AskedBefore(self.people, self.answers)
        self.people, self.answers = everybody, {}

    def asked_as_before(self) -> None:
        """Go back to the yes that stood before; nothing happens when nobody was asked anew."""
        if self.asked_before is not None:
            self.people, self.answers = self.asked_before.people, self.asked_before.answers
            self.asked_before = None

    def film_s(self, now_s: float) -> float:
        """Return the seconds of film so far."""
        running = now_s - self.kept_since_s if self.kept_since_s is not None else 0.0
        return self.kept_s + running

    def pause_clock(self, now_s: float) -> None:
        """Stop counting film time."""
        self.kept_s, self.kept_since_s = self.film_s(now_s), None

    def forget_keys(self) -> None:
        """Let go of the film's key and end the process that knows the code."""
        self.file_key = b""
        if self.keeper is not None:
            self.keeper.close()
            self.keeper = None


@dataclass(frozen=True, slots=True)
class TalkView:
    """What a screen may know about the talk. Seconds; ``None`` where there is none."""

    state: TalkState
    talk: Talk | None
    film_s: float
    countdown_s: float | None
    expires_s: float | None
    notice: Notice | None
