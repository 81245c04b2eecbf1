"""The whole life of an image, in QEMU: one command, as root, on a Debian with git and mmdebstrap.

    .venv/bin/python -m image.scenario                  builds two versions and plays every story
    .venv/bin/python -m image.scenario first-boot good  plays these only; what is built stays

Every story starts from a freshly flashed card or from a copy of a box that was set up once, so each can be
played alone. What was found is written to SPIEGELBOX_CACHE/out/scenario/found.json, and told as it comes.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "image"))

import build  # noqa: E402 - found beside this folder
import toolbox  # noqa: E402

from image.scenario import bare, municipality  # noqa: E402
from image.scenario.signing import authority  # noqa: E402

OLD, NEW = "0.1.0", "0.2.0"
OUT = toolbox.OUT / "scenario"


def main(argv: Sequence[str]) -> int:
    """Build what is not built of this commit, then play inside the toolbox; return the exit code."""
    toolbox.make()
    keyring = authority(OUT / "keys/municipality").certificate
    commit = subprocess.run(
        ["git", "-C", str(PROJECT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout
    stamp = OUT / "commit"
    if not stamp.is_file() or stamp.read_text() != commit:
        for version in (OLD, NEW):
            if code := build.main(["virt", "--version", version, "--keyring", str(keyring)]):
                return code
        shutil.rmtree(OUT / "served", ignore_errors=True)
        shutil.rmtree(OUT / "first-boot", ignore_errors=True)
        stamp.write_text(commit)
    municipality.write(OUT / "spiegelbox")
    bare.make(OUT / "bare")
    command = toolbox.entering(["nice", "-n", "19", "python3", "-m", "image.scenario.play", *argv])
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
