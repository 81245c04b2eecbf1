"""The order of work: withdrawals before everything, then uploads; one job at a time, one thread.

The recorder's list is asked again before every step of an upload, so a withdrawal stops it within one part.
Nothing goes up in quiet hours, nor to a store that has not shown that it can erase; erasing waits for
neither.
What a stopped upload left in the store is erased even when the recorder asks nothing about it any more,
unless the recorder may know it as delivered: then only an erase job removes it. An id
that was ever on the erase list never goes up again, and what turns up under it later is removed again.
Source: design §5, journeys 33, 34, 42, 43.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from appliance.domain.errors import (
    ControlError,
    EraseNotProven,
    ReadBackDiffers,
    SpiegelboxError,
    StateError,
    StoreError,
    StoreLocked,
)
from appliance.sync import erase
from appliance.sync.admission import Admission
from appliance.sync.backoff import Schedule
from appliance.sync.recorder_port import Jobs, UploadJob
from appliance.sync.upload import Uploader

SWEEP_S = 6 * 3600.0  # how often the store is searched for late arrivals

_log = logging.getLogger(__name__)


class Kind(StrEnum):
    """Why something is done, in the order of urgency."""

    ERASE = "erase"
    ERASE_ABANDONED = "erase-abandoned"
    ERASE_LATE = "erase-late"
    SWEEP = "sweep"
    ANCHOR = "anchor"
    INVENTORY = "inventory"
    CHECK_STORE = "check-store"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, for one recording (or, for a sweep, for none)."""

    kind: Kind
    recording_id: str = ""


_CHECK = Task(Kind.CHECK_STORE)
_UPLOADS = Task(Kind.UPLOAD)  # not a task: while the store is away all uploads wait under this key


class Round(Protocol):
    """Something that is done again and again, for no recording in particular."""

    @property
    def every_s(self) -> float:
        """Seconds from one time that worked to the next."""

    def walk(self, on_step: Callable[[str], None]) -> None:
        """Do it, telling each step before it is done. Raises: SpiegelboxError."""


@dataclass(slots=True, kw_only=True)
class Worker:
    """The sync process without its loop: whoever calls ``turn`` again and again keeps the time.

    ``sealed`` gives the payload of an id on the box's disk, ``clock`` monotonic seconds, ``jitter`` a number
    in 0..1; ``is_quiet`` says whether nothing may go up now; ``on_step`` is told every step before it is
    done.
    """

    uploader: Uploader
    admission: Admission
    sealed: Callable[[str], Path]
    clock: Callable[[], float]
    jitter: Callable[[], float]
    is_quiet: Callable[[], bool]
    on_step: Callable[[Task, str], None]
    rounds: Mapping[Kind, Round] = field(default_factory=dict)
    _schedule: Schedule[Task] = field(default_factory=Schedule)
    _late: set[str] = field(default_factory=set)
    _next_sweep_s: float = 0.0
    _next_round_s: dict[Kind, float] = field(default_factory=dict)
    _in_trouble: bool = True  # unknown after a start, so the first calm moment says "well"

    def turn(self) -> bool:
        """Do the most urgent task that is due; return False when none is.

        Troubles of the store are reported to the recorder and waited out. Raises RecorderUnreachable and
        other ControlErrors.
        """
        jobs = self._ask_jobs()
        agenda = tuple(self._agenda(jobs))
        self._schedule.keep({*agenda, _UPLOADS})
        task = next((task for task in agenda if self._is_due(task)), None)
        if task is not None and task.kind is Kind.UPLOAD:
            # The store is tried anyway, so a withdrawal that waits for it is what it is tried with.
            task = next((each for each in agenda if self._is_held_up(each)), task)
        if task is not None:
            self._attempt(task, jobs)
        return task is not None

    def _ask_jobs(self) -> Jobs:
        jobs = self.uploader.recorder.jobs()
        self.uploader.progress.bury(jobs.erase)
        return jobs

    def _agenda(self, jobs: Jobs) -> Iterator[Task]:
        """Yield everything there is to do, the most urgent first."""
        progress = self.uploader.progress
        tombstones = progress.tombstones()
        wanted = [job.id for job in jobs.upload if job.id not in tombstones]
        yield from (Task(Kind.ERASE, each) for each in jobs.erase)
        for recording_id, handed_over in progress.uploads().items():
            if recording_id not in wanted and recording_id not in jobs.erase:
                if handed_over:
                    progress.forget(recording_id)  # the recorder heard of it just before we died
                else:
                    yield Task(Kind.ERASE_ABANDONED, recording_id)
        yield from (Task(Kind.ERASE_LATE, each) for each in sorted(self._late.difference(jobs.erase)))
        if tombstones and self.clock() >= self._next_sweep_s:
            yield Task(Kind.SWEEP)
        yield from (Task(kind) for kind in self.rounds if self.clock() >= self._next_round_s.get(kind, 0.0))
        if wanted and not self.admission.is_given():
            yield _CHECK
        yield from (Task(Kind.UPLOAD, each) for each in wanted)

    def _is_due(self, task: Task) -> bool:
        now_s = self.clock()
        if task.kind in (Kind.UPLOAD, Kind.CHECK_STORE) and self.is_quiet():
            return False
        if task.kind is Kind.UPLOAD and not (
            self.admission.is_given() and self._schedule.is_due(_UPLOADS, now_s)
        ):
            return False
        return self._schedule.is_due(task, now_s)

    def _is_held_up(self, task: Task) -> bool:
        return task.kind is Kind.ERASE and self._schedule.waits_for_store(task)

    def _attempt(self, task: Task, jobs: Jobs) -> None:
        try:
            is_done = self._do(task, jobs)
        except ControlError:
            raise
        except StateError as refusal:
            self._wait(task, refusal)  # a withdrawal came in between; its erase job is on the way
            _log.info("sync.refused task=%s id=%s error=%s", task.kind, task.recording_id, refusal.code)
        except SpiegelboxError as error:
            self._in_trouble = True
            if isinstance(error, (EraseNotProven, StoreLocked)):
                self.admission.take_back()  # it could erase when it was checked, and cannot now
            recording_id, wait_s = self._wait(task, error)
            self.uploader.recorder.trouble(error, recording_id=recording_id, wait_s=wait_s)
            _log.warning("sync.waits task=%s id=%s error=%s", task.kind, task.recording_id, error.code)
        else:
            if is_done:
                self._succeeded(task)
                _log.info("sync.done task=%s id=%s", task.kind, task.recording_id)

    def _wait(self, task: Task, error: SpiegelboxError) -> tuple[str, float]:
        """Return which recording waits ("" for every upload) and for how many seconds; 0 when none does."""
        # These two are about one recording; any other trouble of the store meets every task.
        store_wide = isinstance(error, StoreError) and not isinstance(
            error, (ReadBackDiffers, EraseNotProven)
        )
        uploads_wait = store_wide and task.kind in (Kind.UPLOAD, Kind.ERASE)
        waits = [
            self._schedule.failed(key, self.clock(), self.jitter(), store_wide=store_wide)
            for key in ((task, _UPLOADS) if uploads_wait else (task,))
        ]
        holds_up = bool(task.recording_id) or task.kind is Kind.CHECK_STORE
        everybody = uploads_wait and task.kind is Kind.UPLOAD
        return "" if everybody else task.recording_id, max(waits) if holds_up else 0.0

    def _succeeded(self, task: Task) -> None:
        self._schedule.worked(task)
        if self._in_trouble and self._schedule.is_calm():
            self.uploader.recorder.well()
            self._in_trouble = False

    # -- the tasks -----------------------------------------------------------------------------

    def _do(self, task: Task, jobs: Jobs) -> bool:
        match task.kind:
            case Kind.SWEEP:
                self._sweep()
            case Kind.ANCHOR | Kind.INVENTORY:
                self.rounds[task.kind].walk(lambda step: self.on_step(task, step))
                self._next_round_s[task.kind] = self.clock() + self.rounds[task.kind].every_s
            case Kind.CHECK_STORE:
                self.admission.ask(lambda step: self.on_step(task, step))
            case Kind.UPLOAD:
                return self._upload(next(job for job in jobs.upload if job.id == task.recording_id))
            case _:
                self._erase(task)
        return True

    def _erase(self, task: Task) -> None:
        for step in erase.steps(self.uploader.remote, task.recording_id):
            self.on_step(task, step)
        if task.kind is Kind.ERASE:
            self.uploader.recorder.erased(task.recording_id)
        self.uploader.progress.forget(task.recording_id)
        self._late.discard(task.recording_id)

    def _sweep(self) -> None:
        self.on_step(Task(Kind.SWEEP), "list-store")
        self._late.update(self.uploader.remote.folders() & self.uploader.progress.tombstones())
        self._next_sweep_s = self.clock() + SWEEP_S

    def _upload(self, job: UploadJob) -> bool:
        """Return False when something more urgent or a quiet hour came, or nobody wants it any longer."""
        task = Task(Kind.UPLOAD, job.id)
        for step in self.uploader.steps(job, self.sealed(job.id)):
            self.on_step(task, step)
            jobs = self._ask_jobs()
            if (
                self.is_quiet()
                or job not in jobs.upload
                or any(self._is_due(Task(Kind.ERASE, each)) for each in jobs.erase)
            ):
                return False
        return True
