"""The municipal store for a person at a keyboard: as the settings say it, with its secrets.

Everything secret lies in memory and is gone when the command ends. The sync process may go on beside it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from appliance.settings.model import Settings
from appliance.sync.place import secrets_in, store_secrets
from appliance.sync.rclone import RcloneRemote

_MEMORY = Path("/dev/shm")  # noqa: S108 - tmpfs; a private folder is made in it


def secrets_of(file: Path | None) -> dict[str, str]:
    """Return the secrets in ``file``, else those that systemd gives the service. Raises: SettingsError."""
    return secrets_in(file) if file else store_secrets(os.environ.get("CREDENTIALS_DIRECTORY"))


@contextmanager
def open_store(settings: Settings, secret_values: Mapping[str, str]) -> Iterator[RcloneRemote]:
    """Give the store of these settings. Raises: SettingsError."""
    memory = str(_MEMORY) if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="spiegelbox-store-", dir=memory) as scratch:
        yield RcloneRemote(settings.store, secrets=secret_values, scratch=Path(scratch))
