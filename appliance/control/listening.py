"""The sockets the recorder listens on: handed over by systemd, or bound by itself.

Handed over is the way of the box (the console can already connect while the recorder still starts);
bound by itself is the way of the demo. A leftover socket file is replaced only when nobody listens
behind it.

Source: sd_listen_fds(3), unix(7).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.control.messages import Role
from appliance.domain.errors import AlreadyRunning

_FIRST_FD = 3  # SD_LISTEN_FDS_START
_MODE = 0o660
_BACKLOG = 16
_ADDRESS_BYTES = 107  # sun_path without its closing NUL


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a role's socket lies, the one user that may speak there and the group that may reach it."""

    path: Path
    uid: int
    gid: int | None = None  # None leaves the recorder's own group


@dataclass(frozen=True, slots=True)
class Listener:
    """A listening socket and the one user that may speak there."""

    socket: socket.socket
    uid: int
    path: Path | None = None  # only when this process made the file

    def close(self) -> None:
        """Stop listening; safe to call twice. A socket of systemd goes on collecting for the next start."""
        if self.path is not None and self.socket.fileno() >= 0:
            self.path.unlink(missing_ok=True)  # first: while we listen nobody else replaces it
        self.socket.close()


def open_listeners(
    endpoints: Mapping[Role, Endpoint], *, environ: Mapping[str, str], pid: int
) -> dict[Role, Listener]:
    """Return a listener for every role: systemd's when it hands one over by the role's name, else our own.

    ``environ`` and ``pid`` are those of this process. Raises: AlreadyRunning, ValueError (systemd hands
    over something that is no listening Unix socket of a role), OSError.
    """
    given = inherited(environ, pid=pid)
    if strange := given.keys() - {role.value for role in endpoints}:
        raise ValueError(f"systemd hands over sockets of no role: {', '.join(sorted(strange))}")
    return {
        role: Listener(given[role.value], endpoint.uid) if role.value in given else bind(endpoint)
        for role, endpoint in endpoints.items()
    }


def inherited(environ: Mapping[str, str], *, pid: int) -> dict[str, socket.socket]:
    """Return the sockets systemd hands over to ``pid``, by ``FileDescriptorName=``. Raises: ValueError."""
    if environ.get("LISTEN_PID") != str(pid):
        return {}
    count = int(environ.get("LISTEN_FDS", "0"))
    names = environ.get("LISTEN_FDNAMES", "").split(":")
    if len(names) != count or len(set(names)) != count:
        raise ValueError("LISTEN_FDNAMES must name every socket once")
    return {name: _adopted(_FIRST_FD + place) for place, name in enumerate(names)}


def bind(endpoint: Endpoint) -> Listener:
    """Make the socket file, mode 0660, and listen. Raises: AlreadyRunning, OSError."""
    with _locked(endpoint.path.parent), address(endpoint.path) as place:
        _remove_leftover(endpoint.path, place)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listening.bind(place)
            if endpoint.gid is not None:
                os.chown(endpoint.path, -1, endpoint.gid)
            endpoint.path.chmod(_MODE)
            listening.listen(_BACKLOG)  # last: nobody can connect before the mode is right
        except OSError:
            listening.close()
            raise
    return Listener(listening, endpoint.uid, endpoint.path)


@contextlib.contextmanager
def address(path: Path) -> Iterator[str]:
    """Give an address for ``path`` that fits in the 107 bytes a Unix socket has, however deep it lies."""
    if len(os.fsencode(path)) <= _ADDRESS_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    # Two recorders that start at once would both find a leftover, and the second would remove the first's.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remove_leftover(path: Path, place: str) -> None:
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            return  # not ours to remove: bind will say that the address is taken
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.setblocking(False)  # a recorder with a full backlog is running too
        try:
            probe.connect(place)
        except ConnectionRefusedError:
            path.unlink()
            return
        except BlockingIOError:
            pass
    raise AlreadyRunning


def _adopted(descriptor: int) -> socket.socket:
    os.set_inheritable(descriptor, False)
    found = socket.socket(fileno=descriptor)
    listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    if (found.family, found.type) != (socket.AF_UNIX, socket.SOCK_STREAM) or not listens:
        raise ValueError(f"descriptor {descriptor} is no listening Unix socket")
    return found
