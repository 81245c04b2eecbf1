"""The client's code, typed or scanned: it opens the film, or withdraws it.

The console reads no code and keeps none: the recorder does, forgives small mistakes and slows down who
guesses.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.control.errors import CodeError, StateError
from console.client.blueprint import bp, on_the_tablet
from console.client.live import leave_film, now
from console.parts import parts
from console.security.gate import the_tablet

LONGEST_CODE = 200  # characters; as many as the box reads


@bp.get("/code")
@on_the_tablet
def code_form() -> ResponseReturnValue:
    return code_page("look")


@bp.post("/code")
@on_the_tablet
def open_film() -> ResponseReturnValue:
    leave_film()
    try:
        reply = parts().box.ask("review.open", code=typed_code())
    except CodeError as wrong:
        return code_page("look", wrong), 422
    except StateError:  # a film that left the box is not to be seen here, but still to be withdrawn
        return render_template("client/not_viewable.html", status=now()[0]), 409
    visit = parts().visits.of(the_tablet().id)
    visit.playback, visit.recording = reply["playback"], reply["recording"]
    visit.done = "cut" if reply["wiped"] else ""  # minutes that were still to be wiped are gone now
    return redirect(url_for("client.look_back"), 303)


def typed_code() -> str:
    """Return the code of the form: one field, or five fields with a word each."""
    return " ".join(request.form.getlist("code")).strip()[:LONGEST_CODE]


def code_page(purpose: str, wrong: CodeError | None = None) -> str:
    """Return the page where a code is filled in, to ``look`` or to ``withdraw``."""
    return render_template(
        "client/code.html",
        status=now()[0],
        wrong=wrong,
        purpose=purpose,
        municipality=parts().box.ask("policy")["municipality"],
    )
