"""The municipal store for a person at a keyboard: as the settings say it, with the secrets of the service.

Everything secret lies in memory and is gone when the command ends. The sync process may go on beside it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.settings.model import Settings
from appliance.sync.place import store_secrets
from appliance.sync.rclone import RcloneRemote
from appliance.sync.remote import Remote

_MEMORY = Path("/dev/shm")  # noqa: S108 - tmpfs; a private folder is made in it


@contextmanager
def open_store(settings: Settings) -> Iterator[Remote]:
    """Give the store of these settings. Raises: SettingsError.

    Its secrets come from ``store.toml`` in ``CREDENTIALS_DIRECTORY``, as systemd gives them to the service.
    """
    memory = str(_MEMORY) if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="spiegelbox-", dir=memory) as scratch:
        secrets = store_secrets(os.environ.get("CREDENTIALS_DIRECTORY"))
        yield RcloneRemote(settings.store, secrets=secrets, scratch=Path(scratch), bandwidth="")
