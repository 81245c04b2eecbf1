"""Looking back in the recorder in memory: what a review code opens, and what can be taken away with it."""

from __future__ import annotations

import json
from typing import Any

from appliance.control import READ_BYTES
from appliance.domain.errors import CodeWithdrawsOnly, WrongState
from appliance.domain.purposes import narrowed
from appliance.domain.recording import VIEWABLE, RecordingEvent
from appliance.domain.review import WORDS, ReviewCode
from tests.console.fake_state import FakeState


class FakeReviews(FakeState):
    """Answers every ``review`` verb, and a withdrawal by code."""

    def _review_open(self, code: str) -> dict[str, Any]:
        film = self._film_of(code)
        if film.code != ReviewCode.parse(code):
            raise CodeWithdrawsOnly
        if film.standing.state not in VIEWABLE:
            raise WrongState
        playback = f"playback-{len(self.playbacks) + 1}"
        self.playbacks[playback] = film.id
        wiped, film.wipe_waits = film.wipe_waits, False
        return {"playback": playback, "wiped": wiped, "recording": self._row(film)}

    def _review_index(self, playback: str) -> tuple[dict[str, Any], bytes]:
        return {}, json.dumps(self._playing(playback).index).encode()

    def _review_read(self, playback: str, offset: int, length: int) -> tuple[dict[str, Any], bytes]:
        assert length <= READ_BYTES
        return {}, self._playing(playback).data[offset : offset + length]

    def _review_copy(self, playback: str) -> dict[str, Any]:
        self.copy_left = b"age-encryption.org/v1\n" + bytes(len(self._playing(playback).data))
        return {"words": list(WORDS[:8]), "size_bytes": len(self.copy_left)}

    def _review_copy_read(self, playback: str) -> tuple[dict[str, Any], bytes]:
        self._playing(playback)
        piece, self.copy_left = self.copy_left[:300], self.copy_left[300:]
        return {}, piece

    def _review_close(self, playback: str) -> dict[str, Any]:
        self.playbacks.pop(playback, None)
        return {}

    def _review_progress(self, playback: str) -> dict[str, Any]:
        self._playing(playback)
        return {"done": self.cut_done}

    def _review_confirm(self, playback: str) -> dict[str, Any]:
        film = self._playing(playback)
        self._turn(film, RecordingEvent.CONFIRM)
        return {"recording": self._row(film)}

    def _review_withdraw(self, playback: str) -> dict[str, Any]:
        film = self._playing(playback)
        self.playbacks.pop(playback)
        return self._withdraw(film)

    def _review_narrow(self, playback: str, purposes: list[str]) -> dict[str, Any]:
        film = self._playing(playback)
        film.purposes = narrowed(film.purposes, purposes)
        return {"recording": self._row(film)}

    def _review_cut(self, playback: str, pieces: list[list[float]]) -> dict[str, Any]:
        film = self._playing(playback)
        self.cut_may_end.wait(60)
        film.seconds -= sum(end - start for start, end in pieces)
        film.gaps += len(pieces)
        return {"recording": self._row(film)}

    def _withdraw_by_code(self, code: str) -> dict[str, Any]:
        return self._withdraw(self._film_of(code))
