"""The folders of the box, each for the one process it belongs to, and small private texts in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from appliance.store.durable_file import DurableFile
from appliance.store.layout import Layout

_OWN, _SHARED = 0o700, 0o750


def make_folders(layout: Layout) -> None:
    """Make what the recorder needs; folders that systemd or provisioning made stay as they are."""
    for folder, mode in (
        (layout.data, _SHARED),
        (layout.run, _SHARED),
        (layout.recorder, _OWN),
        (layout.keyring, _OWN),
        (layout.keys, _OWN),
        (layout.audit.parent, _OWN),
        (layout.receipts, _OWN),
        (layout.declarations, _OWN),
        (layout.recordings, _SHARED),
    ):
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=mode)


def private_text(path: Path, make: Callable[[], str]) -> str:
    """Return the text of a file that only its owner reads; ``make`` gives it the first time."""
    file = DurableFile(path)
    content = file.read()
    if content is None:
        content = make().encode()
        file.replace(content)
    return content.decode()
