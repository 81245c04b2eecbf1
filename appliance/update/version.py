"""Versions as RAUC compares them: whole numbers with dots, perhaps one pre-release word behind a dash.

Source: https://semver.org, sections 9 to 11, as far as our own releases use it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

_FORM = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-([a-z]{1,12}\.\d{1,6}))?", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True)
class Version:
    """``1.4.0`` or ``1.4.0-rc.2``, which comes before it."""

    numbers: tuple[int, int, int]
    pre: tuple[str, int] | None = None

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read a version. Raises: ValueError."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f"not a version: {text[:40]!r}")
        word, _, number = (found[4] or "").partition(".")
        return cls((int(found[1]), int(found[2]), int(found[3])), (word, int(number)) if word else None)

    def __str__(self) -> str:
        core = ".".join(map(str, self.numbers))
        return f"{core}-{self.pre[0]}.{self.pre[1]}" if self.pre else core

    def __lt__(self, other: Version) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[tuple[int, int, int], bool, tuple[str, int]]:
        return self.numbers, self.pre is None, self.pre or ("", 0)
