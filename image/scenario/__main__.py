"""The whole life of an image, in QEMU: one command, as root, on a Debian with git and mmdebstrap.

    .venv/bin/python -m image.scenario                  builds two versions and plays every story
    .venv/bin/python -m image.scenario --short          builds one, and plays what CI plays (six minutes)
    .venv/bin/python -m image.scenario first-boot good  plays these only; what is built stays
    .venv/bin/python -m image.scenario --profile virt-arm64 first-boot talk

Every story starts from a freshly flashed card or from a copy of a box that was set up once, so each can be
played alone. What was found is written to SPIEGELBOX_CACHE/out/scenario/found.json, and told as it comes.
"""

from __future__ import annotations

import argparse
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
from image.scenario.boards import BOARDS  # noqa: E402
from image.scenario.signing import authority  # noqa: E402
from image.scenario.stage import scenario_of  # noqa: E402

OLD, NEW = "0.1.0", "0.2.0"
SHORT = ("first-boot", "at-the-door")
# Nothing is updated in these.
OF_ONE_VERSION = {*SHORT, "from-a-stick", "without-a-chip", "against-bare", "talk", "retired"}


def main(argv: Sequence[str]) -> int:
    """Build what is not built of this commit, then play inside the toolbox; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m image.scenario")
    parser.add_argument("--profile", choices=sorted(BOARDS), default="virt")
    parser.add_argument("--short", action="store_true", help=f"only {' and '.join(SHORT)}")
    parser.add_argument("--build", action="store_true", help="build only")
    parser.add_argument("stories", nargs="*")
    args = parser.parse_args(argv)
    stories = [*(SHORT if args.short else ()), *args.stories]
    toolbox.make(args.profile)
    folder = scenario_of(args.profile, toolbox.OUT)
    keyring = authority(folder / "keys/municipality").certificate
    commit = subprocess.run(
        ["git", "-C", str(PROJECT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout
    alone = stories and {*stories} <= OF_ONE_VERSION
    for version, of_it in ((OLD, ("served", "first-boot")), (NEW, ("served",))):
        stamp = folder / f"commit-{version}"
        if (stamp.is_file() and stamp.read_text() == commit) or (version == NEW and alone):
            continue
        if code := build.main([args.profile, "--version", version, "--keyring", str(keyring)]):
            return code
        for made in of_it:
            shutil.rmtree(folder / made, ignore_errors=True)
        stamp.write_text(commit)
    municipality.write(folder / "spiegelbox")
    if args.profile == "virt" and (not stories or "against-bare" in stories):
        bare.make(folder / "bare")
    if args.build:
        return 0
    play = ("python3", "-m", "image.scenario.play", args.profile, *stories)
    command = toolbox.entering(play)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
