"""The second of two people who decide: somebody else, here and now, with a password of their own.

A typed name proves nothing. So the second person logs in for this one decision, next to the first, with the
same back-off as at the door. Only the two ids go to the box.
Source: journeys, exception 32.
"""

from __future__ import annotations

from flask import request

from console.parts import parts
from console.security.accounts import Account
from console.security.gate import the_account
from console.security.proof import TooManyTries
from console.security.roles import Role
from console.wording import _


class SecondPersonMissing(Exception):
    """Nobody else confirmed; its text is for the page."""


def both_ids() -> list[str]:
    """Return the ids of who is logged in and of who confirms beside them. Raises: SecondPersonMissing."""
    return [the_account().id, _second().id]


def _second() -> Account:
    name, password = request.form.get("tweede", ""), request.form.get("tweede_wachtwoord", "")
    try:
        second = parts().proof.account_of(name, password, address=request.remote_addr or "")
    except TooManyTries:
        raise SecondPersonMissing(_("Even wachten. Probeer het over een paar minuten opnieuw.")) from None
    if second is None or second.role is not Role.CONTACTPERSOON or second.temporary:
        raise SecondPersonMissing(_("De naam of het wachtwoord van de tweede persoon klopt niet."))
    if second.id == the_account().id:
        raise SecondPersonMissing(_("De tweede persoon is een ander dan u."))
    return second
