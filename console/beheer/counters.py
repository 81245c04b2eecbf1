"""The counters per month, and what clients thought of it: per month and room, small numbers hidden."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from console.beheer.blueprint import bp, for_beheer
from console.beheer.counts import FEW, months_before, rows
from console.box import read_status
from console.parts import parts
from console.wording import local_day

MONTHS_BACK = 12


@bp.get("/tellers")
@for_beheer
def counters() -> ResponseReturnValue:
    status = read_status(parts().box, tablet=False)
    this_month = f"{local_day(status.now):%Y-%m}"
    opinions = [parts().box.ask("feedback.month", month=m) for m in months_before(this_month, MONTHS_BACK)]
    return render_template(
        "beheer/counters.html",
        rows=list(rows(parts().box.ask("health")["counters"], this_month=this_month)),
        few=FEW,
        opinions=[row for row in opinions if row["lines"] or any(row["faces"].values())],
        status=status,
    )
