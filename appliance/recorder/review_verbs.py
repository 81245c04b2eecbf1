"""The questions of whoever has a code: look back, cut, narrow, copy, say yes once more, or withdraw."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from appliance.control.replies import Reply
from appliance.hardware.ports import Clock
from appliance.recorder.reviewing import Reviewing
from appliance.recorder.screens import recording_fields
from appliance.store.state import RecordingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewVerbs:
    """Answers on socket threads; film goes straight from the process that knows the code."""

    reviewing: Reviewing
    clock: Clock

    def console(self) -> dict[str, Callable[..., Reply]]:
        review = self.reviewing
        return {
            "review.open": self._open,
            "review.index": lambda playback: Reply(body=json.dumps(review.index(playback)).encode()),
            "review.read": lambda playback, offset, length: Reply(
                body=review.read(playback, offset=offset, length=length)
            ),
            "review.copy": self._begin_copy,
            "review.copy_read": lambda playback: Reply(body=review.read_copy(playback)),
            "review.receipt": lambda playback: Reply(body=review.receipt(playback)),
            "review.close": self._close,
            "review.confirm": lambda playback: self._one(review.confirm(playback)),
            "review.narrow": lambda playback, purposes: self._one(review.narrow(playback, purposes)),
            "review.cut": lambda playback, pieces: self._one(
                review.cut(playback, [(float(a), float(b)) for a, b in pieces])
            ),
            "review.progress": lambda playback: Reply({"done": review.progress(playback)}),
            "review.withdraw": lambda playback: Reply(asdict(review.withdraw_playback(playback))),
            "withdraw.by_code": lambda code: Reply(asdict(review.withdraw_by_code(code))),
        }

    def _open(self, *, code: str) -> Reply:
        handle, row, wiped = self.reviewing.open(code)
        return Reply({"playback": handle, "wiped": wiped, **self._one(row).fields})

    def _close(self, *, playback: str) -> Reply:
        self.reviewing.close(playback)
        return Reply()

    def _begin_copy(self, *, playback: str) -> Reply:
        """Give the words of a client's own copy, told once; its bytes follow piece by piece."""
        recipient, size_bytes = self.reviewing.begin_copy(playback)
        return Reply({"words": list(recipient.words), "size_bytes": size_bytes})

    def _one(self, row: RecordingRow) -> Reply:
        return Reply({"recording": recording_fields(row, now=self.clock.now())})
