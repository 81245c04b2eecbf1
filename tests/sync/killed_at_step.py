"""A sync process that kills itself before the first step beyond a number of new ones; see test_sync_killed.

Run as ``python -m tests.sync.killed_at_step FOLDER STEPS``; the store is in FOLDER/place.json. It notes each
step in FOLDER/walked before doing it, and ends by itself when nothing is due.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from appliance.settings.model import Store
from appliance.sync.progress import Progress
from appliance.sync.rclone import RcloneRemote
from appliance.sync.upload import Uploader
from appliance.sync.worker import Task, Worker
from tests.sync.fakes import FakeAdmission, FakeRecorder


def main(base: Path, steps: int) -> None:
    left = iter(range(steps))

    def on_step(task: Task, step: str) -> None:
        with (base / "walked").open("a") as walked:
            walked.write(f"{task.kind} {step}\n")
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    scratch = base / "scratch"
    scratch.mkdir(exist_ok=True)
    recorder = FakeRecorder(base / "recorder")
    place = json.loads((base / "place.json").read_text())
    store = Store(**place["store"])
    remote = RcloneRemote(store, secrets=place["secrets"], scratch=scratch)
    progress = Progress(base / "progress.sqlite")
    worker = Worker(
        uploader=Uploader(
            recorder=recorder,
            remote=remote,
            progress=progress,
            scratch=scratch,
            part_bytes=1500,
        ),
        admission=FakeAdmission(),
        sealed=recorder.payload,
        clock=time.monotonic,
        jitter=lambda: 0.0,
        is_quiet=lambda: False,
        on_step=on_step,
    )
    while worker.turn():
        pass


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
