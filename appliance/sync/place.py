"""Where the sync process works: its own folder on disk, a private one in memory, and the store's secrets.

Headers and passwords lie in tmpfs only and are wiped at the start and at the end: a killed predecessor may
have left some. One process at a time: a second one waits until the first has ended.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.domain.errors import SettingsError

_log = logging.getLogger(__name__)


@contextmanager
def own_folder(folder: Path) -> Iterator[Path]:
    """Make the folder when needed and hold it alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _log.warning("sync.waits-for-other-sync")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


@contextmanager
def scratch_folder(memory: Path, *, for_folder: Path) -> Iterator[Path]:
    """Make an empty private folder in ``memory`` (tmpfs), named after the folder it works for."""
    name = hashlib.sha256(str(for_folder.resolve()).encode()).hexdigest()[:16]
    scratch = memory / f"spiegelbox-sync-{name}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)  # fails when somebody else holds the name: then nothing is put into it
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def store_secrets(credentials: str | None) -> dict[str, str]:
    """Read ``store.toml`` from systemd's credentials folder: rclone's secret keys, each ``key = "value"``.

    No folder or no file means no secrets. Raises SettingsError.
    """
    if credentials is None or not (file := Path(credentials) / "store.toml").is_file():
        return {}
    return secrets_in(file)


def secrets_in(file: Path) -> dict[str, str]:
    """Read a file of secrets. Raises SettingsError."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            (f"store.toml: dit bestand is niet te lezen ({type(error).__name__}).",)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingsError(("store.toml: dit bestand is geen geldige TOML.",)) from None
    faults = tuple(
        f"store.toml: {key}: zet de waarde tussen aanhalingstekens."
        for key in values
        if not isinstance(values[key], str)
    )
    if faults:
        raise SettingsError(faults)
    return values
