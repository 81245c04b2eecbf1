"""Every question that may be asked of the recorder, per role, as tables.

What does not stand here cannot be asked. The hostile-console rule is kept by these tables and pinned by
a test: no verb starts the camera (``talk.resume`` and ``talk.resume_part`` are the client's word that it
may go on; the button does it), gives film without the client's code, shortens a window, edits the
audit log or names a path.

Source: design §2 "IPC" and "Hostile-console rule", journeys "Main line" and "Exceptions".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from appliance.control.fields import (
    NAME,
    TEXT_DIGEST,
    WORD,
    Flag,
    Kind,
    Maybe,
    OneOf,
    Record,
    Seconds,
    Several,
    Shaped,
    Text,
    Whole,
)
from appliance.domain.errors import MessageDamaged, UnknownField, UnknownVerb
from appliance.domain.feedback import FACES

Fields = Mapping[str, Kind]


class Role(Enum):
    """Who asks: each role has a socket and a Unix user of its own."""

    CONSOLE = "console"
    SYNC = "sync"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Request:
    """A question that stands in the tables, with fields of the right kinds."""

    verb: str
    fields: dict[str, object]


READ_BYTES = 1024 * 1024  # the most film one review.read may ask for

_HANDLE = Shaped("handle", r"[A-Za-z0-9_-]{1,64}")
_RECORDING = Shaped("recording id", r"[0-9a-f]{32}")
_RECORDING_OR_NONE = Shaped("recording id or nothing", r"([0-9a-f]{32})?")
_DIGEST = Shaped("sha256", r"[0-9a-f]{64}")
_DAY = Shaped("day", r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = Shaped("month", r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_PART_NAME = Shaped("part name", r"part-[0-9]{5}")
_CODE = Text(200, low=0, lines=True)  # as typed; the recorder says what is wrong with it
_WORDS = Several(WORD, 0, 8)
_TWO_NAMES = Several(NAME, 2, 2)
_PIECE = Several(Seconds(24 * 3600), 2, 2, distinct=False)
_SIZE = Whole(0, 2**40)
_FILMS = Several(_RECORDING, 0, 500)
_PART = Record({"name": _PART_NAME, "size_bytes": _SIZE, "sha256": _DIGEST})
_TALK: Fields = {"talk_code": WORD}
_PLAYBACK: Fields = {"playback": _HANDLE}

_CONSOLE: dict[str, Fields] = {
    "status": {"tablet": Maybe(Flag())},
    "policy": {},
    "health": {},
    "queue": {},
    "talk.ask": {"klantmanager": NAME, "language": WORD, "people": Several(WORD, 1, 8)},
    "talk.answer": {
        **_TALK,
        "person": WORD,
        "choice": OneOf(("yes", "no", "unsure")),
        "purposes": _WORDS,
        "text": TEXT_DIGEST,
        "read_aloud": Flag(),
        "via_tolk": Flag(),
    },
    "talk.consent": {**_TALK, "token": Text(4096, lines=True)},
    "talk.take_back": _TALK,
    "talk.visit": {},
    "talk.visitor_left": {},
    "talk.ask_again": {**_TALK, "role": WORD},
    "talk.pause": {},
    "talk.resume": {},
    "talk.stop": {"discard": Maybe(Flag())},
    "talk.wipe_tail": {"minutes": Whole(1, 240)},
    "talk.resume_part": {},
    "talk.self_test": {},
    "talk.closing": {"answer": OneOf(("keep", "look", "discard"))},
    "feedback.give": {"face": OneOf(FACES), "line": Text(300, low=0)},
    "feedback.month": {"month": _MONTH},
    "review.open": {"code": _CODE},
    "review.index": _PLAYBACK,
    "review.read": {**_PLAYBACK, "offset": _SIZE, "length": Whole(1, READ_BYTES)},
    "review.copy": _PLAYBACK,
    "review.copy_read": _PLAYBACK,
    "review.receipt": _PLAYBACK,
    "review.close": _PLAYBACK,
    "review.progress": _PLAYBACK,
    "review.confirm": _PLAYBACK,
    "review.withdraw": _PLAYBACK,
    "review.narrow": {**_PLAYBACK, "purposes": _WORDS},
    "review.cut": {**_PLAYBACK, "pieces": Several(_PIECE, 1, 200, distinct=False)},
    "withdraw.by_code": {"code": _CODE},
    "recordings.mine": {"klantmanager": NAME},
    "recordings.find": {"date": _DAY, "klantmanager": Maybe(NAME), "room": Maybe(NAME)},
    "recordings.by_code": {"code": _CODE},
    "recordings.withdraw": {"id": _RECORDING, "by": _TWO_NAMES},
    "recordings.withdraw_own": {"id": _RECORDING, "klantmanager": NAME},
    "recordings.klantmanager_left": {
        "klantmanager": NAME,
        "by": _TWO_NAMES,
        "keep": Several(_RECORDING, 0, 400),
    },
    "recordings.freeze": {"id": _RECORDING, "by": _TWO_NAMES, "days": Whole(1, 3650)},
    "recordings.thaw": {"id": _RECORDING, "by": _TWO_NAMES},
    "declarations.find": {"month": _MONTH},
    "declarations.give": {"id": _RECORDING},
}

_SYNC: dict[str, Fields] = {
    "sync.jobs": {},
    "sync.header": {"id": _RECORDING},
    "sync.manifest": {"id": _RECORDING, "parts": Several(_PART, 1, 400)},
    "sync.delivered": {"id": _RECORDING, "manifest_sha256": _DIGEST},
    "sync.erased": {"id": _RECORDING},
    "sync.progress": {"id": _RECORDING, "parts_done": Whole(0, 400), "parts": Whole(1, 400)},
    "sync.trouble": {
        "error": WORD,
        "sentence": Text(300),
        "next_step": Text(300),
        "id": _RECORDING_OR_NONE,
        "wait_s": Whole(0, 24 * 3600),
    },
    "sync.well": {},
    "sync.audit": {"since": _SIZE, "root": _DIGEST},
    "sync.holdings": {},
    "sync.listed": {"missing": _FILMS, "unknown": _FILMS, "back": _FILMS},
}

_UPDATE: dict[str, Fields] = {
    "update.situation": {},
    "update.wellness": {},
    "update.told": {"ok": Flag(), "sentence": Text(300)},
}

VERBS: Mapping[Role, Mapping[str, Fields]] = {
    Role.CONSOLE: _CONSOLE,
    Role.SYNC: _SYNC,
    Role.UPDATE: _UPDATE,
}

# Questions that change nothing: asking them twice gives what asking once gives.
REPEATABLE = frozenset(
    {
        "status",
        "policy",
        "health",
        "queue",
        "review.index",
        "review.read",
        "review.receipt",
        "review.progress",
        "recordings.mine",
        "recordings.find",
        "feedback.month",
        "declarations.find",
        "declarations.give",
        "sync.jobs",
        "sync.header",
        "sync.manifest",
        "sync.audit",
        "sync.holdings",
        "sync.listed",
        "update.situation",
        "update.wellness",
    }
)

# Questions that take as long as the film, or a slow key for each person: seconds to wait, on the slowest box.
SLOW_S: Mapping[str, float] = {
    "talk.consent": 60.0,
    "review.open": 600.0,
    "review.cut": 600.0,
    "review.copy": 60.0,
    "sync.manifest": 120.0,
}


def check_request(role: Role, message: Mapping[str, object]) -> Request:
    """Return ``message`` as a question that ``role`` may ask.

    Raises: UnknownVerb, UnknownField (one too many or too few), MessageDamaged (a value of another kind).
    """
    fields = dict(message)
    verb = fields.pop("verb", None)
    if not isinstance(verb, str) or verb not in VERBS[role]:
        raise UnknownVerb
    known = VERBS[role][verb]
    needed = {name for name, kind in known.items() if not isinstance(kind, Maybe)}
    if not needed <= fields.keys() <= known.keys():
        raise UnknownField(verb)
    for name, value in fields.items():
        if not known[name].accepts(value):
            raise MessageDamaged(f"{verb}: {name}")
    return Request(verb, fields)
