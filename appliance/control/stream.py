"""A connected socket as lines and bodies, each with a deadline for the whole of it.

A deadline for every single byte would let a peer hold a thread for hours by sending one byte at a
time; here the clock runs from the first byte of a line to its newline. Nothing here knows what a
message means.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

from appliance.domain.errors import MessageTooLong

_READ_BYTES = 64 * 1024


class Stream:
    """One end of a connection, used by one thread at a time."""

    def __init__(self, connected: socket.socket, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._socket = connected
        self._clock = clock
        self._unread = bytearray()

    def receive_line(self, *, max_bytes: int, idle_s: float, line_s: float) -> bytes | None:
        """Return the next line without its newline, or None when the peer hung up between two lines.

        Waits ``idle_s`` for its first byte, then ``line_s`` for the rest; ``max_bytes`` counts the newline.
        Raises: MessageTooLong, TimeoutError, ConnectionError (ConnectionAbortedError inside a line), OSError.
        """
        if not self._unread and not self._fill(idle_s):
            return None
        ends = self._clock() + line_s
        while (length := self._unread.find(b"\n", 0, max_bytes)) < 0:
            if len(self._unread) >= max_bytes:
                raise MessageTooLong(f"over {max_bytes} bytes")
            if not self._fill(ends - self._clock()):
                raise ConnectionAbortedError("hung up inside a line")
        return self._take(length + 1)[:-1]

    def receive_exactly(self, count: int, *, within_s: float) -> bytes:
        """Return the next ``count`` bytes. Raises: TimeoutError, ConnectionAbortedError, OSError."""
        ends = self._clock() + within_s
        while len(self._unread) < count:
            if not self._fill(ends - self._clock()):
                raise ConnectionAbortedError("hung up inside a body")
        return self._take(count)

    def send(self, data: bytes, *, within_s: float) -> None:
        """Send all of ``data``; the deadline is for the whole. Raises: TimeoutError, OSError."""
        self._socket.settimeout(within_s)
        self._socket.sendall(data)

    def is_quiet(self) -> bool:
        """Tell whether the peer is still there and nothing of it waits to be read."""
        self._socket.settimeout(0)
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return not self._unread
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Hang up. Safe to call twice."""
        self._socket.close()

    def _fill(self, within_s: float) -> bool:
        if within_s <= 0:
            raise TimeoutError
        self._socket.settimeout(within_s)
        data = self._socket.recv(_READ_BYTES)
        self._unread += data
        return bool(data)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._unread[:count])
        del self._unread[:count]
        return taken
