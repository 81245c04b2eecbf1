"""When something goes wrong: a calm page that says what and what now. Never a traceback.

The recorder's errors already carry a sentence and a next step. A box that does not answer gets the one
sentence that always helps: the lamp on the camera tells the truth.
"""

from __future__ import annotations

import logging

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from appliance.control.errors import PlaybackEnded, RecorderBusy, RecorderUnreachable, SpiegelboxError
from console.wording import _

log = logging.getLogger("console")


def explain_trouble(app: Flask) -> None:
    """Answer every kind of error with a page in plain Dutch."""
    app.register_error_handler(SpiegelboxError, _from_the_box)
    app.register_error_handler(HTTPException, _from_the_web)
    app.register_error_handler(Exception, _unforeseen)


def _from_the_box(error: SpiegelboxError) -> ResponseReturnValue:
    log.info("refused code=%s endpoint=%s", error.code, request.endpoint)
    if isinstance(error, RecorderUnreachable | RecorderBusy):
        return render_template("unreachable.html"), 503
    return _page(_(error.sentence), _(error.next_step), 409, to_code=isinstance(error, PlaybackEnded))


def _from_the_web(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    sentence, next_step = {
        403: (_("Deze pagina is niet voor u."), _("Ga terug naar het begin.")),
        404: (_("Deze pagina is er niet."), _("Ga terug naar het begin.")),
    }.get(status, (_("Dat kan hier niet."), _("Ga terug naar het begin.")))
    response = make_response(_page(sentence, next_step, status))
    if isinstance(error, MethodNotAllowed):  # RFC 9110, 15.5.6: say which methods there are
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _unforeseen(error: Exception) -> ResponseReturnValue:
    # The class and the place are enough to find a fault; the words of an error may hold a code or a name.
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    log.error("unforeseen error=%s endpoint=%s at=%s", type(error).__name__, request.endpoint, place)
    return _page(_("Er ging iets mis."), _("Probeer het opnieuw. Lukt het niet? Bel beheer."), 500)


def _page(sentence: str, next_step: str, status: int, *, to_code: bool = False) -> ResponseReturnValue:
    return render_template("trouble.html", sentence=sentence, next_step=next_step, to_code=to_code), status
