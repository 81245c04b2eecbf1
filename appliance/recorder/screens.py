"""What the recorder tells the screens, as plain JSON values. No decision is taken here."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from appliance.domain.people import who_answer
from appliance.domain.retention import Terms
from appliance.domain.session import TalkState
from appliance.recorder.talk import TalkView
from appliance.settings.model import Settings
from appliance.store.state import RecordingRow

Fields = dict[str, object]


def talk_fields(view: TalkView, *, now: datetime, terms: Terms, day: timedelta) -> Fields:
    """Return the talk for the status answer; its dates are those of a talk that would end now."""
    talk = view.talk
    return {
        "state": view.state.value,
        "talk_code": talk.code if talk else None,
        "language": talk.language if talk else None,
        "klantmanager": talk.klantmanager if talk else None,
        "people": [
            {"person": person, "answer": "yes" if person in talk.answers else None}
            for person in who_answer(talk.people)
        ]
        if talk
        else [],
        "purposes": list(talk.purposes) if talk else [],
        "recording_id": (talk.recording_id or None) if talk else None,
        "elapsed_s": round(view.film_s, 1),
        "countdown_s": _rounded(view.countdown_s),
        "expires_s": _rounded(view.expires_s),
        "sound": talk.sound if talk else True,
        "gaps": list(talk.gaps) if talk else [],
        "can_resume": bool(talk and talk.keeper) and view.state in (TalkState.PAUSED, TalkState.CLOSING),
        "notice": asdict(view.notice) if view.notice else None,
        "stopped_at": _iso(talk.stopped_at) if talk else None,
        "stopped_by": talk.stopped_by if talk else "",
        "wipe_waits": bool(talk and talk.wipes and not talk.file_key),
        "review": promise_fields(talk.purposes, now=now, terms=terms, day=day) if talk else None,
    }


def promise_fields(purposes: tuple[str, ...], *, now: datetime, terms: Terms, day: timedelta) -> Fields:
    """Return until when a client can say no, and when the film is gone at the latest."""
    dates = terms.deadlines(now, purposes or ("self",), day=day)
    return {
        "last_day": _iso(dates.review_ends),
        "ends_s": (dates.review_ends - now).total_seconds(),
        "erased_by": _iso(dates.retention_ends),
    }


def recording_fields(row: RecordingRow, *, now: datetime) -> Fields:
    """Return a recording for a list or a look back; ``ends_s`` are real seconds until the window is over."""
    dates = row.dates if row.finished_at else None  # counted from the end of the talk
    left = dates.review_ends - now if dates else timedelta(0)
    return {
        "id": row.id,
        "talk_code": row.talk_code,
        "state": row.standing.state.value,
        "frozen_from": row.standing.frozen_from.value if row.standing.frozen_from else None,
        "purposes": list(row.purposes),
        "seconds": round(row.seconds, 1),
        "recorded_at": _iso(row.started_at),
        "review_ends": _iso(dates.review_ends) if dates else None,
        "retention_ends": _iso(dates.retention_ends) if dates else None,
        "freeze_ends": _iso(dates.freeze_ends) if dates else None,
        "ends_s": max(0.0, round(left.total_seconds(), 1)),
        "gaps": list(row.gaps),
        "sound": row.sound,
        "wipe_waits": bool(row.unfinished_cuts),
    }


def policy_fields(settings: Settings, *, day_s: float, simulated: bool, texts: frozenset[str]) -> Fields:
    """Return what the client is told about who films, why and for how long."""
    return {
        "box": settings.box.id,
        "room": settings.box.room,
        "municipality": asdict(settings.municipality),
        "policy": asdict(settings.policy),
        "purposes": [
            {"key": key, "title": purpose.title, "retention_days": settings.terms.retention_days[key]}
            for key, purpose in settings.purposes.items()
        ],
        "day_s": day_s,
        "simulated": simulated,
        "accepted_texts": sorted(texts),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)
