"""Taking pieces out may take minutes: the box works on, and the tablet says so instead of standing still.

The work is one question to the box, asked by a thread of its own. Nothing here can be undone halfway: the
client said yes on the screen before.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from appliance.control.errors import SpiegelboxError
from console.box import BoxPort

SOON_S = 1.5  # most cuts are done by then, and nobody sees a screen flash by


class Cutting:
    """One cut under way; once over it has the ``recording`` as it is now, or the ``trouble``."""

    def __init__(self, box: BoxPort, *, playback: str, pieces: Sequence[tuple[float, float]]) -> None:
        self.recording: dict[str, Any] | None = None
        self.trouble: SpiegelboxError | None = None
        self._box, self._playback = box, playback
        self._over = threading.Event()
        question = {"playback": playback, "pieces": [list(piece) for piece in pieces]}
        threading.Thread(target=self._ask, args=(box, question), name="cutting", daemon=True).start()

    def is_over(self, *, within_s: float = 0.0) -> bool:
        """Return whether it is done, or failed; wait at most ``within_s`` for that."""
        return self._over.wait(within_s)

    def done(self) -> float | None:
        """Return how far the box is, 0 to 1; None when it does not tell."""
        try:
            done: float | None = self._box.ask("review.progress", playback=self._playback)["done"]
        except SpiegelboxError:  # the cut itself tells what went wrong, when it is over
            return None
        return done

    def _ask(self, box: BoxPort, question: dict[str, Any]) -> None:
        try:
            self.recording = box.ask("review.cut", **question)["recording"]
        except SpiegelboxError as trouble:
            self.trouble = trouble
        finally:
            self._over.set()
