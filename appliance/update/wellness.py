"""Is the new version well? Recorder, sync and console say so themselves, or it does not stay.

Asked again and again until all is well or the time is over, since a box needs a while to come up. What has
nothing to do with a version (a store that is down, a full disk) is not asked.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable
from pathlib import Path

from appliance.domain.errors import SpiegelboxError
from appliance.update.recorder_link import Wellness

SYNC_SILENT_S = 60.0
PATIENCE_S = 180.0
_LOOK_AGAIN_S = 2.0
_CONSOLE_TIMEOUT_S = 10.0


def faults(*, recorder: Callable[[], Wellness], console: Path) -> tuple[str, ...]:
    """Return in Dutch what is not well; nothing means well. ``console`` is the socket nginx speaks to."""
    found: list[str] = []
    try:
        told = recorder()
        found += told.faults
        if told.sync_heard_s is None or told.sync_heard_s > SYNC_SILENT_S:
            found.append("Sync: dit programma laat niets horen.")
    except SpiegelboxError as error:
        found.append(f"Recorder: {error.sentence}")
    if not _console_answers(console):
        found.append("Console: de schermen antwoorden niet.")
    return tuple(found)


def wait_until_well(
    look: Callable[[], tuple[str, ...]],
    *,
    monotonic_s: Callable[[], float],
    sleep: Callable[[float], None],
    patience_s: float = PATIENCE_S,
) -> tuple[str, ...]:
    """Return nothing as soon as all is well, else what was still wrong when the time was over."""
    over_s = monotonic_s() + patience_s
    while (wrong := look()) and monotonic_s() < over_s:
        sleep(_LOOK_AGAIN_S)
    return wrong


def _console_answers(path: Path) -> bool:
    """Tell whether a page comes; who may see it is not the question here, so 403 is an answer too."""
    connection = _OverUnixSocket(path)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class _OverUnixSocket(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_CONSOLE_TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
