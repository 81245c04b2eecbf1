"""A copy of the film for the client (AVG art. 15): with the client's code, encrypted for eight words.

The recorder makes the copy while it is sent; it passes here piece by piece and lies nowhere. The words are
shown once, on paper or on this screen, and the file is fetched once: who loses either begins anew.
Source: journeys, exception 35.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from appliance.control.errors import CodeError, SpiegelboxError, StateError
from console.box import BoxPort
from console.contactpersoon.blueprint import bp, for_contactpersonen
from console.contactpersoon.finding import typed_code
from console.contactpersoon.letters import letter
from console.contactpersoon.open_copies import OpenCopy
from console.parts import parts
from console.security.gate import the_account
from console.wording import _


@bp.get("/kopie")
@for_contactpersonen
def copy_form() -> ResponseReturnValue:
    return render_template("contactpersoon/copy.html")


@bp.post("/kopie")
@for_contactpersonen
def begin_copy() -> ResponseReturnValue:
    box = parts().box
    try:
        opened = box.ask("review.open", code=typed_code())
    except CodeError as wrong:
        return _again(f"{wrong.sentence} {wrong.next_step}")
    except StateError:
        return _again(_("Deze film gaat hier nu niet open. Misschien staat hij op slot. Vraag het beheer."))
    copy = box.ask("review.copy", playback=opened["playback"])
    row = opened["recording"]
    before = parts().copies.put(
        the_account().id, OpenCopy(opened["playback"], copy["size_bytes"], row["talk_code"])
    )
    if before is not None:
        _close(box, before.playback)
    return render_template(
        "contactpersoon/copy_words.html", row=row, words=copy["words"], letter=letter("inzage", row=row)
    )


@bp.post("/kopie/ophalen")
@for_contactpersonen
def fetch_copy() -> ResponseReturnValue:
    copy = parts().copies.take(the_account().id)
    if copy is None:
        abort(404)
    response = Response(
        _pieces(parts().box, copy.playback),
        headers={
            "Content-Disposition": f'attachment; filename="kopie-{copy.talk_code.lower()}.mp4.age"',
            "Content-Length": str(copy.size_bytes),
        },
        mimetype="application/octet-stream",
    )
    response.call_on_close(partial(_close, parts().box, copy.playback))
    return response


def _pieces(box: BoxPort, playback: str) -> Iterator[bytes]:
    while piece := box.ask_body("review.copy_read", playback=playback)[1]:
        yield piece


def _close(box: BoxPort, playback: str) -> None:
    with suppress(SpiegelboxError):  # a recorder that is gone has closed it already
        box.ask("review.close", playback=playback)


def _again(sentence: str) -> ResponseReturnValue:
    return render_template("contactpersoon/copy.html", error=sentence), 422
