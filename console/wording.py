"""How labels and times read on every screen. In the demo a day lasts seconds, and reads as a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask, g
from flask_babel import (  # type: ignore[import-untyped]  # ships no types
    format_datetime,
    get_locale,
    gettext,
    to_user_timezone,
)

from console.box import moment
from console.parts import parts

DAY_S = 86_400.0


def _(sentence: str) -> str:
    """Return a label in the language of the page."""
    return str(gettext(sentence))


def day_text(value: datetime | str | float, day_s: float = DAY_S) -> str:
    """Return a day as people say it: ``zaterdag 6 december 2026``, in the demo ``14:05:20``."""
    when = value if isinstance(value, datetime) else moment(value)
    return str(format_datetime(when, "HH:mm:ss" if day_s != DAY_S else "EEEE d MMMM y"))


def time_text(value: datetime | str | float) -> str:
    """Return a time of day: ``14:05``."""
    when = value if isinstance(value, datetime) else moment(value)
    return str(format_datetime(when, "HH:mm"))


def local_day(value: datetime | str | float) -> date:
    """Return the day on the wall of the room."""
    when = value if isinstance(value, datetime) else moment(value)
    day: date = to_user_timezone(when).date()
    return day


def minutes_text(seconds: float) -> str:
    """Return a length in whole minutes, at least one."""
    return str(max(1, round(seconds / 60)))


def add_wording(app: Flask) -> None:
    """Give the templates these wordings, and what every page shows."""
    app.jinja_env.filters.update(day=day_text, time=time_text, minutes=minutes_text, translated=_)
    app.context_processor(_on_every_page)


def _on_every_page() -> dict[str, Any]:
    locale = get_locale()
    return {
        "demo": parts().demo,
        "account": g.get("account"),
        "tablet": g.get("tablet"),
        "language": locale.language,
        "direction": locale.text_direction,
    }
