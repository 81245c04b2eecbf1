"""The text form of an age file, for mail and the clipboard: PEM with one allowed spelling.

A stream around a stream, in constant memory. Lines end with LF or CRLF, blanks are allowed around the block
only. Source: C2SP age.md, "ASCII armor"; RFC 7468 section 3, strict.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from appliance.crypto import canonical_base64
from appliance.domain.errors import ArmorDamaged

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"

_DASHES = b"-----"
_COLUMNS = 64
_LINE_MAX_BYTES = 128
_BLANKS_MAX_BYTES = 1024
_BLANKS = b" \t\r\n"


def armored(sealed: bytes) -> bytes:
    """Return a whole age file in its text form."""
    text = canonical_base64.encode(sealed, padded=True)
    lines = (text[start : start + _COLUMNS] for start in range(0, len(text), _COLUMNS))
    return b"\n".join((BEGIN, *lines, END, b""))


def without_armor(source: io.BufferedReader) -> io.BufferedReader:
    """Return the binary age file in a source, whether or not it stands there in its text form.

    While reading it raises ArmorDamaged where the text form has another spelling than its canonical one.
    """
    start = source.peek(_BLANKS_MAX_BYTES)[:_BLANKS_MAX_BYTES].lstrip(_BLANKS)
    return io.BufferedReader(_Dearmored(source)) if start.startswith(_DASHES) else source


class _Dearmored(io.RawIOBase):
    """The bytes inside one block, a line at a time."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._held = b""
        self._begun = False
        self._last_line_read = False
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        if not self._begun:
            self._begin()
        while not self._held and not self._ended:
            self._held = self._next_bytes()
        given = self._held[: len(view)]
        view[: len(given)] = given
        self._held = self._held[len(given) :]
        return len(given)

    def _begin(self) -> None:
        while not (line := self._next_line()).strip(_BLANKS):
            continue  # the first dashes stand within _BLANKS_MAX_BYTES: that is how armor was recognised
        if line != BEGIN:
            raise ArmorDamaged("de eerste regel klopt niet")
        self._begun = True

    def _next_bytes(self) -> bytes:
        line = self._next_line()
        if line == END:
            self._ended = True
            if self._source.read(_BLANKS_MAX_BYTES).strip(_BLANKS) or self._source.read(1):
                raise ArmorDamaged("achter de laatste regel staat nog iets")
            return b""
        # Only the last line may be shorter, and it is never empty.
        if self._last_line_read or not 0 < len(line) <= _COLUMNS:
            raise ArmorDamaged("een regel heeft een verkeerde lengte")
        self._last_line_read = len(line) < _COLUMNS or line.endswith(b"=")
        try:
            return canonical_base64.decode(line, padded=True)
        except ValueError as error:
            raise ArmorDamaged("een regel is geen zuivere base64") from error

    def _next_line(self) -> bytes:
        line = self._source.readline(_LINE_MAX_BYTES)
        if not line.endswith(b"\n") and line != END:
            raise ArmorDamaged("een regel is te lang of houdt ineens op")
        return line.removesuffix(b"\n").removesuffix(b"\r")
