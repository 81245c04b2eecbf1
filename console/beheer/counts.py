"""Which of the month counters may be shown. Pure.

How often people said no is told only of months that are over, and never a small number: whoever looks
before and after one talk would otherwise know what that client said. The other counters are about the
box and name nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

FEW = 5
ABOUT_PEOPLE = frozenset({"no"})


def shown(count: int, name: str, *, month: str, this_month: str) -> str:
    """Return ``number``, ``few`` or ``open`` for what may be told of a counter; months as ``2026-11``."""
    if name not in ABOUT_PEOPLE:
        return "number"
    if month >= this_month:
        return "open"
    return "number" if count >= FEW else "few"


def rows(
    counters: Mapping[str, Mapping[str, int]], *, this_month: str
) -> Iterator[tuple[str, str, int, str]]:
    """Yield ``(month, name, count, shown)``, the newest month first."""
    for month, counts in sorted(counters.items(), reverse=True):
        for name, count in sorted(counts.items()):
            yield month, name, count, shown(count, name, month=month, this_month=this_month)


def months_before(this_month: str, count: int) -> list[str]:
    """Return the ``count`` months before this one, the newest first."""
    year, month = map(int, this_month.split("-"))
    last = year * 12 + month - 1
    return [f"{index // 12:04}-{index % 12 + 1:02}" for index in range(last - 1, last - 1 - count, -1)]
