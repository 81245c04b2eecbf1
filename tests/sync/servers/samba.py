"""Samba's smbd with a few shares: an ordinary one, one with a recycle bin, one that is read-only."""

from __future__ import annotations

import getpass
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sync.servers.running import Server, free_port, program, running, server_folder

_FOLDERS = ("private", "state", "lock", "cache", "pid", "rpc", "store", "bin", "readonly", "small")
_SETTINGS = """\
[global]
  server role = standalone server
  smb ports = {port}
  interfaces = 127.0.0.1/8
  bind interfaces only = yes
  private dir = {base}/private
  state directory = {base}/state
  lock directory = {base}/lock
  cache directory = {base}/cache
  pid directory = {base}/pid
  ncalrpc dir = {base}/rpc
  log file = {base}/log.smbd
  passdb backend = tdbsam:{base}/private/passwords.tdb
  load printers = no
  disable spoolss = yes
[store]
  path = {base}/store
  read only = no
[bin]
  path = {base}/bin
  read only = no
  vfs objects = recycle
  recycle:repository = .recycle
  recycle:keeptree = yes
  recycle:versions = yes
[readonly]
  path = {base}/readonly
  read only = yes
[small]
  path = {base}/small
  read only = no
"""


class Samba:
    """A running file server; ``share`` gives the folder behind a share."""

    def __init__(self, base: Path, server: Server, user: str) -> None:
        self._base, self.server, self.user = base, server, user

    def share(self, name: str) -> Path:
        return self._base / name

    def new_password(self, password: str) -> None:
        subprocess.run(
            [program("smbpasswd"), "-c", self._base / "settings", "-s", "-a", self.user],
            input=f"{password}\n{password}\n",
            text=True,
            check=True,
            capture_output=True,
        )

    def options(self) -> dict[str, str]:
        return {"host": "127.0.0.1", "port": str(self.server.port), "user": self.user}


@contextmanager
def samba(password: str) -> Iterator[Samba]:
    with server_folder("smb") as base:
        for name in _FOLDERS:
            (base / name).mkdir()
        port = free_port()
        (base / "settings").write_text(_SETTINGS.format(base=base, port=port))
        command = [program("smbd"), "-F", "--no-process-group", "-s", base / "settings"]
        found = Samba(base, Server(command, port, base / "log"), getpass.getuser())
        found.new_password(password)
        with running(found.server):
            yield found
