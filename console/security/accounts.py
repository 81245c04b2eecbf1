"""The accounts of staff: a name to log in with, a role, a password hash, and a random id.

Only the id ever reaches the box; the recorder, its log and the store know no names of staff. An account
that is off keeps its name and id, so that its recordings can still be found and ended; it opens nothing.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from console.security.password_rules import MAX_LENGTH, fault_of
from console.security.passwords import PasswordHasher
from console.security.record_file import RecordFile
from console.security.roles import STAFF, Role

LONGEST_NAME = 80  # characters; as many as the box reads


class AccountRefused(ValueError):
    """An account that cannot be made or changed like this; its text is Dutch, for the person who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may log in, unless ``off``.

    ``temporary`` says that somebody else knows the password; ``stamp`` changes when every session must end.
    """

    id: str
    name: str
    role: Role
    stamp: str
    temporary: bool
    off: bool


class Accounts:
    """The accounts in one file, by the folded name."""

    def __init__(self, records: RecordFile, hasher: PasswordHasher) -> None:
        self._records = records
        self._hasher = hasher

    def put(self, *, name: str, role: Role, password: str, temporary: bool = False) -> Account:
        """Make the account, or give an existing name a new role and password. Raises: AccountRefused."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable() or role not in STAFF:
            raise AccountRefused("Geef een naam en een rol: klantmanager, contactpersoon of beheer.")
        kept = self._hash(password, name)
        with self._records.change() as records:
            old = records.get(name_key(name), {})
            row = {"id": old.get("id") or secrets.token_hex(8), "name": name, "role": role.value}
            records[name_key(name)] = row
            return _account(_with_password(row, kept, temporary=temporary))

    def add(self, *, name: str, role: Role, password: str) -> Account:
        """Make an account with a password of once, for a name that is still free. Raises: AccountRefused."""
        if name_key(name) in self._records.read():
            raise AccountRefused("Deze naam bestaat al. Kies een andere naam.")
        return self.put(name=name, role=role, password=password, temporary=True)

    def set_password(self, account_id: str, password: str, *, temporary: bool) -> Account:
        """Give a new password and end every session. Raises: AccountRefused, LookupError."""
        with self._row(account_id) as row:
            _with_password(row, self._hash(password, row["name"]), temporary=temporary)
            return _account(row)

    def end_sessions(self, account_id: str) -> None:
        """Log somebody out everywhere. Raises: LookupError."""
        with self._row(account_id) as row:
            row["stamp"] = secrets.token_hex(8)

    def switch(self, account_id: str, *, off: bool) -> None:
        """Switch an account off (which ends its sessions) or on. Raises: AccountRefused, LookupError."""
        with self._row(account_id) as row:
            row.update(off=off, stamp=secrets.token_hex(8))
            if off and row["role"] == Role.BEHEER.value and not self._another_beheer(account_id):
                raise AccountRefused("Dit is het laatste account van beheer. Dat blijft aan.")

    def log_in(self, name: str, password: str) -> Account | None:
        """Return the account, or None; every kind of wrong takes the same calculation."""
        row = self._records.read().get(name_key(name))
        kept = None if row is None or row.get("off") else row["password"]
        if not self._hasher.matches(password[: MAX_LENGTH + 1], kept) or row is None:
            return None
        return _account(row)

    def by_id(self, account_id: str) -> Account | None:
        """Return the account that has this id now."""
        return next((account for account in self.all() if account.id == account_id), None)

    def all(self) -> list[Account]:
        """Return every account, also those that are off, by name."""
        return [_account(row) for _, row in sorted(self._records.read().items())]

    def _another_beheer(self, account_id: str) -> bool:
        return any(
            other.role is Role.BEHEER and not other.off and other.id != account_id for other in self.all()
        )

    def _hash(self, password: str, name: str) -> str:
        if fault := fault_of(password, name=name):
            raise AccountRefused(fault)
        return self._hasher.hash(password)

    @contextmanager
    def _row(self, account_id: str) -> Iterator[dict[str, Any]]:
        with self._records.change() as records:
            rows = [row for row in records.values() if row["id"] == account_id]
            if not rows:
                raise LookupError(account_id)
            yield rows[0]


def name_key(name: str) -> str:
    """Return the name as it is compared: without case, and with one space between its words."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


def _with_password(row: dict[str, Any], kept: str, *, temporary: bool) -> dict[str, Any]:
    row.update(password=kept, temporary=temporary, stamp=secrets.token_hex(8))
    return row


def _account(row: dict[str, Any]) -> Account:
    return Account(
        id=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        stamp=row.get("stamp", ""),
        temporary=row.get("temporary", False),
        off=row.get("off", False),
    )
