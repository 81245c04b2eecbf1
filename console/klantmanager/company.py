"""Who may sit in the room beside the client, as the form of a new talk offers it. Pure.

A person is a role, never a name. The recorder decides who may be filmed together (journeys, exceptions 16
and 17); this only keeps the form honest: a child of whom a parent must say yes brings that parent along.
"""

from __future__ import annotations

from collections.abc import Iterable

# The word for the recorder, and the picture beside the words.
ADULTS = (
    ("maatje", "companion"),
    ("maatje-2", "companion"),
    ("tolk", "interpreter"),
    ("tolk_telefoon", "phone"),
    ("ouder", "parent"),
)
CHILDREN = (("kind", "child"), ("kind12", "child"), ("kind16", "child"))
_NEEDS_PARENT = frozenset({"kind", "kind12"})


def people_of(ticked: Iterable[str]) -> list[str]:
    """Return everybody in the room, the client first, in the order of the form; the rest is left out."""
    wanted = set(ticked)
    if wanted & _NEEDS_PARENT:
        wanted.add("ouder")
    return ["client", *(person for person, _ in (*ADULTS, *CHILDREN) if person in wanted)]
