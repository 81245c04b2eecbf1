"""OpenSSH: once with a shell behind it, once with ``internal-sftp`` alone (no shell, no hash command)."""

from __future__ import annotations

import getpass
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sync.servers.running import Server, free_port, program, running, server_folder

_SETTINGS = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {base}/host-key
AuthorizedKeysFile {base}/allowed
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
Subsystem sftp internal-sftp
{more}
"""


class OpenSsh:
    """A running sshd that lets one key in; ``key_pem`` as rclone wants it, on one line."""

    def __init__(self, base: Path, server: Server) -> None:
        self._base = base
        self.server = server
        self.root = base / "root"
        self.key_pem = key_pem(base / "key")

    def options(self) -> dict[str, str]:
        public = (self._base / "host-key.pub").read_text().split()
        return {
            "host": "127.0.0.1",
            "port": str(self.server.port),
            "user": getpass.getuser(),
            "host_keys": " ".join(public[:2]),
        }

    def make_read_only(self, *, read_only: bool) -> None:
        """Start anew with or without the right to write, as when somebody changed the account."""
        settings = self._base / "settings"
        kept = [line for line in settings.read_text().splitlines() if not line.startswith("ForceCommand")]
        settings.write_text("\n".join([*kept, f"ForceCommand internal-sftp{' -R' if read_only else ''}", ""]))
        self.server.kill()
        self.server.start()

    def new_keys(self) -> None:
        """Let another key in from now on, as when an administrator rotated it."""
        (self._base / "key").unlink()
        make_key(self._base / "key")
        _allow(self._base)
        self.key_pem = key_pem(self._base / "key")


@contextmanager
def openssh(*, only_sftp: bool) -> Iterator[OpenSsh]:
    with server_folder("sftp") as base:
        (base / "root").mkdir()
        for name in ("host-key", "key"):
            make_key(base / name)
        _allow(base)
        port = free_port()
        more = "ForceCommand internal-sftp" if only_sftp else ""
        (base / "settings").write_text(_SETTINGS.format(port=port, base=base, more=more))
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where it locks its network half up
        command = [program("sshd"), "-D", "-e", "-f", base / "settings"]
        with running(Server(command, port, base / "log")) as server:
            yield OpenSsh(base, server)


def make_key(file: Path) -> None:
    subprocess.run([program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)


def key_pem(file: Path) -> str:
    return file.read_text().strip().replace("\n", "\\n")


def _allow(base: Path) -> None:
    (base / "allowed").write_text((base / "key.pub").read_text())
