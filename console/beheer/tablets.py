"""Which tablets belong to this room: pair one with a QR code, see when each was last here, forget one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.beheer.blueprint import bp, for_beheer
from console.parts import parts
from console.security.tablets import PAIRING_LIFE_S


@bp.get("/tablets")
@for_beheer
def tablets() -> ResponseReturnValue:
    return render_template("beheer/tablets.html", tablets=parts().tablets.all())


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
    return redirect(url_for("beheer.tablets"), 303)
