"""One talk, as the recorder knows it: who is in the room, what they said, and what came of it.

Values only; the rules that move a talk on stand in conversation.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from appliance.domain.consent import ConsentToken
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


@dataclass(slots=True)
class Talk:
    """A talk from the question to the answer on "Nog steeds goed?"."""

    code: str
    klantmanager: str
    language: str
    people: tuple[str, ...]
    answers: dict[str, Answer] = field(default_factory=dict)
    token: ConsentToken | None = None
    keeper: CodeKeeper | None = None  # knows the review code, so that the talk need not
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

    @property
    def all_yes(self) -> bool:
        """Tell whether everybody in the room said yes."""
        return all(person in self.answers and self.answers[person].yes for person in self.people)

    @property
    def purposes(self) -> tuple[str, ...]:
        """What everybody who answered so far allowed."""
        return weakest([answer.purposes for answer in self.answers.values()])

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
