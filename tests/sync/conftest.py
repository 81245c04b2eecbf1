"""A worker with a fake recorder and store in memory, and real servers on loopback behind real rclone."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pytest

from appliance.settings.model import Store
from appliance.sync.progress import Progress
from appliance.sync.rclone import RcloneRemote
from appliance.sync.rclone_process import environment, program
from appliance.sync.upload import Uploader
from appliance.sync.worker import Worker
from tests.sync.fakes import Clock, FakeRecorder, FakeStore

PART_BYTES = 1000
USER, PASSWORD = "box", 'ge"heim $(x)'
ACCESS_KEY, SECRET_KEY = "AKTESTKEY0000000001", "secretsecretsecret01"
# What people might type as the folder of a store; none of it may reach a command line.
FOLDER = "map van '$(touch gehackt)' & co"


@pytest.fixture
def recorder(tmp_path: Path) -> FakeRecorder:
    return FakeRecorder(tmp_path / "recorder")


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    memory = Progress(tmp_path / "progress.sqlite")
    yield memory
    memory.close()


@pytest.fixture
def uploader(recorder: FakeRecorder, store: FakeStore, progress: Progress, scratch: Path) -> Uploader:
    return Uploader(
        recorder=recorder, remote=store, progress=progress, scratch=scratch, part_bytes=PART_BYTES
    )


MakeWorker = Callable[..., Worker]


@pytest.fixture
def make_worker(uploader: Uploader, recorder: FakeRecorder, clock: Clock) -> MakeWorker:
    """Make a worker as a fresh process would: it knows only what lies on disk and in the store."""

    def make(on_step: Callable[..., None] = lambda task, step: None) -> Worker:
        return Worker(
            uploader=uploader,
            sealed=recorder.payload,
            clock=clock,
            jitter=lambda: 0.0,
            on_step=on_step,
        )

    return make


# -- real servers ------------------------------------------------------------------------------


@contextmanager
def served(command: list[str | Path], announcement: str, log: Path, **extra: str) -> Iterator[str]:
    """Start a server and return what the group in ``announcement`` matches in its output; stop it after."""
    env = environment(log.parent / "no-config", bandwidth="") | {"RCLONE_CACHE_DIR": str(log.parent)} | extra
    with subprocess.Popen(
        command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, env=env, text=True
    ) as server:
        assert server.stdout
        try:
            for line in server.stdout:
                if found := re.search(announcement, line):
                    break
            else:
                raise AssertionError("the server ended before it was ready")
            # On into a file: a full pipe would stop the server, and a test may want to see its requests.
            threading.Thread(target=_copy, args=(server.stdout, log), daemon=True).start()
            yield found[1]
        finally:
            server.kill()


def _copy(lines: IO[str], log: Path) -> None:
    with log.open("w", buffering=1) as file:
        file.writelines(lines)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Give a store of a kind, with a fresh folder, and where that folder lies on this disk."""
    with ExitStack() as stack:
        yield Servers(stack, tmp_path_factory)


class Servers:
    """Starts each kind of server once and hands out folders on it."""

    def __init__(self, stack: ExitStack, folders: pytest.TempPathFactory) -> None:
        self._stack = stack
        self._folders = folders
        self._running: dict[str, tuple[Path, str]] = {}

    def __call__(self, kind: str) -> tuple[Store, Path]:
        if kind not in self._running:
            self._running[kind] = self._start(kind)
        root, address = self._running[kind]
        top = f"test{len(list(root.iterdir()))}"
        folder = root / top / FOLDER
        folder.mkdir(parents=True)
        path = str(folder) if kind == "local" else f"{top}/{FOLDER}"
        return Store(kind=kind, path=path, options=self._options(kind, root, address)), folder

    def _start(self, kind: str) -> tuple[Path, str]:
        base = self._folders.mktemp(kind)
        root = base / "root"
        root.mkdir()
        if kind == "local":
            return root, ""
        where = ["--addr", "127.0.0.1:0", "--dir-cache-time", "20ms"]
        command, announcement = {
            "webdav": ([*where, "--user", USER, "--pass", PASSWORD], r"started on \[(http://[0-9.:]+)"),
            "sftp": ([*where, "--user", USER, "--pass", PASSWORD], r"listening on ([0-9.:]+)"),
            "s3": ([*where, "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"], r"server on \[(http://[0-9.:]+)"),
        }[kind]
        server = served([program(), "serve", kind, root, *command], announcement, base / "log")
        return root, self._stack.enter_context(server)

    def _options(self, kind: str, root: Path, address: str) -> dict[str, str]:
        if kind == "webdav":
            return {"url": address, "user": USER}
        if kind == "s3":
            return {"endpoint": address, "access_key_id": ACCESS_KEY}
        if kind == "sftp":
            host, port = address.split(":")
            keys = root.parent / "serve-sftp"
            pinned = [" ".join(each.read_text().split()[:2]) for each in sorted(keys.glob("*.pub"))]
            return {"host": host, "port": port, "user": USER, "host_keys": ",".join(pinned)}
        return {}


def secrets_of(kind: str) -> dict[str, str]:
    return {
        "webdav": {"pass": PASSWORD},
        "sftp": {"pass": PASSWORD},
        "s3": {"secret_access_key": SECRET_KEY},
    }.get(kind, {})


@pytest.fixture(scope="session")
def versioned_s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Run moto's S3, which keeps versions and object locks; give its address and its log of requests."""
    log = tmp_path_factory.mktemp("moto") / "log"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with served(command, r"Running on (http://[0-9.:]+)", log, PYTHONUNBUFFERED="1") as address:
        yield address, log


MakeRemote = Callable[..., RcloneRemote]


@pytest.fixture
def make_remote(tmp_path: Path) -> MakeRemote:
    """Make the real adapter for a store, with a scratch folder of its own."""

    def make(store: Store, **secrets: str) -> RcloneRemote:
        scratch = tmp_path / f"scratch-{len(list(tmp_path.iterdir()))}"
        scratch.mkdir()
        return RcloneRemote(store, secrets=secrets or secrets_of(store.kind), scratch=scratch)

    return make
