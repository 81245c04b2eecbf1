"""The form of a signed note: a text, an empty line, signature lines. Nothing here looks at a signature.

One spelling only: a note that could be written in two ways could be changed without anyone noticing.
Source: https://c2sp.org/signed-note, "Format".
"""

from __future__ import annotations

from appliance.crypto import canonical_base64
from appliance.domain.errors import NoteAltered

NOTE_MAX_BYTES = 1024 * 1024
SIGNATURES_MAX = 16
KEY_ID_BYTES = 4
DASH = "— "


def unverified_text(note: str) -> str:
    """Return the text of a note without looking at who signed it: a hint, never a proof.

    Raises: NoteAltered (not the form of a note).
    """
    return split_note(note)[0]


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Take a note apart at its last empty line: the text, and (name, id and signature) of each line.

    Raises: NoteAltered (not the form of a note).
    """
    if len(note) > NOTE_MAX_BYTES or not is_note_text(note):
        raise NoteAltered("geen bericht met handtekening")
    text, separator, block = note.rpartition("\n\n")
    lines = block.removesuffix("\n").split("\n")
    if not separator or not block.endswith("\n") or len(lines) > SIGNATURES_MAX:
        raise NoteAltered("geen bericht met handtekening")
    return f"{text}\n", [_read_signature(line) for line in lines]


def is_key_name(name: str) -> bool:
    """Say whether a name can stand in a signature line: no blanks, no plus signs, not empty."""
    return bool(name) and "+" not in name and is_note_text(name) and not any(map(str.isspace, name))


def is_note_text(text: str) -> bool:
    """Say whether this is UTF-8 without control characters other than newline."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not any(letter < " " and letter != "\n" for letter in text)


def _read_signature(line: str) -> tuple[str, bytes]:
    name, separator, value = line.removeprefix(DASH).rpartition(" ")
    try:
        signature = canonical_base64.decode(value.encode(), padded=True)
    except ValueError as error:
        raise NoteAltered("een handtekening is geen zuivere base64") from error
    if not line.startswith(DASH) or not separator or not is_key_name(name) or len(signature) <= KEY_ID_BYTES:
        raise NoteAltered("een regel met een handtekening klopt niet")
    return name, signature
