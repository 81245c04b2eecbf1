"""Checkpoints: the box's signed word for how long its log is and what stands in it.

Whoever holds one can prove later that a line was altered, dropped or put in afterwards, without ever having
seen the log. The key is the box's own under the log's name; the log's origin, the first line of the text,
keeps a checkpoint from passing for any other note. Source: https://c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.crypto import canonical_base64
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.errors import NoteAltered

ORIGIN = "spiegelbox/audit/"
_ROOT_BYTES = 32
_MARK_LETTERS = 12
_MARK = re.compile(rf"([1-9][0-9]{{0,17}})-([0-9a-f]{{{_MARK_LETTERS}}})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first ``size`` lines of the log ``origin`` have this Merkle root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{canonical_base64.encode(self.root, padded=True).decode()}\n"


def log_signer(box: NoteSigner) -> NoteSigner:
    """Return the box's key under the name of its audit log: a log's key is named after its origin."""
    return NoteSigner(ORIGIN + box.name, box.secret)


def sign_checkpoint(signer: NoteSigner, *, size: int, root: bytes) -> str:
    """Return the checkpoint of the signer's log as a signed note."""
    return signer.sign(str(Checkpoint(signer.name, size, root)))


def read_checkpoint(verifier: NoteVerifier, note: str) -> Checkpoint:
    """Return the checkpoint in a note that this log's key signed.

    Raises: NoteAltered (as ``NoteVerifier.verify``, or not a checkpoint of this log).
    """
    checkpoint = parse_checkpoint(verifier.verify(note))
    if checkpoint.origin != verifier.name:
        raise NoteAltered("een ijkpunt van een ander logboek")
    return checkpoint


def parse_checkpoint(text: str) -> Checkpoint:
    """Return what the text of a note says; whether it is true is for ``read_checkpoint``.

    Lines behind the first three are extensions, allowed by the form. Raises: NoteAltered.
    """
    match text.split("\n"):
        case [origin, size, root, *extensions, ""] if _SIZE.fullmatch(size) and "" not in extensions:
            hashed = _decoded(root)
            if origin and len(hashed) == _ROOT_BYTES:
                return Checkpoint(origin, int(size), hashed)
    raise NoteAltered("geen ijkpunt")


def log_mark(size: int, root: bytes) -> str:
    """Return a checkpoint for paper: the number of lines and the first 48 bits of the root, no signature.

    The paper is in the client's hand, out of reach of who owns the box: that is what makes it a witness.
    """
    return f"{size}-{root.hex()[:_MARK_LETTERS]}"


def read_mark(text: str) -> tuple[int, str]:
    """Return the size and the first letters of the root. Raises: NoteAltered (no mark)."""
    found = _MARK.fullmatch(text.strip().lower())
    if not found:
        raise NoteAltered("geen kenmerk van een logboek")
    return int(found[1]), found[2]


def _decoded(text: str) -> bytes:
    try:
        return canonical_base64.decode(text.encode(), padded=True)
    except ValueError as error:
        raise NoteAltered("geen zuivere base64") from error
