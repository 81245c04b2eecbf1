"""The answer: a no ends the question, the last yes becomes a consent token, and the code appears.

The token says what was answered and nothing else: the purposes and people come from the recorder's own
reply, the text from the file that was shown. Source: design §4 "Consent token", journeys steps 4 and 5.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from appliance.control import TOKEN_LIFE, ConsentToken, make_token
from console.box import Status, moment
from console.client.blueprint import bp, is_of_this_talk, on_the_tablet, to_home
from console.client.live import now
from console.client.room import Progress, ReviewCode
from console.languages import text_in
from console.parts import parts


@bp.post("/gesprek/antwoord")
@on_the_tablet
def answer() -> ResponseReturnValue:
    status, progress, _ = now()
    person, choice = request.form.get("wie", ""), request.form.get("antwoord", "")
    if not is_of_this_talk(status) or person != status.talk.next_person:
        return to_home()
    reply = parts().box.ask(
        "talk.answer",
        talk_code=status.talk.code,
        person=person,
        choice=choice,
        purposes=list(_watchers(status, progress, person)),
        text=text_in(progress.language).digest,
        read_aloud=_was_read_aloud(progress, person),
        via_tolk=progress.via_tolk and not person.startswith("tolk"),
    )
    if choice != "yes":
        parts().room.say_farewell("said_no")
    elif reply["all_yes"]:
        _hand_in(status, progress, reply)
    return to_home()


@bp.post("/gesprek/toch-niet")
@on_the_tablet
def take_back() -> ResponseReturnValue:
    """Take the yes back: before the button, in the count-down, and when the box lost the thread."""
    parts().box.ask("talk.take_back", talk_code=request.form.get("gesprek", ""))
    status, progress, _ = now()
    progress.forget_codes()
    if status.talk.state == "idle":
        parts().room.say_farewell("taken_back")
    return to_home()


@bp.post("/gesprek/code-klaar")
@on_the_tablet
def code_written_down() -> ResponseReturnValue:
    """Forget the code: from here on it exists on paper, in a pocket."""
    status, progress, _ = now()
    if is_of_this_talk(status) and progress.code:
        progress.code_taken()
    return to_home()


@bp.get("/gesprek/briefje")
@on_the_tablet
def slip() -> ResponseReturnValue:
    status, progress, screen = now()
    if screen.name != "review_code" or progress.code is None:
        return to_home()
    policy = parts().box.ask("policy")
    return render_template(
        "client/slip.html",
        status=status,
        code=progress.code,
        talk=status.talk,
        municipality=policy["municipality"],
        policy=policy["policy"],
    )


def _hand_in(status: Status, progress: Progress, reply: dict[str, Any]) -> None:
    policy = parts().box.ask("policy")
    issued = status.now.replace(microsecond=0)
    token = ConsentToken(
        box=policy["box"],
        room=policy["room"],
        boot=status.boot,
        talk=status.talk.code,
        jti=token_hex(16),
        text=text_in(progress.language).digest,
        purposes=tuple(reply["purposes"]),
        people=tuple(reply["people"]),
        iat=issued,
        exp=issued + TOKEN_LIFE,
        max_duration_s=policy["policy"]["max_talk_minutes"] * 60,
    )
    note = make_token(parts().signer, token)
    given = parts().box.ask("talk.consent", talk_code=status.talk.code, token=note)
    progress.resting = False
    progress.take_codes(
        [
            ReviewCode(
                person=code["person"],
                words=tuple(code["review_words"]),
                digits=code["review_digits"],
                last_day=moment(given["review_last_day"]),
                erased_by=moment(given["erased_by"]),
                log_mark=given["log_mark"],
                window_days=given["review_window_days"],
            )
            for code in given["codes"]
        ]
    )


def _watchers(status: Status, progress: Progress, person: str) -> tuple[str, ...]:
    """Return who may watch, as this person chose: the others say yes to what is left, or to less."""
    if person == "client" and status.talk.state == "asked":
        return progress.purposes
    return ("self",) if request.form.get("kijkers") == "self" else status.talk.purposes


def _was_read_aloud(progress: Progress, person: str) -> bool:
    """Tell whether this person heard the text; whoever is on the telephone can only have heard it."""
    by_the_klantmanager = progress.read_aloud if person == "client" else person.startswith("tolk_telefoon")
    return by_the_klantmanager or progress.heard
