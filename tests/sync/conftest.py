"""A worker with a fake recorder and store in memory, and real servers on loopback behind real rclone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from appliance.settings.model import Store
from appliance.sync.progress import Progress
from appliance.sync.rclone import RcloneRemote
from appliance.sync.upload import Uploader
from appliance.sync.worker import Worker
from tests.sync.fakes import AtOnce, Clock, FakeAdmission, FakeRecorder, FakeStore, WhenAsked
from tests.sync.servers.town import Town

PART_BYTES = 1000


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder for what a test writes often: the kills in it are not power cuts."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture
def recorder(in_memory: Path) -> FakeRecorder:
    return FakeRecorder(in_memory / "recorder")


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scratch(in_memory: Path) -> Path:
    folder = in_memory / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def progress(in_memory: Path) -> Iterator[Progress]:
    memory = Progress(in_memory / "progress.sqlite")
    yield memory
    memory.close()


@pytest.fixture(params=[AtOnce, WhenAsked])
def uploader(
    request: pytest.FixtureRequest,
    recorder: FakeRecorder,
    store: FakeStore,
    progress: Progress,
    scratch: Path,
) -> Uploader:
    return Uploader(
        recorder=recorder,
        remote=store,
        progress=progress,
        scratch=scratch,
        part_bytes=PART_BYTES,
        read_back=request.param,
    )


MakeWorker = Callable[..., Worker]


@pytest.fixture
def admission() -> FakeAdmission:
    return FakeAdmission()


@pytest.fixture
def quiet() -> list[bool]:
    """Hold something while it is a quiet hour."""
    return []


@pytest.fixture
def make_worker(
    uploader: Uploader,
    recorder: FakeRecorder,
    clock: Clock,
    admission: FakeAdmission,
    quiet: list[bool],
) -> MakeWorker:
    """Make a worker as a fresh process would: it knows only what lies on disk and in the store."""

    def make(on_step: Callable[..., None] = lambda task, step: None) -> Worker:
        return Worker(
            uploader=uploader,
            admission=admission,
            sealed=recorder.payload,
            clock=clock,
            jitter=lambda: 0.0,
            is_quiet=lambda: bool(quiet),
            on_step=on_step,
        )

    return make


# -- real servers ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """Give places on real servers, each started once."""
    with ExitStack() as stack:
        yield Town(stack)


class MakeRemote(Protocol):
    def __call__(
        self, store: Store, secrets: Mapping[str, str] | None = None, *, bandwidth: str = ""
    ) -> RcloneRemote: ...


@pytest.fixture
def make_remote(tmp_path: Path) -> MakeRemote:
    """Make the real adapter for a store, with a scratch folder of its own."""

    def make(store: Store, secrets: Mapping[str, str] | None = None, *, bandwidth: str = "") -> RcloneRemote:
        scratch = tmp_path / f"scratch-{len(list(tmp_path.iterdir()))}"
        scratch.mkdir()
        return RcloneRemote(store, secrets=secrets or {}, scratch=scratch, bandwidth=bandwidth)

    return make
