"""Who is logged in: sessions on the server, in memory, fifteen minutes without a touch.

The cookie is a random number and says nothing. A session carries the stamp that its account had: an account
with another stamp (a new password, logged out everywhere) has no sessions left, also when another
process changed it. A restart of the console logs everybody out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

STAFF_IDLE_S = 15 * 60
LONGEST_SESSION_S = 10 * 3600  # a working day


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who logged in. Times are seconds of the sessions' own clock."""

    account_id: str
    stamp: str
    began: float
    touched: float


class Sessions:
    """Sessions of staff, on a monotonic ``clock`` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._lock = Lock()

    def begin(self, account_id: str, stamp: str) -> str:
        """Return the cookie of a new session; what is over is swept away."""
        cookie = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._sessions = {key: kept for key, kept in self._sessions.items() if self._alive(kept, now)}
            self._sessions[cookie] = Session(account_id, stamp, now, now)
        return cookie

    def find(self, cookie: str, *, touch: bool) -> Session | None:
        """Return the session behind a cookie; ``touch`` counts as something the person did."""
        now = self._clock()
        with self._lock:
            session = self._sessions.get(cookie)
            if session is None or not self._alive(session, now):
                self._sessions.pop(cookie, None)
                return None
            if touch:
                self._sessions[cookie] = replace(session, touched=now)
            return session

    def end(self, cookie: str) -> None:
        """End one session."""
        with self._lock:
            self._sessions.pop(cookie, None)

    @staticmethod
    def _alive(session: Session, now: float) -> bool:
        return now - session.touched < STAFF_IDLE_S and now - session.began < LONGEST_SESSION_S
