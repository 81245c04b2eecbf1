"""What anybody may read: how accessible these screens are, and what happens with people's data."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from console.box import read_status
from console.languages import text_in
from console.papers import read_paper
from console.parts import parts
from console.security.roles import Role, allow

bp = Blueprint("public", __name__)
STATEMENT = read_paper(Path(__file__).parent / "toegankelijkheid.toml")


@bp.get("/toegankelijkheid")
@allow(Role.ANYONE)
def accessibility() -> ResponseReturnValue:
    municipality = parts().box.ask("policy")["municipality"]
    return _page(STATEMENT.filled(municipality))


@bp.get("/privacy")
@allow(Role.ANYONE)
def privacy() -> ResponseReturnValue:
    """Show the points of AVG art. 13, the same as behind "Meer weten", in Dutch."""
    policy = parts().box.ask("policy")
    text = text_in("nl")
    return render_template(
        "public/privacy.html",
        title=text.words["more"]["title"],
        points=text.points(policy["policy"], policy["municipality"]),
        status=read_status(parts().box, tablet=False),
    )


def _page(paper: object) -> str:
    return render_template("public/paper.html", paper=paper, status=read_status(parts().box, tablet=False))
