"""The socket between the recorder and everybody else: who may ask, what, and how it looks as bytes.

The console and sync see the box only through this package. What they need stands here; the errors they
may meet stand in ``appliance.control.errors``. The recorder's side (``server``, ``listening``,
``peer``) is imported by its own name.

Source: design §2.
"""

from appliance.control.client import ControlClient
from appliance.control.messages import READ_BYTES, VERBS, Role
from appliance.control.token import make_token, new_token_key, public_key_of, read_token
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.consent import TOKEN_LIFE, ConsentToken
from appliance.domain.errors import RecorderUnreachable, SpiegelboxError

__all__ = [
    "READ_BYTES",
    "TOKEN_LIFE",
    "VERBS",
    "ConsentToken",
    "ControlClient",
    "NoteSigner",
    "NoteVerifier",
    "RecorderUnreachable",
    "Role",
    "SpiegelboxError",
    "make_token",
    "new_token_key",
    "public_key_of",
    "read_token",
]
