"""The whole console under a stock scanner, once for each kind of person: no fault of ours, no strange page.

schemathesis makes up requests for every address: odd paths and fields, missing ones, other methods, other
kinds of body. Whatever it sends, nobody sees a server error or a page of somebody else's room, and a method
that is not there is refused as HTTP says.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, g, request

from console.security.roles import STAFF, Role, roles_of
from console.serve import make_server
from tests.console.conftest import begin
from tests.console.open_api import open_api

# The scanner would be outside after these.
LEAVES = frozenset({"/uitloggen", "/account/overal-uitloggen", "/beheer/accounts/<account_id>/uit"})
PATIENCE_S = 200


@pytest.fixture
def strange(app: Flask) -> list[str]:
    """Every page that was given to somebody who may not have it, while the scanner ran."""
    found: list[str] = []

    @app.after_request
    def _watch(response: Response) -> Response:
        roles = roles_of(app.view_functions.get(request.endpoint or ""))
        mine = {Role.ANYONE, *([g.account.role] if g.account else []), *([Role.TABLET] if g.tablet else [])}
        closed = response.status_code >= 400 or response.location in ("/inloggen", "/account")
        if not closed and not roles & mine:
            found.append(f"{request.method} {request.path} {response.status_code}")
        return response

    return found


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server(app, "127.0.0.1:0")
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    serving.join(timeout=5)


@pytest.mark.parametrize("role", [Role.TABLET, *STAFF], ids=lambda role: role.value)
def test_no_request_meets_a_fault_of_ours_or_a_page_of_another_room(
    app, strange, box, klantmanager, log_in, tablet, address, tmp_path: Path, role
):
    film = box.record_one_film()
    box.ask("talk.closing", answer="keep")
    begin(klantmanager, wie=["tolk"])
    known = {
        "gesprek": [box.talk_code],
        "recording_id": [film.id, "f" * 32],
        "id": [film.id],
        "opname": [film.id],
        "datum": ["2026-11-22", "2026-11-23"],
        "code": [film.code.digits, "appel"],
        "wie": ["client", "tolk"],
        "antwoord": ["yes", "unsure", "keep", "look"],
        "taal": ["nl"],
        "zeker": ["ja"],
        "name": ["informatie", "x"],
    }
    people = {Role.TABLET: tablet, Role.KLANTMANAGER: klantmanager}
    browser = (people.get(role) or log_in(role)).browser
    cookie = browser.get_cookie(f"spiegelbox-{'tablet' if role is Role.TABLET else 'staff'}")
    wanted = frozenset({Role.TABLET, Role.ANYONE}) if role is Role.TABLET else frozenset({role})
    description = tmp_path / "console.json"
    description.write_text(json.dumps(open_api(app, wanted=wanted, known=known, without=LEAVES)))
    scanned = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(description), "--url", address),
            *("--phases", "coverage", "--generation-deterministic"),
            *("--checks", "not_a_server_error,unsupported_method", "--suppress-health-check", "all"),
            *("--no-color", "--workers", "1"),
            *("--header", f"Cookie: {cookie.key}={cookie.value}"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert scanned.returncode == 0, scanned.stdout[-4000:] + scanned.stderr[-2000:]
    assert strange == []
