"""The demo's own folder: one place for everything it writes, gone at the end unless it was asked for.

It never writes outside this folder, with one exception: a Unix socket's path has a limit of 107 bytes
(``sun_path`` in unix(7)), so the sockets of a deep folder stand in a short temporary one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.cli.os_words import in_dutch
from appliance.domain.errors import FolderUnusable
from appliance.store.layout import Layout

SOCKET_PATH_BYTES = 107
_LONGEST_SOCKET_NAME = "console.sock"
_LOCK = ".demo.lock"


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Where everything of one demo lies."""

    root: Path
    run: Path

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def layout(self) -> Layout:
        return Layout(data=self.root / "data", run=self.run)

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def login(self) -> Path:
        return self.root / "login.json"

    @property
    def wires(self) -> Path:
        return self.run / "wires.sock"

    def identity(self, purpose: str) -> Path:
        """Return the municipality's private age key for one purpose."""
        return self.root / "keys" / f"{purpose}.txt"


@contextmanager
def demo_folder(wanted: Path | None, *, keep: bool) -> Iterator[DemoFolder]:
    """Yield the folder, made and locked; a temporary one goes at the end unless ``keep``.

    Raises: FolderUnusable when it cannot be written or another demo runs in it.
    """
    with ExitStack() as cleanup:
        if wanted is None:
            root = Path(tempfile.mkdtemp(prefix="spiegelbox-"))
            if not keep:
                cleanup.callback(shutil.rmtree, root, ignore_errors=True)
        else:
            root = wanted.expanduser().absolute()
        cleanup.enter_context(_locked(root))
        run = root / "run"
        if len(os.fsencode(run / _LONGEST_SOCKET_NAME)) > SOCKET_PATH_BYTES:
            run = Path(tempfile.mkdtemp(prefix="spiegelbox-run-"))
            cleanup.callback(shutil.rmtree, run, ignore_errors=True)
        folder = DemoFolder(root=root, run=run)
        _make(folder)
        yield folder


def _make(folder: DemoFolder) -> None:
    try:
        for path in (folder.layout.data, folder.run, folder.store, folder.logs, folder.root / "keys"):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(f"{folder.root}: {in_dutch(error)}") from error


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Hold the folder: two recorders on one keyring would destroy each other's keys."""
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = (root / _LOCK).open("wb")
    except OSError as error:
        raise FolderUnusable(f"{root}: {in_dutch(error)}") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderUnusable(f"{root}: er draait al een demo in deze map") from None
        yield
