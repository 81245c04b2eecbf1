"""Who is logged in: sessions on the server, in memory, fifteen minutes without a touch.

The cookie is a random number and says nothing. A restart of the console logs everybody out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

STAFF_IDLE_S = 15 * 60
LONGEST_SESSION_S = 10 * 3600  # a working day


@dataclass(frozen=True, slots=True)
class _Session:
    account_id: str
    began: float
    touched: float


class Sessions:
    """Sessions of staff, on a monotonic ``clock`` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sessions: dict[str, _Session] = {}
        self._lock = Lock()

    def begin(self, account_id: str) -> str:
        """Return the cookie of a new session; what is over is swept away."""
        cookie = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._sessions = {key: kept for key, kept in self._sessions.items() if self._alive(kept, now)}
            self._sessions[cookie] = _Session(account_id, now, now)
        return cookie

    def account_id(self, cookie: str, *, touch: bool) -> str | None:
        """Return whose session this is; ``touch`` counts as something the person did."""
        now = self._clock()
        with self._lock:
            session = self._sessions.get(cookie)
            if session is None or not self._alive(session, now):
                self._sessions.pop(cookie, None)
                return None
            if touch:
                self._sessions[cookie] = replace(session, touched=now)
            return session.account_id

    def end(self, cookie: str) -> None:
        """End one session."""
        with self._lock:
            self._sessions.pop(cookie, None)

    @staticmethod
    def _alive(session: _Session, now: float) -> bool:
        return now - session.touched < STAFF_IDLE_S and now - session.began < LONGEST_SESSION_S
