"""The client's code, typed or scanned: it opens the film, or withdraws it.

The console knows no list of words and keeps no code: the recorder reads it, forgives small mistakes and
slows down who guesses.
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
    return _form()


@bp.post("/code")
@on_the_tablet
def open_film() -> ResponseReturnValue:
    leave_film()
    try:
        reply = parts().box.ask("review.open", code=typed_code())
    except CodeError as wrong:
        return _form(wrong), 422
    except StateError:  # a film that left the box is not to be seen here, but still to be withdrawn
        return render_template("client/not_viewable.html", status=now()[0]), 409
    visit = parts().visits.of(the_tablet().id)
    visit.playback, visit.recording = reply["playback"], reply["recording"]
    return redirect(url_for("client.look_back"), 303)


def typed_code() -> str:
    """Return the code of the form: one field, or five fields with a word each."""
    return " ".join(request.form.getlist("code")).strip()[:LONGEST_CODE]


def _form(wrong: CodeError | None = None) -> str:
    status, _, _ = now()
    return render_template("client/code.html", status=status, wrong=wrong, purpose="look")
