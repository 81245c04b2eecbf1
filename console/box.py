"""The box as the console sees it: one port, and the talk read out of its ``status`` answer.

The console may only ask; the recorder decides. Errors come back as the recorder's own classes, with a
Dutch sentence and a next step, and are shown as they are. Nothing here keeps an answer for later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

# A film is being made, or waits to go on: it must be stopped before there can be another talk.
FILMING = frozenset(
    {
        "starting",
        "recording",
        "paused",
        "allowed_again",
        "starting_again",
        "visited",
        "asked_again",
        "saving",
    }
)
TALKING = FILMING | {"asked", "consented"}


class BoxPort(Protocol):
    """What the console needs of ``appliance.control.ControlClient``.

    Both raise the recorder's error class, or RecorderUnreachable.
    """

    def ask(self, verb: str, **fields: Any) -> dict[str, Any]:
        """Return the reply to one verb of the role *console*."""
        ...

    def ask_body(self, verb: str, **fields: Any) -> tuple[dict[str, Any], bytes]:
        """Return the reply and the raw bytes behind it."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """What the box wants to say, in words a person can use."""

    code: str
    sentence: str
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """The talk in the room, as the recorder tells it. ``answers`` is None for who did not answer yet."""

    state: str
    code: str
    language: str
    klantmanager: str
    answers: dict[str, str | None]
    purposes: tuple[str, ...]
    elapsed_s: float
    countdown_s: float
    expires_s: float
    sound: bool
    can_resume: bool
    notice: Notice | None
    stopped_at: datetime | None
    stopped_by: str  # the recorder's word, such as "limit"
    wipe_waits: bool  # minutes the client had wiped are still there: only a look back takes them out
    last_day: datetime | None

    @property
    def next_person(self) -> str | None:
        """Return who must answer now: the client first, then the others in their order."""
        return next((person for person, answer in self.answers.items() if answer is None), None)


@dataclass(frozen=True, slots=True)
class Status:
    """The box at this moment."""

    boot: str
    room: str
    now: datetime
    day_s: float
    light: str
    talk: Talk


def read_status(box: BoxPort, *, tablet: bool) -> Status:
    """Ask the box how it is; ``tablet=True`` also counts as the tablet's heartbeat."""
    reply = box.ask("status", tablet=tablet)
    return Status(
        boot=reply["boot"],
        room=reply["room"],
        now=moment(reply["now"]),
        day_s=float(reply["day_s"]),
        light=reply["light"],
        talk=_read_talk(reply["talk"]),
    )


def moment(value: str | float) -> datetime:
    """Return a time on the wire (ISO 8601, or Unix seconds) as aware UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    return datetime.fromtimestamp(value, UTC)


def _read_talk(talk: Mapping[str, Any]) -> Talk:
    notice, stopped_at, review = talk["notice"], talk["stopped_at"], talk.get("review")
    return Talk(
        state=talk["state"],
        code=talk["talk_code"] or "",
        language=talk["language"] or "nl",
        klantmanager=talk["klantmanager"] or "",
        answers={row["person"]: row["answer"] for row in talk["people"] or ()},
        purposes=tuple(talk["purposes"] or ()),
        elapsed_s=talk["elapsed_s"] or 0.0,
        countdown_s=talk["countdown_s"] or 0.0,
        expires_s=talk["expires_s"] or 0.0,
        sound=talk["sound"],
        can_resume=talk["can_resume"],
        notice=Notice(notice["code"], notice["sentence"], notice["next_step"]) if notice else None,
        stopped_at=moment(stopped_at) if stopped_at else None,
        stopped_by=talk["stopped_by"],
        wipe_waits=talk["wipe_waits"],
        last_day=moment(review["last_day"]) if review else None,
    )
