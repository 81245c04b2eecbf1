"""The kinds of value a message may carry, each with its limit.

Every kind is a plain value that says ``accepts(value)`` and, as text, what it accepts: the verb tables
are built of these, and the test that pins the tables reads them. No kind accepts a path: the shaped
ones have no dot and no slash, and the free ones are never used as a name of anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class Kind(Protocol):
    """What a field may hold. JSON values only: str, bool, int, float, list, dict, None."""

    def accepts(self, value: object) -> bool:
        """Tell whether ``value`` has the type and stays within the limits."""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def accepts(self, value: object) -> bool:
        return isinstance(value, bool)

    def __str__(self) -> str:
        return "flag"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``low`` up to and including ``high``."""

    low: int
    high: int

    def accepts(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high

    def __str__(self) -> str:
        return f"whole {self.low}..{self.high}"


@dataclass(frozen=True, slots=True)
class Seconds:
    """A moment in a film, from 0 up to and including ``high`` seconds."""

    high: int

    def accepts(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return 0 <= value <= self.high

    def __str__(self) -> str:
        return f"seconds 0..{self.high}"


@dataclass(frozen=True, slots=True)
class Text:
    """Free text, without control characters unless ``lines`` allows tabs and line ends."""

    high: int  # characters
    low: int = 1
    lines: bool = False

    def accepts(self, value: object) -> bool:
        if not isinstance(value, str) or not self.low <= len(value) <= self.high:
            return False
        return not (_CONTROL_BUT_LINES if self.lines else _CONTROL).search(value)

    def __str__(self) -> str:
        return f"text {self.low}..{self.high}" + (" with lines" if self.lines else "")


@dataclass(frozen=True, slots=True)
class Shaped:
    """Text that matches ``pattern`` from its first to its last character."""

    name: str
    pattern: str

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) and re.fullmatch(self.pattern, value, re.ASCII) is not None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) and value in self.words

    def __str__(self) -> str:
        return "|".join(self.words)


@dataclass(frozen=True, slots=True)
class Several:
    """A list of ``low`` up to and including ``high`` values of a kind; ``distinct`` refuses one twice."""

    kind: Kind
    low: int
    high: int
    distinct: bool = True

    def accepts(self, value: object) -> bool:
        if not isinstance(value, list) or not self.low <= len(value) <= self.high:
            return False
        if not all(self.kind.accepts(item) for item in value):
            return False
        return not self.distinct or all(item not in value[:place] for place, item in enumerate(value))

    def __str__(self) -> str:
        count = str(self.low) if self.low == self.high else f"{self.low}..{self.high}"
        return f"{count}{' different' if self.distinct else ''} [{self.kind}]"


@dataclass(frozen=True, slots=True)
class Record:
    """An object with exactly these fields."""

    fields: Mapping[str, Kind]

    def accepts(self, value: object) -> bool:
        if not isinstance(value, dict) or value.keys() != self.fields.keys():
            return False
        return all(kind.accepts(value[name]) for name, kind in self.fields.items())

    def __str__(self) -> str:
        return ", ".join(f"{name}: {kind}" for name, kind in self.fields.items())


@dataclass(frozen=True, slots=True)
class Maybe:
    """A field that may be left out altogether; when it is there it holds ``kind``."""

    kind: Kind

    def accepts(self, value: object) -> bool:
        return self.kind.accepts(value)

    def __str__(self) -> str:
        return f"{self.kind}, may be left out"


WORD = Shaped("word", r"[A-Za-z0-9_-]{1,32}")
NAME = Text(80)  # of a person, a room or a box, as people say it
TEXT_DIGEST = Shaped("sha256: of a text", r"sha256:[0-9a-f]{64}")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
