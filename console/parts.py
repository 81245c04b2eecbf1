"""What a view may use: everything the application was given at its start, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from appliance.control import NoteSigner
    from console.box import BoxPort
    from console.client.again import AskingAgain
    from console.client.room import Room
    from console.client.visits import Visits
    from console.contactpersoon.open_copies import OpenCopies
    from console.security.accounts import Accounts
    from console.security.proof import Proof
    from console.security.sessions import Sessions
    from console.security.tablets import Tablets
    from console.texts.catalogue import ConsentText
    from console.texts.confirmations import Confirmations
    from console.texts.spoken import Recordings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a running console. ``theme`` is a stylesheet; ``secure`` means TLS."""

    box: BoxPort
    signer: NoteSigner
    texts: tuple[ConsentText, ...]
    confirmations: Confirmations
    recordings: Recordings
    accounts: Accounts
    tablets: Tablets
    sessions: Sessions
    proof: Proof
    room: Room
    again: AskingAgain
    visits: Visits
    copies: OpenCopies
    theme: str
    secure: bool
    demo: bool


def parts() -> Parts:
    """Return the parts of the application that answers this request."""
    found: Parts = current_app.extensions["spiegelbox"]
    return found
