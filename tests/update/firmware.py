"""A box's boot partition in a folder, the firmware that reads it, and the real backend script on it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

BACKEND = Path(__file__).parents[2] / "image/rauc/tryboot-backend"
AS_BUILT = "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n"


@dataclass
class Box:
    """A box that is on. ``runs`` is its slot; restart it with ``restart``."""

    folder: Path
    runs: str = "A"

    def __post_init__(self) -> None:
        self.boot = self.folder / "bootconfig"
        self.boot.mkdir()
        self.autoboot = self.boot / "autoboot.txt"
        self.autoboot.write_text(AS_BUILT)
        self.param = self.folder / "reboot-param"
        self._turn_on(self.runs, trial=False)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "SPIEGELBOX_BOOTCONFIG": str(self.boot),
            "SPIEGELBOX_CHOSEN": str(self.folder / "chosen"),
            "SPIEGELBOX_CMDLINE": str(self.folder / "cmdline"),
            "SPIEGELBOX_REBOOT_PARAM": str(self.param),
        }

    def ask(self, *words: str) -> str:
        """Run the backend; fail when it fails."""
        done = self.run(*words)
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout.strip()

    def refuses(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode != 0, words
        return done.stderr

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(BACKEND), *words],
            env=self.environ | environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def restart(self) -> str:
        """Go down and come up again, as the firmware reads it; return the slot."""
        trial = self.param.exists() and self.param.read_text().split() == ["0", "tryboot"]
        self.param.unlink(missing_ok=True)  # /run is gone
        self._turn_on(starts(self.autoboot.read_text(), trial=trial), trial=trial)
        return self.runs

    def lose_power(self) -> str:
        self.param.unlink(missing_ok=True)
        return self.restart()

    def _turn_on(self, slot: str, *, trial: bool) -> None:
        self.runs = slot
        words = f"root=x rauc.slot={slot} spiegelbox.tryboot={int(trial)} quiet\n"
        (self.folder / "cmdline").write_text(words)


def starts(autoboot: str, *, trial: bool) -> str:
    """Return the slot that the firmware starts. Source: raspberrypi.com/documentation, "autoboot.txt"."""
    section, partitions = "[all]", {}
    assert len(autoboot.encode()) <= 512, "the firmware reads no more"
    for line in autoboot.splitlines():
        if line.startswith("["):
            section = line
        elif found := re.fullmatch(r"boot_partition=(\d)", line):
            partitions[section] = found[1]
        else:
            assert line == "tryboot_a_b=1" or line.startswith("#"), f"a half line: {line!r}"
    return {"2": "A", "3": "B"}[partitions["[tryboot]" if trial else "[all]"]]
