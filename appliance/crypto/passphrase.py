"""The scrypt recipient of age, for reading: an identity file may itself be locked with a passphrase.

Nothing in Spiegelbox is ever written for a passphrase: people choose them too short for a film. Source:
C2SP age.md, "The scrypt recipient type".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from appliance.crypto import canonical_base64
from appliance.crypto.file_key import check_wrapped, unwrap
from appliance.crypto.stanza import Stanza
from appliance.domain.errors import HeaderDamaged

STANZA_TYPE = "scrypt"
WORK_FACTOR_MAX = 20
"""Two to this power times 1 KiB of memory: 1 GiB at most. The age tool itself writes 18."""

_SALT_BYTES = 16
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_WORK_FACTOR = re.compile(rb"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class PassphraseIdentity:
    """A passphrase, as typed."""

    passphrase: str = field(repr=False)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, or None when the passphrase is another one.

        Raises: HeaderDamaged (a scrypt stanza that breaks its own rules or asks for too much memory).
        """
        if stanza.type != STANZA_TYPE:
            return None
        check_wrapped(stanza, arguments=2)
        salt, work_factor = _read_salt(stanza.arguments[0]), _read_work_factor(stanza.arguments[1])
        scrypt = Scrypt(_SALT_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1)
        return unwrap(scrypt.derive(self.passphrase.encode()), stanza.body)


def _read_salt(argument: bytes) -> bytes:
    try:
        salt = canonical_base64.decode(argument)
    except ValueError as error:
        raise HeaderDamaged("het zout van scrypt is geen zuivere base64") from error
    if len(salt) != _SALT_BYTES:
        raise HeaderDamaged("het zout van scrypt heeft een verkeerde lengte")
    return salt


def _read_work_factor(argument: bytes) -> int:
    # Two digits are enough to say "too much"; a longer number is not worth converting.
    if not _WORK_FACTOR.fullmatch(argument) or int(argument) > WORK_FACTOR_MAX:
        raise HeaderDamaged("scrypt vraagt een onmogelijke hoeveelheid werk")
    return int(argument)
