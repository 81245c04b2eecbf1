"""The end of a talk: "Nog steeds goed?", wiping the last minutes, and a film that a boot found waiting.

Silence keeps a film in its window, unconfirmed: it is destroyed there when nobody says yes. Owner's thread.
"""

from __future__ import annotations

from appliance.domain.errors import WrongState
from appliance.domain.session import FILM_OPEN, TalkEvent, TalkState
from appliance.recorder.filming import Filming
from appliance.recorder.stage import Stage
from appliance.recorder.talk import Talk
from appliance.store.state import RecordingRow

_S, _E = TalkState, TalkEvent


class Ending:
    """Ends a talk and its film."""

    def __init__(self, *, stage: Stage, filming: Filming) -> None:
        self._stage, self._filming = stage, filming

    def wipe_tail(self, *, minutes: int) -> None:
        """Have the last minutes removed. Raises: WrongState."""
        stage = self._stage
        if stage.talk is None or not stage.talk.recording_id or stage.state not in FILM_OPEN | {_S.CLOSING}:
            raise WrongState
        self._filming.wipe_tail(stage.talk, minutes=minutes)

    def closing(self, answer: str) -> None:
        """Take the client's word on "Nog steeds goed?": keep, look or discard. Raises: WrongState."""
        stage = self._stage
        if stage.talk is None or stage.state is not _S.CLOSING:
            raise WrongState
        talk, stage.talk = stage.talk, None  # the film stands on its own from here
        if answer == "discard":
            self._filming.discard(talk)
        else:
            self._filming.end(talk, confirmed=answer == "keep")
        stage.end(_E.ANSWERED)

    def leave(self) -> None:
        """Close a film whose question nobody answered."""
        stage = self._stage
        if stage.talk is not None and stage.talk.recording_id:
            talk, stage.talk = stage.talk, None
            self._filming.end(talk, confirmed=False)

    def film_waits(self, row: RecordingRow) -> None:
        """After a power cut: ask "Nog steeds goed?" about the film that boot sealed."""
        talk = Talk(row.talk_code, row.klantmanager, row.language, row.people)
        talk.recording_id, talk.film, talk.wipes = row.id, row.film, row.unfinished_cuts
        talk.kept_s, talk.stopped_at = row.seconds, row.finished_at
        self._stage.talk = talk
        self._stage.move(_E.FILM_WAITS)

    def shut_down(self) -> None:
        """Close the camera and seal the film; the next boot asks the closing question."""
        talk, capture = self._stage.talk, self._filming.capture
        capture.hold()
        if talk is not None and talk.recording_id:
            self._filming.seal_for_boot(talk)
        capture.wait()
        if talk is not None:
            talk.forget_keys()
