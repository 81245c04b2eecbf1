"""One question after the talk: three faces and a free line. Nobody has to, and nobody is asked twice.

It is offered on the last word of a talk and nowhere else, as a link beside "Klaar". What comes in goes to
the box at once, without the talk it followed; nothing of it stays here. Source: journeys, step 11.
"""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from console.client.blueprint import bp, on_the_tablet, to_home
from console.client.live import now
from console.parts import parts

FACES = {"good": "face-happy", "so_so": "face-neutral", "bad": "face-sad"}
LONGEST_LINE = 300  # characters; as many as the box takes


@bp.get("/mening")
@on_the_tablet
def ask_opinion() -> ResponseReturnValue:
    if not parts().room.open_opinion():
        return to_home()
    return render_template("client/opinion.html", status=now()[0], faces=FACES, longest=LONGEST_LINE)


@bp.post("/mening")
@on_the_tablet
def give_opinion() -> ResponseReturnValue:
    face = request.form.get("gezicht", "")
    if not parts().room.take_opinion() or face not in FACES:
        return to_home()
    line = " ".join(request.form.get("zin", "").split())[:LONGEST_LINE]
    parts().box.ask("feedback.give", face=face, line=line)
    parts().room.say_farewell("thanked")
    return to_home()
