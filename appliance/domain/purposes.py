"""Who may watch. A purpose is a key of the municipality: what was not chosen cannot be opened.

*self* is the klantmanager's own look back and belongs to every yes; *coach* and *leertafel* are free
choices. With several people in the room the weakest yes decides: only what everyone allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from appliance.domain.errors import ConsentError

PURPOSES: tuple[str, ...] = ("self", "coach", "leertafel")


class PurposeUnknown(ConsentError):
    """A purpose this box does not have, or a yes without *self*."""

    code = "purpose-unknown"
    sentence = "Deze keuze kennen wij niet."
    next_step = "Kies opnieuw wie mag kijken."


class PurposeWidened(ConsentError):
    """After the yes a client can only take purposes away."""

    code = "purpose-widened"
    sentence = "U kunt na het gesprek alleen kijkers weghalen, niet toevoegen."
    next_step = "Kies minder kijkers, of laat het zo."


def checked(chosen: Iterable[str], *, offered: Iterable[str]) -> tuple[str, ...]:
    """Return the chosen purposes in their fixed order, once each. Raises: PurposeUnknown."""
    wanted = set(chosen)
    if "self" not in wanted or not wanted <= set(offered):
        raise PurposeUnknown
    return tuple(name for name in PURPOSES if name in wanted)


def weakest(answers: Sequence[Iterable[str]]) -> tuple[str, ...]:
    """Return what every person allowed."""
    if not answers:
        return ()
    shared = set(answers[0]).intersection(*map(set, answers[1:]))
    return tuple(name for name in PURPOSES if name in shared)


def narrowed(current: Sequence[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the smaller choice. Raises: PurposeUnknown, PurposeWidened."""
    result = checked(wanted, offered=PURPOSES)
    if not set(result) <= set(current):
        raise PurposeWidened
    return result
