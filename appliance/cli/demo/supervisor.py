"""Start the box's real processes, know when they are ready, and end them all.

It never hides a dead process: the error carries the last lines of its log. Each child has its own
process group, so Ctrl-C reaches the demo alone and the order of stopping is ours, and each is on a
leash (leash.py), so that nothing outlives the demo.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from appliance.cli.demo import leash
from appliance.cli.demo.programs import command, environment
from appliance.domain.errors import ProgramDied

_POLL_S = 0.05
_LAST_LINES = 8


@dataclass(frozen=True, slots=True)
class Program:
    """One process: how people call it, what to run, and how to tell that it is ready.

    ``ready`` gets what the process wrote since its start.
    """

    name: str
    arguments: tuple[str, ...]  # after the Python interpreter
    ready: Callable[[str], bool]
    patience_s: float = 30.0
    stop_s: float = 5.0  # between asking to stop and ending it


class Supervisor:
    """Owns the children. Stops them in the order in which they were started: the recorder first."""

    def __init__(self, logs: Path, *, python: str = sys.executable) -> None:
        self._logs = logs
        self._python = python
        self._children: list[_Child] = []

    def start(self, program: Program) -> int:
        """Start a program, wait until it is ready and return its process id. Raises: ProgramDied."""
        child = _Child(program, self._logs / f"{program.name}.log", self._python)
        self._children.append(child)
        deadline = time.monotonic() + program.patience_s
        while not program.ready(child.written()):
            self.check()
            if time.monotonic() > deadline:
                raise ProgramDied(child.story(f"is na {program.patience_s:.0f} s nog niet klaar"))
            time.sleep(_POLL_S)
        return child.process_id

    def check(self) -> None:
        """Raise ProgramDied with the last log lines of the first child that is gone."""
        for child in self._children:
            status = child.exit_status()
            if status is not None:
                raise ProgramDied(child.story(f"stopte vanzelf ({_in_words(status)})"))

    def stop(self) -> None:
        """Stop every child in order; each gets the time to stop well, then it is ended. Idempotent."""
        while self._children:
            self._children[0].stop()
            self._children.pop(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A second Ctrl-C must not cut the stopping short: it takes seconds at most, and is bounded.
        handlers = {
            number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            self.stop()
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


class _Child:
    def __init__(self, program: Program, log: Path, python: str) -> None:
        self._program = program
        self._log = log
        with log.open("ab") as output:
            self._from = output.tell()
            self._process = subprocess.Popen(
                (python, "-I", leash.__file__, str(os.getpid()), *command(python, program.arguments)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment(os.environ),
                start_new_session=True,
            )
        self.process_id = self._process.pid

    def written(self) -> str:
        """Return what the process wrote since its start (an old log may stand before it)."""
        with self._log.open("rb") as log:
            log.seek(self._from)
            return log.read().decode(errors="replace")

    def exit_status(self) -> int | None:
        return self._process.poll()

    def story(self, what: str) -> str:
        lines = self.written().splitlines()[-_LAST_LINES:]
        return "\n".join((f"{self._program.name} {what}", *(f"    {line}" for line in lines)))

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(self._program.stop_s)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._end_group()

    def _end_group(self) -> None:
        """End what the process itself started and left behind, such as a transfer."""
        try:
            os.killpg(self.process_id, signal.SIGKILL)
        except ProcessLookupError:
            return


def _in_words(status: int) -> str:
    return f"signaal {-status}" if status < 0 else f"code {status}"
