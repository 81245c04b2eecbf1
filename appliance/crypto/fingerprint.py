"""The fingerprint of a recipient: short enough to read aloud over the phone, long enough to trust.

24 hex digits (96 bits) of SHA-256 over the recipient as it is written, in six groups of four. Who would make
another key with the same fingerprint must try 2^96 of them. A public value; the key itself is not in it.
"""

from __future__ import annotations

import hashlib

_DIGITS, _GROUP = 24, 4


def fingerprint(recipient: str) -> str:
    """Return the fingerprint of a recipient (``age1...``, blanks around it do no harm): ``1f2e 3d4c ...``."""
    digest = hashlib.sha256(recipient.strip().encode()).hexdigest()
    return " ".join(digest[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def as_read_aloud(text: str) -> str:
    """Return a fingerprint as it is compared: typed with other blanks or in capitals it is the same one."""
    return "".join(text.split()).lower()
