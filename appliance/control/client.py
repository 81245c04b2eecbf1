"""The console's and sync's side of a socket: ask one question, get one answer.

Connections are kept between questions and shared by the threads of a web server, so a restarted
recorder shows itself as a dead connection. A question is asked a second time only when that cannot do
anything twice: the kernel says that the recorder never read it, or it is one that changes nothing.
"""

from __future__ import annotations

import os
import socket
import threading
from collections import deque
from pathlib import Path
from typing import Any

from appliance.control.framing import REPLY_LINE_BYTES, REQUEST_LINE_BYTES, encode
from appliance.control.listening import address
from appliance.control.messages import REPEATABLE, SLOW_S
from appliance.control.replies import read_reply
from appliance.control.stream import Stream
from appliance.domain.errors import ControlError, RecorderBusy, RecorderUnreachable, SpiegelboxError


class ControlClient:
    """Asks questions over the Unix socket at ``path``; may be used by many threads at once.

    ``timeout_s`` holds for each step (waiting for the answer, reading its body); only the few questions
    whose work takes as long as a film (``SLOW_S``) may take longer. At most
    ``connections`` are open at a time: the recorder takes 8 from all programs of a role together.
    """

    def __init__(
        self, path: str | os.PathLike[str], timeout_s: float = 10.0, *, connections: int = 6
    ) -> None:
        self._path = Path(path)
        self._timeout_s = timeout_s
        self._turns = threading.BoundedSemaphore(connections)
        self._kept: deque[Stream] = deque()

    def ask(self, verb: str, **fields: Any) -> dict[str, Any]:
        """Return the fields of the answer. Raises: as ``ask_body``."""
        return self.ask_body(verb, **fields)[0]

    def ask_body(self, verb: str, **fields: Any) -> tuple[dict[str, Any], bytes]:
        """Return the fields and the raw body (empty when there is none).

        Raises: RecorderUnreachable, RecorderBusy, MessageTooLong or MessageDamaged (a question that
        cannot be sent), or the error the recorder answers with.
        """
        line = encode({**fields, "verb": verb}, max_bytes=REQUEST_LINE_BYTES)
        if not self._turns.acquire(timeout=self._timeout_s):
            raise RecorderBusy
        try:
            answer_s = max(self._timeout_s, SLOW_S.get(verb, 0.0))
            return self._ask_again_if_safe(line, answer_s=answer_s, repeatable=verb in REPEATABLE)
        except OSError as fault:
            raise RecorderUnreachable(type(fault).__name__) from None
        finally:
            self._turns.release()

    def close(self) -> None:
        """Hang up the connections that no thread is using."""
        while stream := self._pop_kept():
            stream.close()

    def _ask_again_if_safe(
        self, line: bytes, *, answer_s: float, repeatable: bool
    ) -> tuple[dict[str, Any], bytes]:
        try:
            return self._exchange(self._take_kept() or self._connect(), line, answer_s)
        except (BrokenPipeError, ConnectionResetError):
            # unix(7): the peer closed with our line still unread, so nothing was done with it.
            pass
        except ConnectionAbortedError:
            if not repeatable:
                raise
        return self._exchange(self._connect(), line, answer_s)

    def _exchange(self, stream: Stream, line: bytes, answer_s: float) -> tuple[dict[str, Any], bytes]:
        in_order = False
        try:
            fields, body_bytes = read_reply(self._send_and_wait(stream, line, answer_s))
            body = stream.receive_exactly(body_bytes, within_s=self._timeout_s)
            in_order = True
        except SpiegelboxError as told:
            in_order = not isinstance(told, ControlError)
            raise
        finally:
            if in_order:
                self._kept.append(stream)
            else:
                stream.close()
        return fields, body

    def _send_and_wait(self, stream: Stream, line: bytes, answer_s: float) -> bytes:
        hung_up: OSError = ConnectionAbortedError("hung up without an answer")
        try:
            stream.send(line, within_s=self._timeout_s)
        except (BrokenPipeError, ConnectionResetError) as fault:
            hung_up = fault  # perhaps with its reason, such as too busy, still to be read
        answer = stream.receive_line(max_bytes=REPLY_LINE_BYTES, idle_s=answer_s, line_s=self._timeout_s)
        if answer is None:
            raise hung_up
        return answer

    def _take_kept(self) -> Stream | None:
        while stream := self._pop_kept():
            if stream.is_quiet():
                return stream
            stream.close()
        return None

    def _pop_kept(self) -> Stream | None:
        try:
            return self._kept.pop()
        except IndexError:
            return None

    def _connect(self) -> Stream:
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connected.settimeout(self._timeout_s)
            with address(self._path) as place:
                connected.connect(place)
        except OSError:
            connected.close()
            raise
        return Stream(connected)
