"""Who may be in the room while it is filmed, who must say yes, and what the answers come to.

A person is a role, never a name; a second one of a kind gets a number: ``maatje``, ``maatje-2``. One no, or
one doubt, is no film. Who may watch is decided by the weakest yes (purposes.py). With a child nothing is
filmed, unless the municipality chose otherwise: then a child of 12 or older says yes too, and under 16 a
parent does as well.

Source: journeys step 4, exceptions 16 and 17; AVG art. 8 and UAVG art. 5 (under 16 the representative).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from appliance.domain.errors import ChildPresent, ParentMissing, RoomUnclear

Children = Literal["never", "with-consent"]

CLIENT, PARENT = "client", "ouder"
MOST_PEOPLE = 8
_PERSON = re.compile(r"([a-z0-9_]+)(?:-([2-8]))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a role in the room means for the question."""

    answers: bool = True  # says yes or no, and gets a code
    is_child: bool = False
    needs_parent: bool = False


ROLES: Mapping[str, Role] = {
    CLIENT: Role(),
    "maatje": Role(),
    "tolk": Role(),
    "tolk_telefoon": Role(),  # hears the text and answers over the telephone
    PARENT: Role(),
    "ander": Role(),  # whoever else came in
    "kind": Role(answers=False, is_child=True, needs_parent=True),  # younger than 12
    "kind12": Role(is_child=True, needs_parent=True),  # 12 to 15
    "kind16": Role(is_child=True),  # 16 or 17
}


class Outcome(Enum):
    """What the answers so far come to."""

    WAITING = "waiting"
    YES = "yes"
    NO = "no"


def role_of(person: str) -> str:
    """Return the role of a person. Raises: RoomUnclear."""
    found = _PERSON.fullmatch(person)
    if found is None or found[1] not in ROLES or (found[1] == CLIENT and found[2]):
        raise RoomUnclear(person)
    return found[1]


def checked_room(people: Iterable[str], *, children: Children) -> tuple[str, ...]:
    """Return the people when they may be filmed together, the client first.

    Raises: RoomUnclear (no client, too many, somebody twice, an unknown role), ChildPresent (the policy is
    *never*), ParentMissing.
    """
    everybody = tuple(people)
    roles = {role_of(person) for person in everybody}
    if CLIENT not in roles or len(everybody) > MOST_PEOPLE or len(set(everybody)) < len(everybody):
        raise RoomUnclear
    if children == "never" and any(ROLES[role].is_child for role in roles):
        raise ChildPresent
    if PARENT not in roles and any(ROLES[role].needs_parent for role in roles):
        raise ParentMissing
    return tuple(sorted(everybody, key=lambda person: person != CLIENT))


def who_answer(people: Iterable[str]) -> tuple[str, ...]:
    """Return who must say yes, in their order; for a child under 12 the parent's yes counts."""
    return tuple(person for person in people if ROLES[role_of(person)].answers)


def speaks_for(person: str) -> str:
    """Return whose yes counts for this person: their own, or the parent's."""
    return person if ROLES[role_of(person)].answers else PARENT


def new_person(role: str, people: Iterable[str]) -> str:
    """Return the name in the room of one more person of a role. Raises: RoomUnclear (no place left)."""
    taken = set(people)
    names = (role, *(f"{role}-{number}" for number in range(2, MOST_PEOPLE + 1)))
    for name in names:
        if name not in taken:
            role_of(name)
            return name
    raise RoomUnclear(role)


def outcome(people: Iterable[str], answers: Mapping[str, bool]) -> Outcome:
    """Return what everybody's answers come to: one no decides at once."""
    must = who_answer(people)
    if any(not answers.get(person, True) for person in must):
        return Outcome.NO
    return Outcome.YES if all(person in answers for person in must) else Outcome.WAITING
