"""Who proves with a name and a password to be somebody: at the login, and as the second of two people.

One answer for every kind of wrong: an unknown name, a wrong password, an account that is off. All take
the same calculation, and all count against the name and against the address on the network.
Source: OWASP Authentication Cheat Sheet, "Authentication and Error Messages", "Login Throttling".
"""

from __future__ import annotations

from collections.abc import Callable

from console.security.accounts import Account, Accounts, name_key
from console.security.backoff import Backoff

HOUR_S = 3600.0


class TooManyTries(Exception):
    """Somebody must wait first: too often wrong with this name, or from this address."""


class Proof:
    """Checks passwords, slowly for who guesses. ``clock`` gives monotonic seconds."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float]) -> None:
        self._accounts = accounts
        self._by_name = Backoff(clock, free_tries=3, forgotten_s=24 * HOUR_S)
        # Colleagues share a desk, hence more tries; one address that tries many names meets this one.
        self._by_address = Backoff(clock, free_tries=20, forgotten_s=HOUR_S)

    def account_of(self, name: str, password: str, *, address: str) -> Account | None:
        """Return whose name and password these are, None for any kind of wrong. Raises: TooManyTries."""
        key = name_key(name)
        if not (self._by_address.take(address) and self._by_name.take(key)):
            raise TooManyTries
        account = self._accounts.log_in(name, password)
        if account is not None:
            self._by_address.give_back(address)
            self._by_name.forget(key)
        return account
