"""The pages before anybody is known, everybody's own account, and the pages for when nothing works."""

from __future__ import annotations

from console.security.roles import Role
from tests.browser.house import House
from tests.browser.scene import scene


@scene("other-01-unpaired", "unpaired.html", "A device that does not belong to this room.", who=Role.ANYONE)
def _unpaired(house: House) -> str:
    return "/"


@scene("other-02-pairing", "pairing.html", "Pairing a tablet.", who=Role.ANYONE)
def _pairing(house: House) -> str:
    return f"/tablet/koppel/{house.parts.tablets.new_secret()}"


@scene("other-03-pairing-over", "pairing_over.html", "A pairing address that is used up.", who=Role.ANYONE)
def _pairing_over(house: House) -> str:
    return "/tablet/koppel/gebruikt"


@scene("other-04-unreachable", "unreachable.html", "The recorder does not answer.")
def _unreachable(house: House) -> str:
    house.box.reachable = False
    return "/"


@scene("other-05-not-found", "trouble.html", "An address that is none.")
def _not_found(house: House) -> str:
    return "/bestaat-niet"


@scene("other-06-privacy", "public/privacy.html", "The privacy statement.", who=Role.ANYONE)
def _privacy(house: House) -> str:
    return "/privacy"


@scene("other-07-accessibility", "public/paper.html", "The accessibility statement.", who=Role.ANYONE)
def _accessibility(house: House) -> str:
    return "/toegankelijkheid"


@scene("staff-01-login", "login.html", "Logging in.", who=Role.ANYONE)
def _login(house: House) -> str:
    return "/inloggen"


@scene("staff-16-account", "account.html", "A password of one's own.", who=Role.KLANTMANAGER)
def _account(house: House) -> str:
    return "/account"
