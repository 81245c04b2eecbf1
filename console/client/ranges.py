"""One HTTP byte range, read out of its header. Pure. Source: RFC 9110, section 14."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?\s*")


class RangeUnsatisfiable(ValueError):
    """The range lies outside the file (HTTP 416)."""


def read_range(header: str | None, size_bytes: int) -> tuple[int, int] | None:
    """Return ``(offset, length)`` in bytes, or None for the whole file.

    A header we do not understand, or with several ranges, counts as absent, as the RFC allows.
    Raises: RangeUnsatisfiable.
    """
    match = _RANGE.fullmatch(header or "")
    if match is None or match.group(1, 2) == (None, None):
        return None
    first, last = match.groups()
    if first is None:  # the last so many bytes
        length = min(int(last), size_bytes)
        offset = size_bytes - length
    else:
        offset = int(first)
        end = size_bytes if last is None else min(int(last) + 1, size_bytes)
        length = end - offset
    if length <= 0:
        raise RangeUnsatisfiable
    return offset, length
