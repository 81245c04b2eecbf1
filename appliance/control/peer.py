"""Who is at the other end of a socket, as the kernel says it.

A role is a Unix user. Root is not let in for being root: whoever is root does not need this socket.
Pid 0 is what the kernel shows for a process in a pid namespace we cannot see, so nobody can say who
that is.

Source: unix(7) SO_PEERCRED; design §2.
"""

from __future__ import annotations

import os
import pwd
import socket
import struct
from dataclasses import dataclass

from appliance.domain.errors import SettingsError, WrongPeer

_UCRED = struct.Struct("=iII")  # struct ucred: pid_t, uid_t, gid_t


@dataclass(frozen=True, slots=True)
class Peer:
    """The process that connected, as it was at that moment."""

    pid: int
    uid: int


def peer_of(connected: socket.socket) -> Peer:
    """Return who connected."""
    pid, uid, _gid = _UCRED.unpack(connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))
    return Peer(pid, uid)


def check_peer(peer: Peer, *, uid: int) -> None:
    """Return only when ``peer`` is a process we can see, of the user ``uid``. Raises: WrongPeer."""
    if peer.pid == 0 or peer.uid != uid:
        raise WrongPeer


def uid_of(user: str) -> int:
    """Return the uid of a user named in the settings; "" is the recorder's own. Raises: SettingsError."""
    if not user:
        return os.getuid()
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        raise SettingsError((f"users: de gebruiker {user!r} bestaat niet op deze box.",)) from None
