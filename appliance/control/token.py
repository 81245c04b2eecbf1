"""The consent token on its way from the console to the recorder: a signed note around one JSON line.

The console signs what everybody in the room said; the recorder reads it here and then compares it with
what it heard itself (``appliance.domain.consent.check_token``). A token that reads well here is only
whole and from our console: it is not yet a yes to the talk in this room.

Source: design §4 "Consent token" and "Signed notes".
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from appliance.control.fields import NAME, TEXT_DIGEST, WORD, Record, Several, Shaped, Text, Whole
from appliance.control.framing import decode, encode
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.consent import ConsentToken
from appliance.domain.errors import MessageDamaged, NoteAltered, TokenAltered

KIND = "spiegelbox/consent-token/v1"
TOKEN_BYTES = 4096
_KEY_NAME = "spiegelbox-console"
_VERSION = 1

_UNIX_TIME = Whole(0, 2**33)
_FORM = Record(
    {
        "v": Whole(_VERSION, _VERSION),
        "box": NAME,
        "room": NAME,
        "boot": Text(64),
        "talk": WORD,
        "jti": Shaped("random handle", r"[A-Za-z0-9_-]{16,64}"),
        "text": TEXT_DIGEST,
        "purposes": Several(WORD, 1, 8),
        "people": Several(WORD, 1, 8),
        "iat": _UNIX_TIME,
        "exp": _UNIX_TIME,
        "max_duration_s": Whole(1, 24 * 3600),
    }
)


def new_token_key() -> str:
    """Return a new private key of a console, as text for a file that only the console reads."""
    return NoteSigner.generate(_KEY_NAME).to_text()


def public_key_of(private_key: str) -> str:
    """Return the public half as it stands in the box's settings. Raises: NoteKeyDamaged."""
    return str(NoteSigner.from_text(private_key).verifier)


def make_token(signer: NoteSigner, token: ConsentToken) -> str:
    """Return ``token`` as a signed note; its times lose their fractions of a second.

    Raises: ValueError (a value no recorder would accept, such as a time without a zone).
    """
    if token.iat.tzinfo is None or token.exp.tzinfo is None:
        raise ValueError("a token's times need a zone")
    fields: dict[str, object] = {
        "v": _VERSION,
        "box": token.box,
        "room": token.room,
        "boot": token.boot,
        "talk": token.talk,
        "jti": token.jti,
        "text": token.text,
        "purposes": list(token.purposes),
        "people": list(token.people),
        "iat": int(token.iat.timestamp()),
        "exp": int(token.exp.timestamp()),
        "max_duration_s": token.max_duration_s,
    }
    if not _FORM.accepts(fields):
        raise ValueError("no recorder would read this token")
    return signer.sign_as(KIND, encode(fields, max_bytes=TOKEN_BYTES).decode())


def read_token(verifier: NoteVerifier, text: str) -> ConsentToken:
    """Return the token in ``text`` when our console signed it and it has exactly the form of a token.

    Raises: TokenAltered.
    """
    if len(text) > TOKEN_BYTES:
        raise TokenAltered
    try:
        fields = decode(verifier.verify_as(KIND, text).encode())
    except (NoteAltered, MessageDamaged):
        raise TokenAltered from None
    if not _FORM.accepts(fields):
        raise TokenAltered
    return _held(fields)


def _held(fields: dict[str, Any]) -> ConsentToken:
    """Return fields that have the form of a token as the token."""
    values = {name: value for name, value in fields.items() if name != "v"}
    for name in ("purposes", "people"):
        values[name] = tuple(values[name])
    for name in ("iat", "exp"):
        values[name] = datetime.fromtimestamp(values[name], UTC)
    return ConsentToken(**values)
