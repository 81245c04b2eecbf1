"""Start the real ``spiegelbox demo`` as a person does, and read what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "appliance.cli.main", "demo")
PATIENCE_S = 120.0
_WELCOME_ENDS = "Stoppen: Ctrl-C."


@dataclass
class StartedDemo:
    """A demo that told its addresses."""

    process: subprocess.Popen[str]
    said: str

    def address(self, of: str) -> str:
        found = re.search(rf"{of}\s+(http://\S+)", self.said)
        assert found, self.said
        return found[1]

    @property
    def password(self) -> str:
        found = re.search(r"wachtwoord: (\S+)", self.said)
        assert found, self.said
        return found[1]


@contextmanager
def started_demo(data: Path | None, *options: str, temporary: Path | None = None) -> Iterator[StartedDemo]:
    where = () if data is None else ("--data", str(data))
    process = subprocess.Popen(
        (*COMMAND, *where, *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=None if temporary is None else {"TMPDIR": str(temporary), "PATH": "/usr/bin:/bin"},
    )
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if _WELCOME_ENDS in line:
                break
        assert _WELCOME_ENDS in said, said
        yield StartedDemo(process, said)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        process.stdout.close()


def walked(*options: str) -> subprocess.CompletedProcess[str]:
    """Run a walk to its end."""
    return subprocess.run(
        (*COMMAND, "--walk", *options), capture_output=True, text=True, timeout=220, check=False
    )
