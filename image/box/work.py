"""One step of an installation: is it right already, and what makes it right. Tells in Dutch what it did."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


class CannotInstall(Exception):
    """The box cannot be made ready; the text says what a person can do about it."""


@dataclass(frozen=True, slots=True)
class Step:
    """``name`` is what a person reads; ``is_right`` only looks; ``do`` may fail with CannotInstall."""

    name: str
    is_right: Callable[[], bool]
    do: Callable[[], None]


def carry_out(steps: Sequence[Step]) -> int:
    """Do what is not right yet, in order; return how many steps that were. Raises: CannotInstall."""
    done = 0
    for step in steps:
        if step.is_right():
            print(f"  al goed   {step.name}", flush=True)
            continue
        print(f"  bezig     {step.name}", flush=True)
        step.do()
        if not step.is_right():
            raise CannotInstall(f"{step.name}: dit is gedaan, maar nog niet goed. Kijk hierboven.")
        done += 1
    return done


def run(*command: str, sentence: str = "", env: Mapping[str, str] | None = None) -> str:
    """Run a command and return what it printed. Raises: CannotInstall, with its last words."""
    done = subprocess.run(command, capture_output=True, text=True, env=None if env is None else dict(env))
    if done.returncode != 0:
        words = (done.stderr or done.stdout).strip().splitlines()[-12:]
        raise CannotInstall("\n".join([sentence or f"{command[0]} lukt niet.", *words]))
    return done.stdout


def succeeds(*command: str) -> bool:
    """Tell whether a command ends well; one that is not there does not."""
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False
