"""Apache with mod_dav behind a password, as a municipality runs WebDAV itself."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sync.servers.running import Server, free_port, program, running, server_folder

_MODULES = Path("/usr/lib/apache2/modules")
_LOADED = (
    *("mpm_event", "unixd", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic"),
    *("alias", "dav", "dav_fs"),
)
_SETTINGS = """\
ServerRoot {base}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {base}/pid
ErrorLog {base}/errors
{user}
DAVLockDB {base}/locks/db
DocumentRoot {base}/root
<Directory {base}/root>
  Dav On
  AuthType Basic
  AuthName store
  AuthBasicProvider file
  AuthUserFile {base}/passwords
  Require valid-user
</Directory>
"""


class Apache:
    """A running WebDAV server; ``root`` is what ``url`` shows."""

    def __init__(self, base: Path, server: Server, user: str) -> None:
        self._base, self._user = base, user
        self.server = server
        self.root = base / "root"
        self.url = f"http://127.0.0.1:{server.port}/"

    def new_password(self, password: str) -> None:
        digest = base64.b64encode(hashlib.sha1(password.encode()).digest()).decode()  # noqa: S324  Apache's file format
        (self._base / "passwords").write_text(f"{self._user}:{{SHA}}{digest}\n")

    def own(self, folder: Path) -> None:
        """Give a folder to the user that Apache works as."""
        _give(folder)


@contextmanager
def apache(user: str, password: str) -> Iterator[Apache]:
    with server_folder("webdav") as base:
        for name in ("root", "locks"):
            (base / name).mkdir()
            _give(base / name)
        port = free_port()
        (base / "settings").write_text(
            "".join(
                f"LoadModule {each}_module {_MODULES}/mod_{each}.so\n" for each in _LOADED if _is_built(each)
            )
            + _SETTINGS.format(
                base=base, port=port, user="User www-data\nGroup www-data" if os.getuid() == 0 else ""
            )
        )
        command = [program("apache2"), "-DFOREGROUND", "-f", base / "settings"]
        found = Apache(base, Server(command, port, base / "log"), user)
        found.new_password(password)
        with running(found.server):
            yield found


def _is_built(module: str) -> bool:
    return (_MODULES / f"mod_{module}.so").exists()  # unixd is compiled in on Debian


def _give(folder: Path) -> None:
    if os.getuid() == 0:  # Apache never works as root
        shutil.chown(folder, "www-data")
