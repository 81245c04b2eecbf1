"""A thousand recordings that wait: each costs its own folder's listing, and nobody lists the whole store."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from appliance.sync.progress import Progress
from appliance.sync.recorder_port import Jobs, UploadJob
from appliance.sync.upload import Uploader
from appliance.sync.worker import Worker
from tests.sync.fakes import AtOnce, Clock, FakeAdmission, FakeRecorder, FakeStore

FILM = b"a short film"
IDS = [f"{number:032x}" for number in range(1000)]


class ManyRecordings(FakeRecorder):
    """Hands out jobs from memory: its own file would be what takes the time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.payload("film").write_bytes(FILM)
        digest = hashlib.sha256(FILM).hexdigest()
        self.waiting = {each: UploadJob(each, len(FILM), digest) for each in IDS}

    def jobs(self) -> Jobs:
        return Jobs(upload=tuple(self.waiting.values()), erase=())

    def header(self, recording_id: str) -> bytes:
        return b"header"

    def manifest(self, recording_id: str, parts: object) -> bytes:
        return recording_id.encode()

    def delivered(self, recording_id: str, manifest_sha256: str) -> None:
        del self.waiting[recording_id]


class CountingStore(FakeStore):
    """Counts what is listed."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: Counter[str] = Counter()

    def names(self, folder: str) -> dict[str, int]:
        self.listed[folder] += 1
        return super().names(folder)

    def folders(self) -> frozenset[str]:
        self.listed["the whole store"] += 1
        return super().folders()


def test_a_thousand_recordings_are_delivered_with_one_small_listing_each(in_memory: Path) -> None:
    recorder, store = ManyRecordings(in_memory / "recorder"), CountingStore()
    (in_memory / "scratch").mkdir()
    worker = Worker(
        uploader=Uploader(
            recorder=recorder,
            remote=store,
            progress=Progress(Path(":memory:")),
            scratch=in_memory / "scratch",
            part_bytes=1000,
            read_back=AtOnce,
        ),
        admission=FakeAdmission(),
        sealed=lambda _: recorder.payload("film"),
        clock=Clock(),
        jitter=lambda: 0.0,
        is_quiet=lambda: False,
        on_step=lambda task, step: None,
    )
    while worker.turn():
        pass
    assert recorder.waiting == {}
    assert store.listed == Counter(IDS)
    assert store.puts.count("part-00000") == 1000
