"""The sync process: ``python -m appliance.sync --settings FILE``. The network side, without any key.

It takes turns (worker.py) until it is told to stop. SIGTERM ends it wherever it is: the steps of upload.py
and erase.py survive that, and its rclone dies with it. Logs event key=value on stderr; a person reads a
Dutch sentence, never a traceback.
"""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import signal
import sys
import time
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn

from appliance.domain.errors import ControlError, SettingsError, SpiegelboxError
from appliance.domain.timetable import is_quiet, quiet_span, speed_steps
from appliance.settings.loader import load
from appliance.settings.model import Settings
from appliance.store.layout import Layout
from appliance.sync.admission import CheckedAdmission
from appliance.sync.anchor import Anchoring
from appliance.sync.config import bandwidth
from appliance.sync.guardian import guarded
from appliance.sync.inventory import Inventory
from appliance.sync.parts import PART_BYTES
from appliance.sync.place import own_folder, scratch_folder, store_secrets
from appliance.sync.progress import Progress
from appliance.sync.rclone import RcloneRemote
from appliance.sync.recorder_link import RecorderLink
from appliance.sync.upload import Uploader
from appliance.sync.worker import Kind, Task, Worker

_log = logging.getLogger(__name__)


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; return the exit status."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(message)s")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        _run(load(options.settings), options)
    except SettingsError as error:
        print(error.sentence, *error.faults, error.next_step, sep="\n", file=sys.stderr)
    except SpiegelboxError as error:
        print(error.sentence, error.next_step, sep="\n", file=sys.stderr)
    except Exception as error:  # noqa: BLE001  the last net: an event for the journal instead of a traceback
        _log.critical("sync.stopped error=%s at=%s", type(error).__name__, _place(error))
    return 1


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m appliance.sync", description="Brengt opnamen naar de opslag."
    )
    parser.add_argument("--settings", type=Path, required=True, help="het instellingenbestand (TOML)")
    parser.add_argument("--poll-s", type=float, default=5.0, help="seconden tussen twee blikken op het werk")
    parser.add_argument("--part-bytes", type=int, default=PART_BYTES, help="grootte van een deel, voor tests")
    parser.add_argument("--scratch", type=Path, default=Path("/dev/shm"), help="map in het geheugen (tmpfs)")  # noqa: S108  made private below
    return parser.parse_args(arguments)


def _run(settings: Settings, options: argparse.Namespace) -> NoReturn:
    layout = Layout(settings.paths.data, settings.paths.run)
    with (
        guarded(),
        own_folder(layout.sync) as folder,
        scratch_folder(options.scratch, for_folder=folder) as scratch,
    ):
        credentials = store_secrets(os.environ.get("CREDENTIALS_DIRECTORY"))
        limits = bandwidth(speed_steps(settings.sync.limits_kbps))
        remote = RcloneRemote(settings.store, secrets=credentials, scratch=scratch, bandwidth=limits)
        progress = Progress(folder / "progress.sqlite")
        recorder = RecorderLink(layout.sync_socket)
        box = settings.box.id
        quiet = [quiet_span(text) for text in settings.sync.quiet_hours]
        uploader = Uploader(
            recorder=recorder,
            remote=remote,
            progress=progress,
            scratch=scratch,
            part_bytes=options.part_bytes,
        )
        worker = Worker(
            uploader=uploader,
            admission=CheckedAdmission(store=settings.store, remote=remote, progress=progress, now=time.time),
            sealed=layout.sealed,
            clock=time.monotonic,
            jitter=secrets.SystemRandom().random,
            is_quiet=lambda: is_quiet(quiet, datetime.now().astimezone().time()),
            on_step=_log_step,
            rounds={
                Kind.ANCHOR: Anchoring(recorder=recorder, remote=remote, progress=progress, box=box),
                Kind.INVENTORY: Inventory(recorder=recorder, remote=remote, progress=progress, box=box),
            },
        )
        _log.info("sync.ready store=%s", settings.store.kind)
        while True:
            if not _turn(worker):
                time.sleep(options.poll_s)


def _turn(worker: Worker) -> bool:
    try:
        return worker.turn()
    except ControlError as error:
        _log.warning("sync.recorder-away error=%s", error.code)
        return False


def _log_step(task: Task, step: str) -> None:
    _log.info("sync.step task=%s id=%s step=%s", task.kind, task.recording_id, step)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    # Surfaces wherever the process happens to be, which is why every step can be repeated.
    raise SystemExit(0)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"


if __name__ == "__main__":
    sys.exit(main())
