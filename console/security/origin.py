"""Refuse what another site makes a browser send here.

Source: the Fetch Metadata rule as Filippo Valsorda describes it in "Cross-Site Request Forgery" (2025):
trust Sec-Fetch-Site, fall back on Origin, and let through what is no browser at all (it has no cookies
of ours). SameSite=Strict on every cookie is the second wall.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_cross_origin(method: str, *, site: str | None, origin: str | None, host: str) -> bool:
    """Return whether a request that may change something comes from somewhere else.

    ``site`` and ``origin`` are the headers Sec-Fetch-Site and Origin, None when absent.
    """
    if method in SAFE_METHODS:
        return False
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != host


def is_known_host(host: str, known: Collection[str]) -> bool:
    """Return whether ``host``, as a request names it with or without a port, is one of ``known``.

    With none known every name is: then nginx, which knows its own name, stands in front.
    """
    try:
        return not known or urlsplit(f"//{host}").hostname in known
    except ValueError:  # a bracket that never closes
        return False
