"""Letters in plain Dutch, to print: filled with the municipality's own values, and a line for each name.

No name and no address of a client is asked or kept: the contact person writes them on the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from console.box import moment, read_status
from console.contactpersoon.blueprint import bp, for_contactpersonen
from console.contactpersoon.finding import asked_date, found_row
from console.papers import Paper, read_paper
from console.parts import parts
from console.wording import day_text, time_text

# In the order in which they are needed.
NAMES = ("informatie", "inzage", "bevriezing", "intrekking", "gewist")
LETTERS: Mapping[str, Paper] = {
    name: read_paper(Path(__file__).parent / "letters" / f"{name}.toml") for name in NAMES
}


@bp.get("/brieven")
@for_contactpersonen
def list_letters() -> ResponseReturnValue:
    return render_template(
        "contactpersoon/letters.html",
        letters=LETTERS.values(),
        about=request.args.get("opname", ""),
        asked=asked_date(),
    )


@bp.get("/brieven/<name>")
@for_contactpersonen
def show_letter(name: str) -> ResponseReturnValue:
    if name not in LETTERS:
        abort(404)
    about = request.args.get("opname", "")
    return render_template(
        "contactpersoon/letter.html", letter=letter(name, row=found_row(about) if about else None)
    )


def letter(
    name: str, *, row: Mapping[str, Any] | None = None, withdrawn_at: datetime | None = None
) -> dict[str, Any]:
    """Return a letter to print: its ``paper`` with every known value in it, and what stands around it."""
    policy = parts().box.ask("policy")
    today = read_status(parts().box, tablet=False).now
    values: dict[str, object] = {**policy["municipality"], **policy["policy"], "room": policy["room"]}
    if row:
        values |= {
            "talk_code": row["talk_code"],
            "recorded_day": day_text(row["recorded_at"]),
            "recorded_time": time_text(row["recorded_at"]),
            "freeze_day": _day(row.get("freeze_ends")),
            "last_day": _day(row.get("review_ends")),
        }
    if withdrawn_at:
        values |= {"withdrawn_day": day_text(withdrawn_at), "withdrawn_time": time_text(withdrawn_at)}
    return {
        "paper": LETTERS[name].filled(values),
        "municipality": policy["municipality"],
        "today": day_text(today),
        "talk_code": row["talk_code"] if row else "",
    }


def _day(value: str | None) -> str:
    return day_text(moment(value)) if value else ""
