"""Pairing: an address that works once, a cookie that stays, a tablet that can be forgotten."""

from __future__ import annotations

import re

from console.security.roles import Role


def test_looking_at_the_address_does_not_use_it_up(app, parts):
    address = f"/tablet/koppel/{parts.tablets.new_secret()}"
    browser = app.test_client()
    assert browser.get(address).status_code == 200
    assert browser.get(address).status_code == 200
    assert browser.post(address).status_code == 303
    assert browser.get("/").status_code == 200


def test_the_address_works_once(app, parts):
    address = f"/tablet/koppel/{parts.tablets.new_secret()}"
    app.test_client().post(address)
    assert app.test_client().post(address).status_code == 410
    assert app.test_client().get(address).status_code == 410


def test_the_address_is_over_after_fifteen_minutes(app, parts, clock):
    address = f"/tablet/koppel/{parts.tablets.new_secret()}"
    clock.passes(15 * 60)
    assert app.test_client().post(address).status_code == 410


def test_a_made_up_address_pairs_nothing(app, parts):
    assert app.test_client().post("/tablet/koppel/verzonnen").status_code == 410
    assert parts.tablets.all() == []


def test_the_pairing_stays_when_the_browser_closes(app, parts):
    answer = app.test_client().post(f"/tablet/koppel/{parts.tablets.new_secret()}")
    assert re.search(r"Max-Age=\d{8}", answer.headers["Set-Cookie"])


def test_beheer_makes_an_address_and_forgets_a_tablet(app, tablet, log_in, parts):
    beheer = log_in(Role.BEHEER)
    beheer.open("/beheer/tablets")
    beheer.press("Koppel een tablet")
    address = re.search(r"http://localhost(/tablet/koppel/[\w-]+)", beheer.page).group(1)
    assert app.test_client().post(address).status_code == 303
    assert len(parts.tablets.all()) == 2
    for row in parts.tablets.all():
        beheer.browser.post("/beheer/ontkoppelen", data={"tablet": row.id})
    assert tablet.browser.get("/").status_code == 403


def test_the_file_holds_neither_cookie_nor_secret(app, parts, tmp_path):
    secret = parts.tablets.new_secret()
    browser = app.test_client()
    browser.post(f"/tablet/koppel/{parts.tablets.new_secret()}")
    kept = (tmp_path / "tablets.json").read_text()
    assert secret not in kept
    assert browser.get_cookie("spiegelbox-tablet").value not in kept


def test_beginning_a_talk_on_the_tablet_leaves_no_login_of_staff_on_it(tablet, parts, box):
    parts.accounts.put(name="jo", role=Role.KLANTMANAGER, password="een lang wachtwoord")
    tablet.browser.post("/inloggen", data={"naam": "jo", "wachtwoord": "een lang wachtwoord"})
    tablet.open("/klantmanager/nieuw")
    tablet.press("Begin, en geef de tablet aan de cliënt", taal="nl", eigen_ja="ja")
    assert tablet.heading == "Kies uw taal"
    assert tablet.browser.get("/klantmanager/").location == "/inloggen"
    assert box.state.value == "asked"
