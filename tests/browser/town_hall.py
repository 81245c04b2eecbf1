"""What lies behind the room: the real worker of sync on the box's own socket, and the municipality's store.

The store is in memory and can go away; the network is never more than a function call. Whatever is decided
between them is decided by the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.sync.progress import Progress
from appliance.sync.recorder_link import RecorderLink
from appliance.sync.upload import Uploader
from appliance.sync.worker import Task, Worker
from tests.browser.whole_room import BoxOfTheRoom
from tests.sync.fakes import AtOnce, FakeAdmission, FakeStore

PART_BYTES = 50_000
LONGEST_WAIT_S = 6 * 3600.0


@dataclass
class TownHall:
    """The store, and the worker that walks to it when a test says so."""

    box: BoxOfTheRoom
    worker: Worker
    store: FakeStore = field(default_factory=FakeStore)

    def walk(self) -> None:
        """Let the worker do all that is due."""
        while self.worker.turn():
            pass

    def walk_later(self) -> None:
        """Wait as long as the worker ever waits, and let it try again."""
        self.box.clock.pass_s(LONGEST_WAIT_S)
        self.walk()

    @property
    def films(self) -> set[str]:
        """What the store holds, by folder."""
        return set(self.store.content)


@contextmanager
def a_town_hall(
    folder: Path, box: BoxOfTheRoom, *, on_step: Callable[[Task, str], None] = lambda _task, _step: None
) -> Iterator[TownHall]:
    """Open the town hall; ``folder`` is the sync process's own, ``on_step`` hears every step beforehand."""
    folder.mkdir()
    (scratch := folder / "scratch").mkdir()
    progress, store = Progress(folder / "progress.sqlite"), FakeStore()
    worker = Worker(
        uploader=Uploader(
            recorder=RecorderLink(box.settings.paths.run / "sync.sock"),
            remote=store,
            progress=progress,
            scratch=scratch,
            part_bytes=PART_BYTES,
            read_back=AtOnce,
        ),
        admission=FakeAdmission(),
        sealed=lambda film: box.settings.paths.data / "recordings" / f"{film}.sealed",
        clock=box.clock.monotonic_s,
        jitter=lambda: 0.0,
        is_quiet=lambda: False,
        on_step=on_step,
    )
    try:
        yield TownHall(box, worker, store)
    finally:
        progress.close()
