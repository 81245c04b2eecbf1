"""The recorder's side of the sockets: a thread per connection, few of them, each on a deadline.

The server reads questions, asks the handler and writes answers. It never decides what is allowed (the
verb tables and the handler do) and a peer can do nothing that ends it: not by silence, by flooding, by
nonsense or by hanging up. The log names verbs and error codes, never a value that somebody sent.

Handlers run on these threads, several at once: the recorder's handler only posts to its queue and waits.

Source: design §2 "IPC".
"""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.control.framing import REQUEST_LINE_BYTES, decode
from appliance.control.listening import Listener
from appliance.control.messages import Role, check_request
from appliance.control.peer import check_peer, peer_of
from appliance.control.replies import Handler, encode_fault, encode_reply
from appliance.control.stream import Stream
from appliance.domain.errors import MessageTooLong, RecorderBusy, SpiegelboxError, WrongPeer

_log = logging.getLogger(__name__)
_BREATH_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a peer may ask of the recorder's threads."""

    connections: int = 8  # per role
    idle_s: float = 120.0  # between two questions
    line_s: float = 5.0  # from the first byte of a question to its newline
    write_s: float = 10.0  # for an answer with its body
    stop_s: float = 5.0  # for the answers that are under way when the server stops


class ControlServer:
    """Answers questions on the sockets of one or more roles until ``stop``."""

    def __init__(
        self, listeners: Mapping[Role, Listener], handler: Handler, *, limits: Limits | None = None
    ) -> None:
        self._listeners = listeners
        self._handler = handler
        self._limits = limits or Limits()
        self._stopping = threading.Event()
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._lock = threading.Lock()
        self._threads: dict[Role, dict[socket.socket, threading.Thread]] = {role: {} for role in listeners}
        self._acceptor = threading.Thread(target=self._accept_all, name="control-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept connections, on a thread of its own."""
        for listener in self._listeners.values():
            listener.socket.setblocking(False)  # a peer that left again must not hold up the others
        self._acceptor.start()

    def stop(self) -> None:
        """Take no further question, let the answers under way go out, and close the sockets."""
        self._stopping.set()
        with contextlib.suppress(OSError):  # stopped before
            self._wake_writer.shutdown(socket.SHUT_RDWR)  # a close wakes nobody while a child has it
        if self._acceptor.ident is not None:
            self._acceptor.join()
        for listener in self._listeners.values():
            listener.close()
        with self._lock:
            open_now = [item for threads in self._threads.values() for item in threads.items()]
        for connected, _ in open_now:
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RD)  # ends the wait for a question, not an answer under way
        ends = time.monotonic() + self._limits.stop_s
        for _, thread in open_now:
            thread.join(max(0.0, ends - time.monotonic()))
        self._wake_writer.close()
        self._wake_reader.close()

    def _accept_all(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_reader, selectors.EVENT_READ)
            for role, listener in self._listeners.items():
                selector.register(listener.socket, selectors.EVENT_READ, role)
            while not self._stopping.is_set():
                for key, _ in selector.select():
                    if isinstance(key.data, Role):
                        self._accept(key.data)

    def _accept(self, role: Role) -> None:
        listener = self._listeners[role]
        try:
            connected, _ = listener.socket.accept()
        except BlockingIOError:
            return
        except OSError as fault:
            _log.warning("control.accept-failed role=%s errno=%s", role.value, fault.errno)
            self._stopping.wait(_BREATH_S)  # out of descriptors: the peer still waits, so do not spin
            return
        try:
            check_peer(peer_of(connected), uid=listener.uid)
            self._admit(role, connected)
        except (WrongPeer, RecorderBusy) as fault:
            _log.warning("control.connection-refused role=%s code=%s", role.value, fault.code)
            _hang_up(connected, fault)

    def _admit(self, role: Role, connected: socket.socket) -> None:
        thread = threading.Thread(
            target=self._serve, args=(role, connected), name=f"control-{role.value}", daemon=True
        )
        with self._lock:
            if len(self._threads[role]) >= self._limits.connections:
                raise RecorderBusy
            self._threads[role][connected] = thread
        try:
            thread.start()
        except RuntimeError:  # the system has no thread left
            self._forget(role, connected)
            raise RecorderBusy from None

    def _serve(self, role: Role, connected: socket.socket) -> None:
        stream, limits = Stream(connected), self._limits
        try:
            while not self._stopping.is_set():
                line = stream.receive_line(
                    max_bytes=REQUEST_LINE_BYTES, idle_s=limits.idle_s, line_s=limits.line_s
                )
                if line is None:
                    break
                stream.send(self._answer(role, line), within_s=limits.write_s)
        except MessageTooLong as fault:  # where the next line begins is not known any more
            _log.warning("control.connection-refused role=%s code=%s", role.value, fault.code)
            _hang_up(connected, fault)
        except OSError as fault:  # silent too long, or gone
            _log.info("control.connection-lost role=%s reason=%s", role.value, type(fault).__name__)
        finally:
            self._forget(role, connected)
            stream.close()

    def _forget(self, role: Role, connected: socket.socket) -> None:
        with self._lock:
            del self._threads[role][connected]

    def _answer(self, role: Role, line: bytes) -> bytes:
        verb = "unknown"
        try:
            request = check_request(role, decode(line))
            verb = request.verb
            return encode_reply(self._handler(role, verb, request.fields))
        except SpiegelboxError as fault:
            _log.info("control.refused role=%s verb=%s code=%s", role.value, verb, fault.code)
            return encode_fault(fault)
        except Exception as fault:  # noqa: BLE001 - one wrong answer must not end the connection or its thread
            # The exception's own text may hold what somebody said or typed: only its place is logged.
            place = traceback.extract_tb(fault.__traceback__)[-1]
            _log.error(
                "control.handler-failed role=%s verb=%s error=%s at=%s:%s",
                role.value,
                verb,
                type(fault).__name__,
                Path(place.filename).name,
                place.lineno,
            )
            return encode_fault(SpiegelboxError())


def _hang_up(connected: socket.socket, fault: SpiegelboxError) -> None:
    """Say why, if that goes without waiting, and close."""
    with contextlib.suppress(OSError):
        connected.setblocking(False)
        connected.send(encode_fault(fault))
    connected.close()
