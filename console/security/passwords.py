"""Passwords of staff, kept as Argon2id in the PHC string form (RFC 9106, `cryptography`'s own).

One calculation at a time, and a modest one: each takes 19 MiB, and the box must not run out of memory
because somebody guesses on eight connections at once. More passes make up for it; guessing over the wire is
slowed down by ``proof``.
"""

from __future__ import annotations

import os
from threading import Lock

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_SALT_BYTES = 16
_HASH_BYTES = 32


class PasswordHasher:
    """Argon2id with one fixed cost: the least memory OWASP's cheat sheet advises, with twice its passes."""

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 4) -> None:
        self._memory_kib = memory_kib
        self._passes = passes
        self._one_at_a_time = Lock()
        # Somebody who does not exist costs as much as somebody who does.
        self._nobody = self.hash(os.urandom(_SALT_BYTES).hex())

    def hash(self, password: str) -> str:
        """Return the PHC string to keep."""
        kdf = Argon2id(
            salt=os.urandom(_SALT_BYTES),
            length=_HASH_BYTES,
            iterations=self._passes,
            lanes=1,
            memory_cost=self._memory_kib,
        )
        with self._one_at_a_time:
            return kdf.derive_phc_encoded(password.encode())

    def matches(self, password: str, kept: str | None) -> bool:
        """Return whether ``password`` belongs to ``kept``; None (nobody) takes as long and is False."""
        with self._one_at_a_time:
            try:
                Argon2id.verify_phc_encoded(password.encode(), kept or self._nobody)
            except InvalidKey:
                return False
        return kept is not None
