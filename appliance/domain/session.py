"""The life of one talk, as a table: which event leads from which state to which.

The camera may only be on in the states of ``CAMERA_ON``, and the only events that lead into them are a
physical press (``PRESS``) and the end of the count-down that the press began. No message from the
console is among them: that is the hostile-console rule, and a test walks the table for it.

Source: design "States", journeys "Main line" and exceptions 1-12, 18, 20-28.
"""

from __future__ import annotations

from enum import Enum

from appliance.domain.errors import WrongState


class TalkState(Enum):
    """Where the talk in the room stands."""

    IDLE = "idle"
    ASKED = "asked"
    CONSENTED = "consented"
    STARTING = "starting"  # 3-2-1: sensor on and lamp red, nothing is kept
    RECORDING = "recording"
    PAUSED = "paused"
    ALLOWED_AGAIN = "allowed_again"  # the client said "go on"; the camera waits for the button
    STARTING_AGAIN = "starting_again"
    VISITED = "visited"  # somebody came in: the camera is off until they say yes or leave
    ASKED_AGAIN = "asked_again"  # everybody is asked anew, with who came in
    SAVING = "saving"
    CLOSING = "closing"  # "Nog steeds goed?"
    HELP = "help"


class TalkEvent(Enum):
    """What can happen to a talk."""

    ASK = "ask"
    ALL_YES = "all-yes"  # a valid token for everybody in the room
    NO = "no"
    ASK_EXPIRED = "ask-expired"
    TAKE_BACK = "take-back"
    CONSENT_EXPIRED = "consent-expired"
    PRESS = "press"
    LONG_PRESS = "long-press"
    COUNTED_DOWN = "counted-down"
    PAUSE = "pause"
    CLIENT_GONE = "client-gone"  # the tablet is silent: pause first, stop later
    ALLOW_AGAIN = "allow-again"  # the client's tap, from a pause or from the closing question
    ALLOW_EXPIRED = "allow-expired"
    VISIT = "visit"  # "Er is iemand bij"
    VISITOR_LEFT = "visitor-left"
    ASK_AGAIN = "ask-again"  # the visitor stays, and may be asked
    STOP = "stop"
    LIMIT = "limit"
    SAVED = "saved"
    ANSWERED = "answered"
    CLOSING_EXPIRED = "closing-expired"
    FILM_GONE = "film-gone"  # withdrawn with the code or by the contact person, while the talk goes on
    FAULT = "fault"
    SELF_TEST_OK = "self-test-ok"
    FILM_WAITS = "film-waits"  # self-test ok, and a film still waits for its closing question


CAMERA_ON = frozenset({TalkState.STARTING, TalkState.RECORDING, TalkState.STARTING_AGAIN})
FILM_OPEN = frozenset(
    {
        TalkState.RECORDING,
        TalkState.PAUSED,
        TalkState.ALLOWED_AGAIN,
        TalkState.STARTING_AGAIN,
        TalkState.VISITED,
        TalkState.ASKED_AGAIN,
        TalkState.SAVING,
    }
)

_S, _E = TalkState, TalkEvent

TRANSITIONS: dict[tuple[TalkState, TalkEvent], TalkState] = {
    (_S.IDLE, _E.ASK): _S.ASKED,
    (_S.IDLE, _E.FILM_WAITS): _S.CLOSING,
    (_S.ASKED, _E.ASK): _S.ASKED,
    (_S.ASKED, _E.NO): _S.IDLE,
    (_S.ASKED, _E.TAKE_BACK): _S.IDLE,
    (_S.ASKED, _E.ASK_EXPIRED): _S.IDLE,
    (_S.ASKED, _E.ALL_YES): _S.CONSENTED,
    (_S.CONSENTED, _E.ASK): _S.ASKED,
    (_S.CONSENTED, _E.TAKE_BACK): _S.IDLE,
    (_S.CONSENTED, _E.CONSENT_EXPIRED): _S.IDLE,
    (_S.CONSENTED, _E.PRESS): _S.STARTING,
    (_S.STARTING, _E.PRESS): _S.IDLE,
    (_S.STARTING, _E.LONG_PRESS): _S.IDLE,
    (_S.STARTING, _E.STOP): _S.IDLE,
    (_S.STARTING, _E.TAKE_BACK): _S.IDLE,
    (_S.STARTING, _E.CLIENT_GONE): _S.IDLE,
    (_S.STARTING, _E.COUNTED_DOWN): _S.RECORDING,
    (_S.RECORDING, _E.PRESS): _S.SAVING,
    (_S.RECORDING, _E.LONG_PRESS): _S.SAVING,
    (_S.RECORDING, _E.STOP): _S.SAVING,
    (_S.RECORDING, _E.LIMIT): _S.SAVING,
    (_S.RECORDING, _E.PAUSE): _S.PAUSED,
    (_S.RECORDING, _E.CLIENT_GONE): _S.PAUSED,
    (_S.PAUSED, _E.ALLOW_AGAIN): _S.ALLOWED_AGAIN,
    (_S.PAUSED, _E.PRESS): _S.SAVING,
    (_S.PAUSED, _E.LONG_PRESS): _S.SAVING,
    (_S.PAUSED, _E.STOP): _S.SAVING,
    (_S.PAUSED, _E.LIMIT): _S.SAVING,
    (_S.PAUSED, _E.CLIENT_GONE): _S.SAVING,
    (_S.ALLOWED_AGAIN, _E.PRESS): _S.STARTING_AGAIN,
    (_S.ALLOWED_AGAIN, _E.PAUSE): _S.PAUSED,
    (_S.ALLOWED_AGAIN, _E.ALLOW_EXPIRED): _S.PAUSED,
    (_S.ALLOWED_AGAIN, _E.TAKE_BACK): _S.PAUSED,
    (_S.ALLOWED_AGAIN, _E.LONG_PRESS): _S.SAVING,
    (_S.ALLOWED_AGAIN, _E.STOP): _S.SAVING,
    (_S.ALLOWED_AGAIN, _E.LIMIT): _S.SAVING,
    (_S.ALLOWED_AGAIN, _E.CLIENT_GONE): _S.PAUSED,
    (_S.STARTING_AGAIN, _E.COUNTED_DOWN): _S.RECORDING,
    (_S.STARTING_AGAIN, _E.PRESS): _S.PAUSED,
    (_S.STARTING_AGAIN, _E.PAUSE): _S.PAUSED,
    (_S.STARTING_AGAIN, _E.TAKE_BACK): _S.PAUSED,
    (_S.STARTING_AGAIN, _E.CLIENT_GONE): _S.PAUSED,
    (_S.STARTING_AGAIN, _E.LONG_PRESS): _S.SAVING,
    (_S.STARTING_AGAIN, _E.STOP): _S.SAVING,
    (_S.STARTING_AGAIN, _E.LIMIT): _S.SAVING,
    **{
        (state, _E.VISIT): _S.VISITED
        for state in (_S.RECORDING, _S.PAUSED, _S.ALLOWED_AGAIN, _S.STARTING_AGAIN, _S.ASKED_AGAIN)
    },
    (_S.VISITED, _E.VISITOR_LEFT): _S.PAUSED,
    (_S.VISITED, _E.ASK_AGAIN): _S.ASKED_AGAIN,
    (_S.VISITED, _E.PRESS): _S.SAVING,
    **{
        (state, event): _S.SAVING
        for state in (_S.VISITED, _S.ASKED_AGAIN)
        for event in (_E.LONG_PRESS, _E.STOP, _E.LIMIT, _E.CLIENT_GONE)
    },
    (_S.ASKED_AGAIN, _E.ALL_YES): _S.ALLOWED_AGAIN,
    (_S.ASKED_AGAIN, _E.NO): _S.VISITED,
    (_S.ASKED_AGAIN, _E.TAKE_BACK): _S.VISITED,
    (_S.ASKED_AGAIN, _E.ASK_EXPIRED): _S.VISITED,
    (_S.SAVING, _E.SAVED): _S.CLOSING,
    (_S.CLOSING, _E.ANSWERED): _S.IDLE,
    (_S.CLOSING, _E.CLOSING_EXPIRED): _S.IDLE,
    (_S.CLOSING, _E.ASK): _S.ASKED,
    (_S.CLOSING, _E.ALLOW_AGAIN): _S.ALLOWED_AGAIN,
    (_S.HELP, _E.SELF_TEST_OK): _S.IDLE,
    (_S.HELP, _E.FILM_WAITS): _S.CLOSING,
    **{(state, _E.FILM_GONE): _S.IDLE for state in TalkState if state in FILM_OPEN | {_S.CLOSING}},
    (_S.HELP, _E.FILM_GONE): _S.HELP,
    **{(state, _E.FAULT): _S.HELP for state in TalkState},
}


def next_talk_state(state: TalkState, event: TalkEvent) -> TalkState:
    """Return where ``event`` leads from ``state``. Raises: WrongState."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise WrongState(f"{event.value} in {state.value}") from None
