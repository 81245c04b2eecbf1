"""One recipient stanza of an age header: the file key, wrapped for one recipient.

This room knows the lines of a stanza, never what they mean. Source: C2SP age.md, "Recipient stanza" and
the ABNF under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from appliance.crypto import canonical_base64
from appliance.domain.errors import HeaderDamaged

COLUMNS = 64
"""A body line of this many letters is followed by another; the last one is shorter, perhaps empty."""

_MARK = b"-> "
_ARGUMENT = re.compile(rb"[!-~]+")


@dataclass(frozen=True, slots=True)
class Stanza:
    """A recipient type, its further arguments and the body."""

    type: str
    arguments: tuple[bytes, ...]
    body: bytes

    def written(self) -> bytes:
        """Return the stanza as lines of a header."""
        body = canonical_base64.encode(self.body)
        first = _MARK + b" ".join((self.type.encode(), *self.arguments))
        # One line more than the full ones: the last line is always short, so it may be empty.
        lines = [body[start : start + COLUMNS] for start in range(0, len(body) + 1, COLUMNS)]
        return b"".join(line + b"\n" for line in (first, *lines))


def read_stanza(first_line: bytes, next_line: Callable[[], bytes]) -> Stanza:
    """Read one stanza; lines come without their newline.

    Raises: HeaderDamaged (the lines are not a stanza in its one canonical form).
    """
    if not first_line.startswith(_MARK):
        raise HeaderDamaged("een regel hoort niet in de kop")
    arguments = first_line.removeprefix(_MARK).split(b" ")
    if not all(_ARGUMENT.fullmatch(argument) for argument in arguments):
        raise HeaderDamaged("een ontvanger heeft een onmogelijk argument")
    return Stanza(arguments[0].decode("ascii"), tuple(arguments[1:]), _read_body(next_line))


def _read_body(next_line: Callable[[], bytes]) -> bytes:
    lines = [next_line()]
    while len(lines[-1]) == COLUMNS:
        lines.append(next_line())
    if len(lines[-1]) > COLUMNS:
        raise HeaderDamaged("een regel van de kop is te lang")
    try:
        return canonical_base64.decode(b"".join(lines))
    except ValueError as error:
        raise HeaderDamaged("een regel van de kop is geen zuivere base64") from error
