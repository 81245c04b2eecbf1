#!/usr/bin/env python3
"""Make the signed update of an image that was built: one command, as root (image/toolbox.py).

    python3 image/bundle.py virt-0.2.0 --certificate signer.pem --key signer.key

Verity format: every block is checked while a box reads it, so a box can fetch only the blocks that it does
not have. A key in a token or an HSM is a PKCS#11 URL, as RAUC takes it. The result lies beside the image.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import toolbox

SLOTS = ("system", "boot")
# A box that wants 4 KiB fetches the whole block it stands in; the usual 128 KiB would be thirty times that.
_SMALL_BLOCKS = "-comp zstd -Xcompression-level 3 -b 16384"
_MANIFEST = """\
[update]
compatible=spiegelbox-{profile}
version={version}

[bundle]
format=verity

[meta.spiegelbox]
state-version={state_version}

[image.system]
filename=system.img
adaptive=block-hash-index

[image.boot]
filename=boot.img
adaptive=block-hash-index
"""


def main(argv: Sequence[str]) -> int:
    """Make the bundle; return the exit code."""
    parser = argparse.ArgumentParser(prog="bundle.py", description="Make the signed update of an image.")
    parser.add_argument("image", help="the folder of image/build.py: <profile>-<version>")
    parser.add_argument("--certificate", required=True, type=Path)
    parser.add_argument("--key", required=True)
    args = parser.parse_args(argv)
    profile, _, version = args.image.rpartition("-")
    built, keys = toolbox.OUT / args.image, toolbox.OUT / "signing"
    source = built / "work/source"
    text = manifest(profile=profile, version=version, state_version=state_version(source))
    lay_out(built, built / "bundle", text)
    # The toolbox sees /out only; the key is there as short as the signing takes.
    keys.mkdir(mode=0o700, exist_ok=True)
    try:
        shutil.copy(args.certificate, keys / "certificate.pem")
        key = args.key
        if not key.startswith("pkcs11:"):
            shutil.copy(key, keys / "key.pem")
            key = "/out/signing/key.pem"
        words = sign(
            "/out/signing/certificate.pem",
            key,
            f"/out/{args.image}/bundle",
            f"/out/{args.image}/spiegelbox.raucb",
        )
        return subprocess.run(toolbox.entering(words), check=False).returncode
    finally:
        shutil.rmtree(keys)
        shutil.rmtree(built / "bundle", ignore_errors=True)


def manifest(*, profile: str, version: str, state_version: int) -> str:
    """Return what an update says of itself; RAUC adds sizes and hashes when it signs."""
    return _MANIFEST.format(profile=profile, version=version, state_version=state_version)


def state_version(source: Path) -> int:
    """Return which version of the state file the program in ``source`` writes: the number of its steps."""
    tree = ast.parse((source / "appliance/store/schema.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if (
            isinstance(node, ast.AnnAssign)
            and ast.unparse(node.target) == "STEPS"
            and isinstance(node.value, ast.Tuple)
        ):
            return len(node.value.elts)
    raise ValueError("appliance/store/schema.py has no tuple STEPS")


def lay_out(built: Path, folder: Path, text: str) -> None:
    """Fill the folder that RAUC signs, with links where it can."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for slot in SLOTS:
        (folder / f"{slot}.img").hardlink_to(built / f"{slot}.img")
    (folder / "manifest.raucm").write_text(text)


def sign(certificate: str, key: str, folder: str, bundle: str) -> list[str]:
    """Return the command that signs ``folder`` into ``bundle``."""
    words = ["nice", "-n", "19", "rauc", f"--cert={certificate}", f"--key={key}"]
    return [*words, f"--mksquashfs-args={_SMALL_BLOCKS}", "bundle", folder, bundle]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
