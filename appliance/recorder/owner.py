"""The one thread that owns the recorder's state.

Button, camera, sockets and timers only put work on this queue; nothing else touches the state. Work
that fails in a way nobody foresaw is handed to ``on_fault``: the camera closes and the box asks for help.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from appliance.domain.errors import RecorderUnreachable, SpiegelboxError

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

TICK_S = 0.1
_ANSWER_WITHIN_S = 15.0
_WAITING_AT_MOST = 1_000


class Owner:
    """A bounded queue of work and the thread that does it, with a tick when there is none."""

    def __init__(self, *, on_tick: Callable[[], None], on_fault: Callable[[SpiegelboxError], None]) -> None:
        self._work: queue.Queue[Callable[[], None] | None] = queue.Queue(_WAITING_AT_MOST)
        self._on_tick, self._on_fault = on_tick, on_fault
        self._thread = threading.Thread(target=self._run, name="owner", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Do what is waiting and end."""
        self._work.put(None)
        self._thread.join(_ANSWER_WITHIN_S)

    def post(self, work: Callable[[], None]) -> None:
        """Queue work from any thread and return at once; never raises on a device's thread."""
        try:
            self._work.put_nowait(lambda: self._guarded(work))
        except queue.Full:  # the owner hangs: one more edge of a chattering button changes nothing
            _log.error("event=owner-queue-full")

    def call(self, work: Callable[[], _T]) -> _T:
        """Do work on the owner's thread and return its result or raise its error."""
        answer: Future[_T] = Future()

        def do() -> None:
            try:
                answer.set_result(work())
            except SpiegelboxError as error:
                answer.set_exception(error)
            except Exception as error:
                answer.set_exception(error)
                raise

        self.post(do)
        try:
            return answer.result(_ANSWER_WITHIN_S)
        except TimeoutError:
            raise RecorderUnreachable("owner") from None

    def _run(self) -> None:
        while True:
            try:
                work = self._work.get(timeout=TICK_S)
            except queue.Empty:
                work = _nothing
            if work is None:
                return
            work()
            # The tick follows every piece of work, so that a busy queue cannot starve the timers.
            self._guarded(self._on_tick)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except SpiegelboxError as error:
            self._on_fault(error)
        except Exception:  # noqa: BLE001 - the one thread of the box must not end
            _log.exception("event=owner-fault")
            self._on_fault(SpiegelboxError())


def _nothing() -> None:
    """Nothing came within a tick."""
