"""On which line of a TOML file does a key stand? For people who look for a fault; nothing is decided by it.

tomllib tells no places of what it read. This finds plain tables and keys, which is all that a provisioning
file has; what it cannot find it leaves without a number.
"""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*\[([A-Za-z0-9_.\- ]+)\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


def line_numbers(text: str) -> dict[str, int]:
    """Return the line (from 1) of every table and every dotted key."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _TABLE.fullmatch(line):
            table = heading[1].replace(" ", "")
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(f"{table}.{key[1]}" if table else key[1], number)
    return found


def with_line(fault: str, numbers: dict[str, int]) -> str:
    """Return a fault with its line before it; of a key that is missing that of its table."""
    key = fault.partition(":")[0]
    while key and key not in numbers:
        key = key.rpartition(".")[0]
    return f"Regel {numbers[key]}: {fault}" if key else fault
