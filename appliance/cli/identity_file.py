"""The identity file a person holds: as text, as an editor changed it, or locked with a passphrase.

A locked one is itself an age file, as ``age -p`` makes it. The key it holds stays in memory.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from pathlib import Path

from appliance.cli.os_words import in_dutch
from appliance.crypto.age_file import decrypt_stream
from appliance.crypto.armor import without_armor
from appliance.crypto.identities import Identity, read_identities
from appliance.crypto.passphrase import PassphraseIdentity
from appliance.domain.errors import IdentityDamaged, KeyFileUnusable, PassphraseWrong, WrongIdentity

FILE_MAX_BYTES = 1024 * 1024

_LOCKED = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_identity_file(path: Path, ask_passphrase: Callable[[], str]) -> tuple[Identity, ...]:
    """Return the identities in a file; ask for a passphrase only when the file is locked with one.

    Raises: KeyFileUnusable (the system refuses), IdentityDamaged, PassphraseWrong, SealError (a locked file
    that was damaged).
    """
    try:
        with path.open("rb") as file:
            content = file.read(FILE_MAX_BYTES + 1)
    except OSError as error:
        raise KeyFileUnusable(f"{path}: {in_dutch(error)}") from error
    if len(content) > FILE_MAX_BYTES:
        raise IdentityDamaged(f"{path} is te groot")
    if content.startswith(_LOCKED):
        content = _unlock(content, ask_passphrase())
    return read_identities(_as_text(content))


def _unlock(content: bytes, passphrase: str) -> bytes:
    source = without_armor(io.BufferedReader(io.BytesIO(content)))
    try:
        return b"".join(decrypt_stream(source, [PassphraseIdentity(passphrase)]))
    except WrongIdentity as error:
        raise PassphraseWrong from error


def _as_text(content: bytes) -> str:
    """Decode what an editor wrote; Windows PowerShell makes UTF-16 of every redirected text."""
    try:
        return content.decode("utf-16" if content.startswith(_UTF16) else "utf-8")
    except UnicodeDecodeError:
        # Without the cause: it carries the whole content.
        raise IdentityDamaged("dit is geen tekst") from None
