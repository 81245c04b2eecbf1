"""The tablet's home: the screen that fits the talk, its heartbeat, and the neutral page."""

from __future__ import annotations

from datetime import timedelta

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from appliance.control.errors import TokenExpired
from console.box import Status, read_status
from console.client.blueprint import bp, on_the_tablet, to_home
from console.client.room import Progress
from console.client.screens import HIDES, NEUTRAL_S, REFRESH_S, Screen, page_key, screen_of
from console.client.wording import clock_text, count_text
from console.languages import offered_texts, text_in
from console.parts import parts
from console.security.gate import the_tablet
from console.texts.catalogue import SOURCE_LANGUAGE


@bp.get("/")
@on_the_tablet
def home() -> ResponseReturnValue:
    status, progress, screen = now()
    leave_film()
    policy = parts().box.ask("policy")
    return render_template(
        f"client/{screen.name}.html",
        status=status,
        talk=status.talk,
        progress=progress,
        screen=screen,
        farewell=parts().room.farewell(),
        text=text_in(progress.language).words,
        dutch=text_in(SOURCE_LANGUAGE).words,
        languages=offered_texts(),
        municipality=policy["municipality"],
        policy=policy["policy"],
        purposes=[row["key"] for row in policy["purposes"]],
        kept_days={row["key"]: row["retention_days"] for row in policy["purposes"]},
        elapsed=clock_text(status.talk.elapsed_s),
        count=count_text(status.talk.countdown_s),
        refresh_s=REFRESH_S.get(screen.name, NEUTRAL_S),
        page_key=page_key(screen, status.talk),
        expires_at=status.now + timedelta(seconds=status.talk.expires_s),
    )


@bp.get("/status.json")
@on_the_tablet
def status_json() -> ResponseReturnValue:
    """Answer the page's script. ``state`` tells pages beside the home that the talk wants the tablet."""
    status, _, screen = now()
    return jsonify(
        screen=page_key(screen, status.talk),
        state=status.talk.state,
        elapsed=clock_text(status.talk.elapsed_s),
        count=count_text(status.talk.countdown_s),
    )


@bp.get("/rust")
@on_the_tablet
def rest() -> ResponseReturnValue:
    """Hide what stands on the tablet. An open question waits behind one tap, an open film closes."""
    leave_film()
    parts().room.forget_farewell()
    _, progress, screen = now()
    progress.resting = screen.name in HIDES
    parts().room.rest()
    return to_home()


@bp.post("/gesprek/verder")
@on_the_tablet
def go_on() -> ResponseReturnValue:
    now()[1].resting = False
    return to_home()


@bp.post("/gesprek/klaar")
@on_the_tablet
def farewell_read() -> ResponseReturnValue:
    parts().room.forget_farewell()
    return to_home()


def now() -> tuple[Status, Progress, Screen]:
    """Ask the box, and return the talk with the progress and the screen that belong to it."""
    status = read_status(parts().box, tablet=True)
    if status.talk.notice and status.talk.notice.code == TokenExpired.code:
        parts().again.lapsed(parts().room.shown)
    progress = parts().room.progress(status.talk.code, status.talk.language)
    return status, progress, screen_of(status.talk, progress, parts().room.farewell())


def leave_film() -> None:
    """Close the film this tablet has open, if any. A box that is gone has closed it already."""
    visit = parts().visits.end(the_tablet().id)
    if visit.playback:
        parts().box.ask("review.close", playback=visit.playback)
