"""While the film is made and just after: stop, pause, go on, wipe, and "Nog steeds goed?".

STOP is one tap and asks nothing first: the camera goes off, and only then the tablet asks what to do
with the film. Stopping and pausing work from any page, old or new; all the rest must belong to the talk
of now. Turning the camera on again always takes the button in the room.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.box import Talk
from console.client.blueprint import bp, is_of_this_talk, on_the_tablet, to_home
from console.client.live import now
from console.client.wording import clock_text
from console.parts import parts

WIPE_MINUTES = (5,)
# Who came in, or a talk that was over long ago: only the people in the room know since when.
WIPE_SINCE_VISIT = (1, 2, 5, 10)
WIPE_SINCE_END = (5, 15, 30, 45)
LONGEST_WIPE_MINUTES = 240


@bp.post("/opname/stop")
@on_the_tablet
def stop() -> ResponseReturnValue:
    parts().box.ask("talk.stop")
    status, progress, _ = now()
    progress.stop_tapped = status.talk.state in ("saving", "closing")
    return to_home()


@bp.post("/opname/pauze")
@on_the_tablet
def pause() -> ResponseReturnValue:
    parts().box.ask("talk.pause")
    return to_home()


@bp.post("/opname/verder")
@on_the_tablet
def resume() -> ResponseReturnValue:
    if is_of_this_talk(now()[0]):
        parts().box.ask("talk.resume")
    return to_home()


@bp.get("/opname/wissen")
@on_the_tablet
def ask_wipe() -> ResponseReturnValue:
    status, _, screen = now()
    if status.talk.state not in ("recording", "paused", "visited", "closing"):
        return to_home()
    return render_template(
        "client/wipe_tail.html",
        status=status,
        talk=status.talk,
        screen=screen,
        elapsed=clock_text(status.talk.elapsed_s),
        choices=_minutes_to_wipe(status.talk),
    )


@bp.post("/opname/wissen")
@on_the_tablet
def wipe() -> ResponseReturnValue:
    minutes = request.form.get("minuten", "")
    if is_of_this_talk(now()[0]) and minutes.isdecimal() and 1 <= int(minutes) <= LONGEST_WIPE_MINUTES:
        parts().box.ask("talk.wipe_tail", minutes=int(minutes))
    return to_home()


@bp.post("/opname/nieuw-deel")
@on_the_tablet
def resume_part() -> ResponseReturnValue:
    """Go on with the talk as a new part of the same film, under the same yes."""
    status, progress, _ = now()
    if is_of_this_talk(status):
        parts().box.ask("talk.resume_part")
        progress.stop_tapped = False
    return to_home()


@bp.post("/opname/bewaar-vraag")
@on_the_tablet
def on_to_closing() -> ResponseReturnValue:
    now()[1].stop_tapped = False
    return to_home()


@bp.post("/opname/nog-steeds-goed")
@on_the_tablet
def close() -> ResponseReturnValue:
    status, progress, _ = now()
    answer = request.form.get("antwoord", "")
    if not is_of_this_talk(status):
        return to_home()
    parts().box.ask("talk.closing", answer=answer)
    progress.stop_tapped = False
    if answer == "look":
        return redirect(url_for("client.code_form"), 303)
    talk = status.talk
    kind = "kept" if answer == "keep" else "discarded"
    parts().room.say_farewell(kind, last_day=talk.last_day, wipe_waits=talk.wipe_waits)
    return to_home()


@bp.post("/opname/zelftest")
@on_the_tablet
def self_test() -> ResponseReturnValue:
    parts().box.ask("talk.self_test")
    return to_home()


def _minutes_to_wipe(talk: Talk) -> tuple[int, ...]:
    if talk.state == "visited":
        return WIPE_SINCE_VISIT
    return WIPE_SINCE_END if talk.state == "closing" and talk.stopped_by == "limit" else WIPE_MINUTES
