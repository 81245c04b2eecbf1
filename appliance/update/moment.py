"""Is this a good moment to update or to restart? Pure: what is seen goes in, every obstacle comes out.

Only when nobody needs the box: camera off, nobody in the room, nobody looking back, nothing on its way to
the store, and no client whose last day to look back or to say no could be missed should the box stay away. A
restart takes minutes; a box that does not come back takes until beheer has a new card, which is why a whole
day counts. Source: journeys 41; docs/beheer/update.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.timetable import QuietSpan, is_quiet

LAST_DAY = timedelta(hours=24)
RESTART_TAKES = timedelta(hours=1)  # with a trial that fails and the way back
NOBODY_FOR_S = 30 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the recorder and the box say now. ``quiet_s``: for so long nobody used tablet or button."""

    now: datetime
    clock_known: bool
    talk_idle: bool
    needs_help: bool
    quiet_s: float
    looking_back: bool
    delivering: bool
    window_ends: tuple[datetime, ...]  # of every film that a client can still look at or take back


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why not now: a word for programs, a Dutch sentence for people."""

    code: str
    sentence: str


def obstacles(
    seen: Situation, *, hours: Iterable[QuietSpan] | None = None, brief: bool = False
) -> tuple[Obstacle, ...]:
    """Return every reason not to update now; none means yes.

    ``hours`` are the hours of the night in which it may happen by itself; None when a person asks for it.
    ``brief``: only the programs start anew, on the version that works. That is in nobody's way but theirs who
    use the box this minute.
    """
    night = None if hours is None else tuple(hours)
    found = [
        Obstacle(code, sentence)
        for code, applies, sentence in _TABLE
        if applies(seen) and not (brief and code not in _EVEN_BRIEFLY)
    ]
    if night is not None and not is_quiet(night, seen.now.astimezone().time()):
        found.append(Obstacle("hours", "Het is niet de tijd voor updates."))
    return tuple(found)


def _last_day(seen: Situation) -> bool:
    return any(seen.now < end <= seen.now + LAST_DAY + RESTART_TAKES for end in seen.window_ends)


_EVEN_BRIEFLY = {"talk", "looking-back"}
_TABLE: tuple[tuple[str, Callable[[Situation], bool], str], ...] = (
    ("clock", lambda seen: not seen.clock_known, "De box weet niet hoe laat het is."),
    ("help", lambda seen: seen.needs_help, "De box heeft zelf hulp nodig: kijk op de tablet."),
    ("talk", lambda seen: not seen.talk_idle and not seen.needs_help, "Er loopt een gesprek."),
    (
        "people",
        lambda seen: seen.talk_idle and seen.quiet_s < NOBODY_FOR_S,
        "Er was net nog iemand in de kamer.",
    ),
    ("looking-back", lambda seen: seen.looking_back, "Een cliënt kijkt een opname terug."),
    ("delivering", lambda seen: seen.delivering, "Er is een opname onderweg naar de opslag."),
    ("last-day", _last_day, "Voor een opname is dit de laatste dag van de bedenktijd."),
)
