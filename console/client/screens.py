"""Which screen the tablet shows: a pure choice from the talk, the progress and the last word.

The box decides what is true; the progress only says how far people are inside the question. A red lamp
always has the recording screen beside it, whatever the tablet was doing.
"""

from __future__ import annotations

from dataclasses import dataclass

from console.box import Talk
from console.client.room import Farewell, Progress

# How long a page without JavaScript waits before it asks again, in seconds.
REFRESH_S = {
    "idle": 10,
    "waiting": 2,
    "starting": 1,
    "recording": 4,
    "paused": 4,
    "allowed_again": 2,
    "visited": 4,
    "saving": 1,
    "stopped": 30,
    "closing": 30,
    "help": 5,
}
NEUTRAL_S = 60
# The screens of the question itself: what is read aloud here, the record of the answer tells.
QUESTION = frozenset({"explain", "watch", "teach-back", "choice", "short"})
# On these the client may take a while to read or decide: after a minute they hide themselves.
HIDES = frozenset(
    {"language", "explain", "watch", "teach-back", "choice", "handover", "short", "review_code"}
)


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen by its template's name, and the person it is for."""

    name: str
    person: str = "client"


def page_key(screen: Screen, talk: Talk) -> str:
    """Return what a shown page stands for: when it becomes another, the page must be fetched anew."""
    notice = talk.notice.code if talk.notice else ""
    return ":".join((screen.name, screen.person, talk.code, notice, "" if talk.sound else "silent"))


def screen_of(talk: Talk, progress: Progress, farewell: Farewell | None) -> Screen:
    """Return the screen for this moment."""
    screen = _by_state(talk, progress, farewell)
    return Screen("resting", screen.person) if progress.resting and screen.name in HIDES else screen


def _by_state(talk: Talk, progress: Progress, farewell: Farewell | None) -> Screen:
    match talk.state:
        case "idle":
            return Screen(farewell.kind if farewell else "idle")
        case "asked" | "asked_again":
            return _asked(talk, progress)
        case "consented":
            return _consented(progress)
        case "closing":
            return _closing(progress)
        case "allowed_again":  # a person who came in gets a code before the button may be pressed
            return _next_code(progress) or Screen("allowed_again")
        case "starting_again":
            return Screen("starting")
        case other:
            return Screen(other)


def _asked(talk: Talk, progress: Progress) -> Screen:
    person = talk.next_person
    if person is None:  # everybody said yes, and the box did not get the token
        return Screen("ask_again")
    if person == "client" and talk.state == "asked":
        return Screen(progress.step.value)
    return Screen("short" if progress.handed_to == person else "handover", person)


def _consented(progress: Progress) -> Screen:
    if progress.codes_seen:
        return Screen("waiting")
    # A code is shown once. Lost on the way means: ask again, rather than film without a way back.
    return _next_code(progress) or Screen("ask_again")


def _next_code(progress: Progress) -> Screen | None:
    """Return the screen of the next code: on the tablet in its own person's hands, or on its way there."""
    if progress.code is None:
        return None
    person = progress.code.person
    return Screen("review_code" if progress.handed_to == person else "handover", person)


def _closing(progress: Progress) -> Screen:
    if progress.stop_tapped:
        return Screen("stopped")
    # Somebody pressed the button before the codes were written down: nobody leaves without one.
    return _next_code(progress) or Screen("closing")
