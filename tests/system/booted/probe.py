"""Runs in the place of one of our processes, within its unit's limits, and tries what it must not be able to.

Usage: probe.py NAME. Writes what came of it to standard output, as JSON.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

DATA = Path("/var/lib/spiegelbox")


def tried(attempt: Callable[[], object]) -> str:
    """Return "yes" when it worked, else the name of what stopped it."""
    try:
        attempt()
    except OSError as error:
        return type(error).__name__ if type(error) is not OSError else str(error.errno)
    return "yes"


def reach(family: int, address: object) -> Callable[[], None]:
    def attempt() -> None:
        with socket.socket(family, socket.SOCK_STREAM) as link:
            link.settimeout(3)
            link.connect(address)  # type: ignore[arg-type]

    return attempt


def read_folder(path: Path) -> Callable[[], None]:
    return lambda: next(iter(path.iterdir()), None)  # type: ignore[return-value]


def write(path: Path) -> Callable[[], None]:
    def attempt() -> None:
        path.write_text("")
        with suppress(OSError):
            path.unlink()

    return attempt


found = {
    "user": os.getuid(),
    "nginx": tried(reach(socket.AF_INET, ("127.0.0.1", 443))),
    "interfaces": sorted(path.name for path in Path("/sys/class/net").iterdir()),
    "console.sock": tried(reach(socket.AF_UNIX, "/run/spiegelbox/console.sock")),
    "sync.sock": tried(reach(socket.AF_UNIX, "/run/spiegelbox/sync.sock")),
    "keys": tried(read_folder(DATA / "recorder")),
    "films": tried(read_folder(DATA / "recordings")),
    "accounts": tried(read_folder(DATA / "console")),
    "uploads": tried(read_folder(DATA / "sync")),
    "write_films": tried(write(DATA / "recordings" / "probe")),
    "settings": tried(lambda: Path("/etc/spiegelbox/settings.toml").read_text()),
    "write_settings": tried(write(Path("/etc/spiegelbox/probe"))),
    "write_program": tried(write(Path("/opt/spiegelbox/probe"))),
    "tls": tried(lambda: Path("/etc/spiegelbox/tls/box.key").read_text()),
    "devices": sorted(path.name for path in Path("/dev").iterdir()),
    "others": sum(path.name.isdecimal() for path in Path("/proc").iterdir()),
}
print(json.dumps(found))
sys.exit(0)
