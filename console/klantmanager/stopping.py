"""A film that still runs when somebody wants to begin a new talk: it is stopped first, and its end can go.

Perhaps both people left and the next client sits on the film already. Nobody needs a code to take those
minutes off: whoever is in the room knows how long ago the talk was over. Source: journeys, exceptions 27, 28.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.box import FILMING, read_status
from console.client.wording import clock_text
from console.klantmanager.blueprint import bp, for_klantmanagers
from console.parts import parts

MINUTES = (5, 15, 30, 60)  # how long ago the talk on the film may have been over


@bp.get("/eerst-stoppen")
@for_klantmanagers
def still_filming() -> ResponseReturnValue:
    status = read_status(parts().box, tablet=False)
    if status.talk.state not in FILMING:
        return redirect(url_for("klantmanager.new_talk"), 303)
    return render_template(
        "klantmanager/still_filming.html",
        status=status,
        talk=status.talk,
        elapsed=clock_text(status.talk.elapsed_s),
        minutes=MINUTES,
    )


@bp.post("/eerst-stoppen")
@for_klantmanagers
def stop_first() -> ResponseReturnValue:
    """Stop the film that runs, and take its last minutes off where somebody else is on them."""
    minutes = request.form.get("minuten", "")
    if read_status(parts().box, tablet=False).talk.state in FILMING - {"saving"}:
        parts().box.ask("talk.stop")
        if minutes in map(str, MINUTES):
            parts().box.ask("talk.wipe_tail", minutes=int(minutes))
    return redirect(url_for("klantmanager.new_talk"), 303)
