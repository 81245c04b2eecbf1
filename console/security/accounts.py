"""The accounts of staff: a name to log in with, a role, a password hash, and a random id.

Only the id ever reaches the box; the recorder, its log and the store know no names of staff.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from console.security.passwords import MAX_LENGTH, MIN_LENGTH, PasswordHasher
from console.security.record_file import RecordFile
from console.security.roles import STAFF, Role


class AccountRefused(ValueError):
    """An account that cannot be made; its text is for the person at the command line."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in."""

    id: str
    name: str
    role: Role


class Accounts:
    """The accounts in one file."""

    def __init__(self, records: RecordFile, hasher: PasswordHasher) -> None:
        self._records = records
        self._hasher = hasher

    def put(self, *, name: str, role: Role, password: str) -> Account:
        """Make the account, or give an existing name a new role and password. Raises: AccountRefused."""
        if not name.strip() or role not in STAFF:
            raise AccountRefused("Geef een naam en een rol: klantmanager, contactpersoon of beheer.")
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise AccountRefused(f"Een wachtwoord heeft {MIN_LENGTH} tot {MAX_LENGTH} tekens.")
        kept = self._hasher.hash(password)
        with self._records.change() as records:
            old = records.get(_key(name), {})
            account_id = old.get("id") or secrets.token_hex(8)
            row = {"id": account_id, "name": name.strip(), "role": role.value, "password": kept}
            records[_key(name)] = row
        return Account(account_id, name.strip(), role)

    def log_in(self, name: str, password: str) -> Account | None:
        """Return the account, or None; a wrong name takes as long as a wrong password."""
        row = self._records.read().get(_key(name))
        if not self._hasher.matches(password[:MAX_LENGTH], row["password"] if row else None) or row is None:
            return None
        return Account(row["id"], row["name"], Role(row["role"]))

    def by_id(self, account_id: str) -> Account | None:
        """Return the account that has this id now; an account taken away is gone at once."""
        for row in self._records.read().values():
            if row["id"] == account_id:
                return Account(row["id"], row["name"], Role(row["role"]))
        return None


def _key(name: str) -> str:
    return name.strip().casefold()
