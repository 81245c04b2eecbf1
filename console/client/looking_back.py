"""The client looks back: cut pieces out, let fewer people watch, say yes again, or close.

Widening is not here, on purpose: after the talk a client can only take away. Each of these the recorder
checks again; a playback that is over sends the client back to the code.
"""

from __future__ import annotations

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.control.errors import SpiegelboxError
from console.box import moment
from console.client.blueprint import bp, on_the_tablet
from console.client.cutting import SOON_S, Cutting
from console.client.live import leave_film, now
from console.client.visits import Visit
from console.client.wording import clock_text
from console.languages import text_in
from console.parts import parts
from console.security.gate import the_tablet


@bp.get("/film")
@on_the_tablet
def look_back() -> ResponseReturnValue:
    visit = _visit()
    if not visit.playback:
        return _to_code()
    if visit.cutting and not visit.cutting.is_over():
        return render_template("client/cutting.html", status=now()[0], part=visit.cutting.done())
    failed = _take_in(visit)
    done, visit.done = visit.done, ""
    return render_template("client/film.html", done=done, failed=failed, **_film(visit))


@bp.get("/film/bezig.json")
@on_the_tablet
def cutting_json() -> ResponseReturnValue:
    """Answer the script of the screen that waits for a cut."""
    cutting = _visit().cutting
    if cutting is None or cutting.is_over():
        return jsonify(over=True, done=1.0)
    return jsonify(over=False, done=cutting.done())


@bp.post("/film/wissen")
@on_the_tablet
def cut() -> ResponseReturnValue:
    visit = _visit()
    pieces = read_pieces(request.form.getlist("van"), request.form.getlist("tot"))
    if not visit.playback or not pieces:
        return _to_film()
    if request.form.get("zeker") != "ja":
        shown = [{"from_s": a, "to_s": b, "from": clock_text(a), "to": clock_text(b)} for a, b in pieces]
        return render_template("client/cut.html", pieces=shown, **_film(visit))
    if visit.cutting is None:
        visit.cutting = Cutting(parts().box, playback=visit.playback, pieces=pieces)
    visit.cutting.is_over(within_s=SOON_S)
    return _to_film()


@bp.post("/film/kijkers")
@on_the_tablet
def narrow() -> ResponseReturnValue:
    visit = _visit()
    if visit.playback:
        stay = {"self", *request.form.getlist("kijker")}
        purposes = [key for key in visit.recording["purposes"] if key in stay]
        reply = parts().box.ask("review.narrow", playback=visit.playback, purposes=purposes)
        visit.recording, visit.done = reply["recording"], "narrowed"
    return _to_film()


@bp.post("/film/bewaren")
@on_the_tablet
def confirm() -> ResponseReturnValue:
    visit = _visit()
    if visit.playback:
        reply = parts().box.ask("review.confirm", playback=visit.playback)
        visit.recording, visit.done = reply["recording"], "confirmed"
    return _to_film()


@bp.post("/film/klaar")
@on_the_tablet
def close_film() -> ResponseReturnValue:
    leave_film()
    return redirect(url_for("client.home"), 303)


def read_pieces(starts: list[str], ends: list[str]) -> list[tuple[float, float]]:
    """Return the marked pieces in seconds, in order; what is no piece of a film is left out."""
    pieces = []
    for start, end in zip(starts, ends, strict=False):
        try:
            from_s, to_s = float(start), float(end)
        except ValueError:
            continue
        if 0 <= from_s < to_s <= 24 * 3600:
            pieces.append((from_s, to_s))
    return sorted(pieces)


def _film(visit: Visit) -> dict[str, Any]:
    status, progress, _ = now()
    recording = visit.recording
    return {
        "status": status,
        "recording": recording,
        "recorded_at": moment(recording["recorded_at"]),
        "review_ends": moment(recording["review_ends"]),
        "length": clock_text(recording["seconds"]),
        "gaps": ", ".join(clock_text(gap_s) for gap_s in recording["gaps"]),
        "text": text_in(progress.language).words,
    }


def _take_in(visit: Visit) -> SpiegelboxError | None:
    """Take what a finished cut came to into the visit; return what went wrong, if anything."""
    cutting, visit.cutting = visit.cutting, None
    if cutting is None or cutting.recording is None:
        return cutting.trouble if cutting else None
    visit.recording, visit.index, visit.done = cutting.recording, None, "cut"
    return None


def _visit() -> Visit:
    return parts().visits.of(the_tablet().id)


def _to_film() -> ResponseReturnValue:
    return redirect(url_for("client.look_back"), 303)


def _to_code() -> ResponseReturnValue:
    return redirect(url_for("client.code_form"), 303)
