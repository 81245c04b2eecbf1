"""The pages of beheer: health of the box, the month counters, pairing and forgetting tablets."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.parts import parts
from console.security.roles import Role, allow
from console.security.tablets import PAIRING_LIFE_S

bp = Blueprint("beheer", __name__)
for_beheer = allow(Role.BEHEER)


@bp.get("/")
@for_beheer
def home() -> ResponseReturnValue:
    health = parts().box.ask("health")
    return render_template("beheer/home.html", health=health, tablets=parts().tablets.all())


@bp.post("/koppelen")
@for_beheer
def new_pairing() -> ResponseReturnValue:
    """Show a new pairing address once; no redirect, for it stands nowhere to be shown again."""
    address = url_for("pairing.ask", secret=parts().tablets.new_secret(), _external=True)
    return render_template("beheer/pairing.html", address=address, minutes=PAIRING_LIFE_S // 60)


@bp.post("/ontkoppelen")
@for_beheer
def unpair() -> ResponseReturnValue:
    parts().tablets.forget(request.form.get("tablet", ""))
    return redirect(url_for("beheer.home"), 303)
