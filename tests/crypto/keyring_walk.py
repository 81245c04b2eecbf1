"""A short life of a keyring, and what it promises at every moment of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance.crypto.keyring import Keyring, KeyringEntry


def entry(name: str) -> KeyringEntry:
    return KeyringEntry(b"release " + name.encode(), b"review " + name.encode())


Act = tuple[str, KeyringEntry | None]  # a recording and its entry; None removes it

SCHEDULE: tuple[Act, ...] = (
    ("anna", entry("anna")),
    ("bert", entry("bert")),
    ("anna", None),
    ("carl", entry("carl")),
    ("bert", entry("bert, narrowed")),
    ("dora", None),  # never was there
    ("carl", None),
)


@dataclass
class Walk:
    """What was promised so far: the entries, and those that must be gone for good."""

    entries: dict[str, KeyringEntry] = field(default_factory=dict)
    forgotten: set[KeyringEntry] = field(default_factory=set)

    def after(self, act: Act) -> Walk:
        name, new = act
        old = self.entries.get(name)
        entries = {k: v for k, v in self.entries.items() if k != name} | ({name: new} if new else {})
        return Walk(entries, self.forgotten | ({old} if old and old != new else set()))


def do(keyring: Keyring, act: Act) -> None:
    name, new = act
    if new is None:
        keyring.remove(name)
    else:
        keyring.put(name, new)


def held(keyring: Keyring) -> dict[str, KeyringEntry]:
    return {name: keyring.get(name) for name in keyring.ids()}
