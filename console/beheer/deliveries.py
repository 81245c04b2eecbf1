"""What is on its way to the store. "Onderweg" is not "veilig", and "wordt gewist" is not "weg"."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from console.beheer.blueprint import bp, for_beheer
from console.box import read_status
from console.parts import parts


@bp.get("/onderweg")
@for_beheer
def under_way() -> ResponseReturnValue:
    return render_template(
        "beheer/under_way.html",
        queue=parts().box.ask("queue"),
        status=read_status(parts().box, tablet=False),
    )
