"""Renew the three locks of a box: `python3 image/box/lock.py`. Needs the network and `uv`; run by hand.

One lock a process, with only its extra, and the versions that requirements.txt names (image/lock.py comes
first).
"""

from __future__ import annotations

import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PROCESSES = ("recorder", "sync", "console")
_COMPILE = (
    *("uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"),
    *("--fork-strategy", "fewest", "--custom-compile-command", "python3 image/box/lock.py"),
)


def main() -> None:
    for name in PROCESSES:
        wanted = ("--extra", name, "-c", "requirements.txt", "-o", f"image/box/{name}.txt")
        subprocess.run([*_COMPILE, "pyproject.toml", *wanted], cwd=PROJECT, check=True)


if __name__ == "__main__":
    main()
