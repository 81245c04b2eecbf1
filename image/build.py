#!/usr/bin/env python3
"""Make the image of a box: one command, as root, on a Debian with git and mmdebstrap (image/toolbox.py).

    python3 image/build.py virt --version 0.2.0 --keyring uitgever.pem
    python3 image/build.py pi --summary            says what mkosi understands, builds nothing

Builds what is committed, not what lies about in the checkout: the same commit and the same archives give the
same boot and system image, to the byte. What comes out lies in SPIEGELBOX_CACHE/out/<profile>-<version>: the
image to flash, the two images of a slot, the SBOM and the licences. Standard library only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import bill
import debian
import erofs
import foreign
import toolbox
from box import boot, packages

PROJECT = Path(__file__).resolve().parent.parent
# Whose archive a profile's packages come from, beside Debian's.
ARCHIVES = {"virt": (), "virt-arm64": (), "pi": (debian.RASPBERRY_PI,)}


def main(argv: Sequence[str]) -> int:
    """Build, or only say what would be built; return the exit code."""
    parser = _parser()
    args = parser.parse_args(argv)
    if not (args.keyring or args.summary):
        parser.error("--keyring: an image must know whose updates it takes")
    out = toolbox.OUT / f"{args.profile}-{args.version}{args.suffix}"
    try:
        toolbox.make(args.profile)
        if not args.summary:
            foreign.prepare(args.profile)
        prepared = _prepare(out, args)
    except debian.NoArchive as problem:
        print(f"build: {problem}", file=sys.stderr)
        return 1
    words = _mkosi(prepared, args, ["summary"] if args.summary else ["build"])
    code = subprocess.run(toolbox.entering(words), check=False).returncode
    if code == 0 and not args.summary:
        _finish(out, args)
    return code


def _prepare(out: Path, args: argparse.Namespace) -> Path:
    """Lay out what mkosi reads: the committed source, apt's settings, the keyring. Return the folder."""
    shutil.rmtree(out, ignore_errors=True)
    work = out / "work"
    (work / "source").mkdir(parents=True)
    archive = subprocess.run(
        ["git", "-C", str(PROJECT), "archive", args.commit], capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(work / "source")], input=archive, check=True)
    apt = work / "apt/etc/apt"
    (apt / "apt.conf.d").mkdir(parents=True)
    (apt / "sources.list.d").mkdir()
    # What only tells needs no archive.
    others = () if args.summary else ARCHIVES[args.profile]
    archives = [debian.sources(), *(debian.sources(origin=whose) for whose in others)]
    (apt / "sources.list.d/mkosi.sources").touch()  # mkosi writes its own list only when this is not there
    (apt / "sources.list").write_text("".join(archives))
    for file in debian.apt_settings():
        shutil.copy(file, apt / "apt.conf.d")
    if args.keyring:
        shutil.copy(args.keyring, work / "source/image/rauc/keyring.pem")
    return work


def _finish(out: Path, args: argparse.Namespace) -> None:
    """Bring what mkosi made to what is delivered: the slots, the bill, and the image as it is downloaded."""
    (out / "spiegelbox.boot.raw").rename(out / "boot.img")
    (out / "spiegelbox.system.raw").rename(out / "system.img")
    # A slot is larger than what is in it; an update carries only the file system.
    os.truncate(out / "system.img", erofs.size_bytes(out / "system.img"))
    manifest = (out / "spiegelbox.manifest").read_text(encoding="utf-8")
    licences = (out / "licences.tsv").read_text(encoding="utf-8")
    text = bill.bill(
        manifest, licences, version=args.version, profile=args.profile, epoch_s=int(_epoch(args.commit))
    )
    (out / "sbom.cdx.json").write_text(text, encoding="utf-8")
    zstd = ("zstd", "-q", "-f", "-3", "-T0")
    inside = Path("/out") / out.relative_to(toolbox.OUT)
    words = [*zstd, str(inside / "spiegelbox.raw"), "-o", str(inside / "spiegelbox.img.zst")]
    subprocess.run(toolbox.entering(words), check=True)


def _epoch(commit: str) -> str:
    command = ["git", "-C", str(PROJECT), "show", "-s", "--format=%ct", commit]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _mkosi(work: Path, args: argparse.Namespace, job: Sequence[str]) -> list[str]:
    inside = Path("/out") / work.relative_to(toolbox.OUT)
    epoch = _epoch(args.commit)
    wanted = packages.NEEDED if args.profile != "pi" else (*packages.NEEDED, *packages.OF_THE_PI)
    words = [
        *("mkosi", f"--directory={inside}/source/image/mkosi", f"--profile={args.profile}"),
        *(f"--image-version={args.version}", f"--source-date-epoch={epoch}"),
        *(f"--output-directory={inside.parent}", "--workspace-directory=/out/work"),
        "--package-cache-dir=/out/packages",
        *(() if args.cold else ("--cache-directory=/out/cache", "--incremental=yes")),
        f"--sandbox-tree={inside}/apt:/",
        *(f"--package={name}" for name in (*wanted, *packages.OF_A_TPM)),
        *(f"--environment={name}={value}" for name, value in os.environ.items() if name.startswith("PIP_")),
    ]
    certificates = Path("/etc/ssl/certs")
    if certificates.is_dir():
        words += [f"--build-sources={certificates}:certificates"]
    return [*words, *job]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument("profile", choices=sorted(boot.PROFILES))
    parser.add_argument(
        "--version", default="0.0.0", help="three numbers; an update must be newer than the box"
    )
    parser.add_argument("--keyring", type=Path, help="the certificates (PEM) whose updates this box takes")
    parser.add_argument("--commit", default="HEAD", help="what to build")
    parser.add_argument("--suffix", default="", help="of the folder: to build the same version twice")
    parser.add_argument("--cold", action="store_true", help="install every package anew")
    parser.add_argument("--summary", action="store_true", help="say what would be built")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
