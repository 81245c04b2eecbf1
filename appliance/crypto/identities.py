"""Who can open a file: recipients (public) and identities (secret), as people copy them around.

Two kinds, never mixed in one file: ``age1pq1...`` (post-quantum, the default for new keys) and
``age1...``. A secret leaves this room only through ``str(identity)``. Source: C2SP age.md; for identity
files the behaviour of the age tool, made milder only where a text editor changed the file (see
``read_identities``).
"""

from __future__ import annotations

import os
from typing import Protocol

from appliance.crypto import bech32
from appliance.crypto.hybrid import SEED_BYTES, HybridIdentity, HybridRecipient
from appliance.crypto.stanza import Stanza
from appliance.crypto.x25519 import X25519Identity, X25519Recipient
from appliance.domain.errors import IdentityDamaged, RecipientDamaged

Recipient = X25519Recipient | HybridRecipient
Identity = X25519Identity | HybridIdentity

_RECIPIENTS: tuple[type[Recipient], ...] = (X25519Recipient, HybridRecipient)
_IDENTITIES: tuple[type[Identity], ...] = (X25519Identity, HybridIdentity)


class Wrapper(Protocol):
    """Whatever a file may be written for: a recipient, or a passphrase alone."""

    @property
    def post_quantum(self) -> bool: ...

    def wrap(self, file_key: bytes) -> Stanza:
        """Return the file key in a stanza that this one can open."""
        ...


class Unwrapper(Protocol):
    """Whatever may find the file key in a stanza: an identity or a passphrase."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the stanza is for somebody else."""
        ...


def new_identity(*, pq: bool) -> Identity:
    """Make a secret key from the system's randomness."""
    return HybridIdentity(os.urandom(SEED_BYTES)) if pq else X25519Identity(os.urandom(SEED_BYTES))


def parse_recipient(text: str) -> Recipient:
    """Read one recipient; blanks around it do no harm.

    Raises: RecipientDamaged (not a recipient in lower case of a kind we know).
    """
    text = text.strip()
    try:
        prefix, public = bech32.decode(text)
        for kind in _RECIPIENTS:
            if prefix == kind.PREFIX and text.islower():
                return kind(public)
    except ValueError as error:
        raise RecipientDamaged(str(error)) from error
    raise RecipientDamaged("geen age1... of age1pq1...")


def read_identities(text: str) -> tuple[Identity, ...]:
    """Read an identity file: one secret key a line, comments behind ``#``.

    Windows line ends, blanks around a line and a byte-order mark are accepted: editors add them unseen,
    and the checksum of every key still guards the key itself.

    Raises: IdentityDamaged (a line is no identity (the error names its number, never its text), or there is
    none at all).
    """
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines()]
    identities = tuple(
        _parse_identity(line, number)
        for number, line in enumerate(lines, start=1)
        if line and not line.startswith("#")
    )
    if not identities:
        raise IdentityDamaged("er staat geen sleutel in")
    return identities


def _parse_identity(line: str, number: int) -> Identity:
    try:
        prefix, secret = bech32.decode(line)
        for kind in _IDENTITIES:
            if prefix == kind.PREFIX and line.isupper():
                return kind(secret)
    except ValueError:
        # Without the cause: its text could hold a piece of the key.
        raise IdentityDamaged(f"regel {number}") from None
    if prefix in {kind.PREFIX for kind in _RECIPIENTS}:
        raise IdentityDamaged(f"regel {number} is een ontvanger; de geheime sleutel is nodig")
    raise IdentityDamaged(f"regel {number} is geen AGE-SECRET-KEY-...")
