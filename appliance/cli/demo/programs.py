"""How the demo runs one of the project's own programs: which Python, which code, which surroundings."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import appliance
from appliance.domain.errors import ProgramDied

_PATIENCE_S = 60.0


def command(python: str, arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the command line of a program of ours; ``arguments`` come after the interpreter."""
    # -P: the folder in which the demo is started must not be able to replace one of our packages.
    return (python, "-P", *arguments)


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """Return a child's environment: our own code findable without installing, and logs as they come."""
    code = str(Path(appliance.__file__).parents[1])
    path = os.pathsep.join(part for part in (code, own.get("PYTHONPATH", "")) if part)
    return {**own, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def answer_of(*arguments: str, typed: str = "") -> str:
    """Run a program that ends by itself and return what it printed. Raises: ProgramDied."""
    try:
        done = subprocess.run(
            command(sys.executable, arguments),
            input=typed,
            capture_output=True,
            text=True,
            env=environment(os.environ),
            timeout=_PATIENCE_S,
        )
    except subprocess.TimeoutExpired as error:
        raise ProgramDied(f"{' '.join(arguments[1:3])} is na {_PATIENCE_S:.0f} s nog niet klaar") from error
    if done.returncode != 0:
        raise ProgramDied(f"{' '.join(arguments[1:3])}: {done.stderr.strip()[-500:]}")
    return done.stdout.strip()
