"""How far the people in the room are with the question, in memory and for one talk only.

Another talk code wipes everything. It holds no name; the review code lies here between the yes and the
moment it was written down, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from console.texts.catalogue import SOURCE_LANGUAGE

FAREWELL_S = 30.0
AFTER_A_FILM = frozenset({"kept", "discarded"})  # the last words of a talk that was filmed


class Step(Enum):
    """The client's own screens, in their order (journeys, step 4)."""

    LANGUAGE = "language"
    EXPLAIN = "explain"
    WATCH = "watch"
    TEACH_BACK = "teach-back"
    CHOICE = "choice"

    def before(self) -> Step:
        """Return the step to go back to; the first stays where it is."""
        steps = list(Step)
        return steps[max(0, steps.index(self) - 1)]


@dataclass(frozen=True, slots=True)
class ReviewCode:
    """One person's code. Any code withdraws the film, only the client's shows it.

    ``digits`` are for who reads another script.
    """

    person: str
    words: tuple[str, ...]
    digits: str
    last_day: datetime
    erased_by: datetime
    log_mark: str  # where the box's log stood: whoever holds the slip can prove it later
    window_days: int


@dataclass(slots=True)
class Progress:
    """How far this talk is on the tablet."""

    talk_code: str
    language: str = SOURCE_LANGUAGE
    step: Step = Step.LANGUAGE
    purposes: tuple[str, ...] = ("self",)
    read_aloud: bool = False
    heard: bool = False  # the ear was used on a screen of the question
    via_tolk: bool = False
    handed_to: str = "client"
    codes: tuple[ReviewCode, ...] = ()  # still to be written down, each by its own person
    codes_seen: bool = False
    resting: bool = False  # sixty seconds without a touch
    stop_tapped: bool = False  # the client's own STOP: first keep or throw away

    @property
    def code(self) -> ReviewCode | None:
        """The code that the person with the tablet must write down now."""
        return self.codes[0] if self.codes else None

    @property
    def has_a_yes(self) -> bool:
        """Whether everybody said yes and nobody took it back."""
        return bool(self.codes) or self.codes_seen

    def take_codes(self, codes: Sequence[ReviewCode]) -> None:
        """Show these codes, first that of who answered last and has the tablet; the client's is the last."""
        self.codes, self.codes_seen = tuple(reversed(codes)), False

    def code_taken(self) -> None:
        """Forget the code that was written down."""
        self.codes = self.codes[1:]
        self.codes_seen = not self.codes

    def forget_codes(self) -> None:
        """Forget every code: the yes they belong to is gone."""
        self.codes, self.codes_seen = (), False


@dataclass(frozen=True, slots=True)
class Farewell:
    """The last word after a talk, shown for a short while. ``kind`` is a screen's name."""

    kind: str
    until: float
    last_day: datetime | None = None
    wipe_waits: bool = False


class Room:
    """The one room of this box, on a monotonic ``clock`` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._progress = Progress("")
        self._farewell: Farewell | None = None
        self._opinion_is_open = False

    @property
    def shown(self) -> Progress:
        """What the tablet showed last, before anybody asks about another talk."""
        return self._progress

    @property
    def language(self) -> str:
        """The language of the talk, and of the screens after it until the tablet rests."""
        return self._progress.language

    def progress(self, talk_code: str, language: str = SOURCE_LANGUAGE) -> Progress:
        """Return the progress of this talk, which begins in ``language``; of any other talk nothing stays."""
        if self._progress.talk_code != talk_code:
            self._progress = Progress(talk_code, language if talk_code else self.language)
        return self._progress

    def take_over(self, progress: Progress) -> None:
        """Go on from here with a talk that was just begun."""
        self._progress = progress

    def speak(self, language: str) -> None:
        """Let somebody without a talk choose a language: to look back, or to withdraw."""
        if not self._progress.talk_code:
            self._progress.language = language

    def rest(self) -> None:
        """Forget who was here: outside a talk the tablet is Dutch again."""
        self.speak(SOURCE_LANGUAGE)

    def say_farewell(self, kind: str, *, last_day: datetime | None = None, wipe_waits: bool = False) -> None:
        """Show one last word for a short while."""
        self._farewell = Farewell(kind, self._clock() + FAREWELL_S, last_day, wipe_waits)

    def farewell(self) -> Farewell | None:
        """Return the last word, while it still stands."""
        if self._farewell is not None and self._clock() >= self._farewell.until:
            self._farewell = None
        return self._farewell

    def forget_farewell(self) -> None:
        """Go back to the neutral page."""
        self._farewell = None
        self._opinion_is_open = False

    def open_opinion(self) -> bool:
        """Return whether the one question after a talk may be asked: from its last word on, until a rest."""
        if self._farewell is not None and self._farewell.kind in AFTER_A_FILM:
            self._opinion_is_open = True
        return self._opinion_is_open

    def take_opinion(self) -> bool:
        """Return whether the question was open; an answer closes it."""
        was_open, self._opinion_is_open = self._opinion_is_open, False
        return was_open
