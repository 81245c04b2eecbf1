"""The header of an age file: the file key, wrapped for every recipient, and a MAC over it all.

Reading is strict and bounded: one spelling per header, at most ``HEADER_MAX_BYTES`` in memory whatever the
file says, and no file key leaves before the MAC fits. Source: C2SP age.md, "Header".
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.crypto import canonical_base64
from appliance.crypto.file_key import FILE_KEY_BYTES
from appliance.crypto.identities import Unwrapper, Wrapper
from appliance.crypto.passphrase import STANZA_TYPE as SCRYPT
from appliance.crypto.stanza import Stanza, read_stanza
from appliance.domain.errors import HeaderDamaged, MixedRecipients, NotAgeFile, WrongIdentity

HEADER_MAX_BYTES = 256 * 1024
"""About 160 post-quantum recipients; a municipality has three purposes with a few keys each."""

_FORMAT = b"age-encryption.org/"
_VERSION_LINE = _FORMAT + b"v1\n"
_END = b"---"
_MAC_LETTERS = 43


def make_header(file_key: bytes, recipients: Sequence[Wrapper]) -> bytes:
    """Return a complete header for a fresh 16-byte file key.

    Raises: MixedRecipients (post-quantum and ordinary recipients together; the file would be only as strong
    as the weakest; a passphrase beside anything else), ValueError (no recipients, a file key of another
    length, or more recipients than can be read back).
    """
    if len(file_key) != FILE_KEY_BYTES or not recipients:
        raise ValueError("a header needs a 16-byte file key and at least one recipient")
    if len({recipient.post_quantum for recipient in recipients}) > 1:
        raise MixedRecipients
    stanzas = [recipient.wrap(file_key) for recipient in recipients]
    if len(stanzas) > 1 and any(stanza.type == SCRYPT for stanza in stanzas):
        raise MixedRecipients
    covered = _VERSION_LINE + b"".join(stanza.written() for stanza in stanzas) + _END
    header = covered + b" " + canonical_base64.encode(_mac(file_key, covered)) + b"\n"
    if len(header) > HEADER_MAX_BYTES:
        raise ValueError("too many recipients for one header")
    return header


def open_header(source: BinaryIO, identities: Sequence[Unwrapper]) -> bytes:
    """Return the 16-byte file key, and leave the source just behind the header.

    Raises: NotAgeFile (the file starts as something else), HeaderDamaged (the header is not in its one
    canonical form, is too long, or its MAC does not fit), WrongIdentity (no identity opens any of its
    stanzas).
    """
    header = _read_header(source)
    file_key = _unwrap(header.stanzas, identities)
    if not hmac.compare_digest(_mac(file_key, header.covered), header.mac):
        raise HeaderDamaged("de MAC van de kop klopt niet")
    return file_key


@dataclass(frozen=True, slots=True)
class _Header:
    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes


class _Lines:
    """The lines of a header, counted so that an endless one stops."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.taken = bytearray()

    def next_line(self) -> bytes:
        """Return the next line without its newline."""
        room = HEADER_MAX_BYTES - len(self.taken)
        line = self._source.readline(room)
        self.taken += line
        if not line.endswith(b"\n"):
            raise HeaderDamaged("de kop is te lang" if len(line) == room else "de kop is niet compleet")
        return line[:-1]


def _read_header(source: BinaryIO) -> _Header:
    lines = _Lines(source)
    _check_version(source.readline(len(_VERSION_LINE)))
    stanzas = []
    while not (line := lines.next_line()).startswith(_END):
        stanzas.append(read_stanza(line, lines.next_line))
    # Only someone who knew the passphrase may have written a file that opens with it.
    if not stanzas or (len(stanzas) > 1 and any(stanza.type == SCRYPT for stanza in stanzas)):
        raise HeaderDamaged("de ontvangers passen niet bij elkaar" if stanzas else "geen ontvangers")
    mac_text = line.removeprefix(_END + b" ")
    try:
        mac = canonical_base64.decode(mac_text)
    except ValueError as error:
        raise HeaderDamaged("de MAC van de kop is geen zuivere base64") from error
    if len(mac_text) != _MAC_LETTERS:
        raise HeaderDamaged("de MAC van de kop heeft een verkeerde lengte")
    covered = _VERSION_LINE + bytes(lines.taken).removesuffix(line + b"\n") + _END
    return _Header(tuple(stanzas), covered, mac)


def _check_version(line: bytes) -> None:
    if not line.startswith(_FORMAT):
        raise NotAgeFile
    if line != _VERSION_LINE:
        raise HeaderDamaged("een onbekende versie van age")


def _unwrap(stanzas: Sequence[Stanza], identities: Sequence[Unwrapper]) -> bytes:
    for stanza in stanzas:
        for identity in identities:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return file_key
    raise WrongIdentity


def _mac(file_key: bytes, covered: bytes) -> bytes:
    key = HKDF(SHA256(), length=32, salt=None, info=b"header").derive(file_key)
    return hmac.digest(key, covered, "sha256")
