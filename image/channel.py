"""Make the channel that boxes look at, from a short description. For whoever publishes updates.

    python -m image.channel key FILE NAME              a new key; prints the public half for update.key
    python -m image.channel sign DESCRIPTION --key FILE --keyring CA.pem --out spiegelbox.note

The description (TOML) says who gets what; what a bundle is, RAUC reads from the bundle itself::

    sequence = 12          # one more every time
    days = 30              # so long boxes believe it, at most 90

    [[release]]
    bundle = "out/spiegelbox-pi-1.4.0.raucb"
    url = "https://updates.gemeente.nl/spiegelbox-pi-1.4.0.raucb"
    ring = "one"           # one, tenth, all
    boxes = ["zaandam-3"]
    not_before = 2026-11-21T00:00:00Z

Asks ``rauc`` of this machine, or as root that of the toolbox (image/toolbox.py). docs/beheer/update.md is the
page for beheer.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import ChannelRefused, NoteKeyDamaged
from appliance.update.channel import Channel, Release, sign_channel
from appliance.update.rings import Ring
from appliance.update.version import Version

sys.path.insert(0, str(Path(__file__).resolve().parent))

import toolbox

# As image/rauc/system.conf has it: a certificate for signing software, and nothing else.
_AS_A_BOX = """\
[system]
compatible=any
bootloader=noop

[keyring]
path={keyring}
check-purpose=codesign
"""


def main(argv: Sequence[str]) -> int:
    """Do one job; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m image.channel", description=__doc__.splitlines()[0])
    jobs = parser.add_subparsers(required=True, metavar="key|sign")
    key = jobs.add_parser("key", help="make a key")
    key.add_argument("file", type=Path)
    key.add_argument("name", help="by custom the name of the server")
    key.set_defaults(job=_key)
    sign = jobs.add_parser("sign", help="sign a channel")
    sign.add_argument("description", type=Path)
    sign.add_argument("--key", type=Path, required=True)
    sign.add_argument("--keyring", type=Path, required=True, help="the certificate that boxes trust")
    sign.add_argument("--out", type=Path, required=True)
    sign.set_defaults(job=_sign)
    args = parser.parse_args(argv)
    try:
        args.job(args)
    except (OSError, ValueError, LookupError) as problem:
        print(f"channel: {type(problem).__name__}: {problem}", file=sys.stderr)
        return 1
    except (ChannelRefused, NoteKeyDamaged) as problem:
        print(f"channel: no box would accept this: {problem}", file=sys.stderr)
        return 1
    return 0


def _key(args: argparse.Namespace) -> None:
    signer = NoteSigner.generate(args.name)
    with os.fdopen(os.open(args.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(signer.to_text() + "\n")
    print(signer.verifier)


def _sign(args: argparse.Namespace) -> None:
    told = tomllib.loads(args.description.read_text(encoding="utf-8"))
    now = datetime.now(UTC).replace(microsecond=0)
    channel = Channel(
        sequence=told["sequence"],
        issued=now,
        expires=now + timedelta(days=told["days"]),
        releases=tuple(_release(row, keyring=args.keyring) for row in told.get("release", [])),
    )
    signer = NoteSigner.from_text(args.key.read_text(encoding="utf-8"))
    # Beside its place first: a web server must never serve half of it.
    half = args.out.with_name(args.out.name + ".half")
    half.write_text(sign_channel(signer, channel), encoding="utf-8")
    half.replace(args.out)
    print(f"{args.out}: number {channel.sequence}, believed until {channel.expires:%Y-%m-%d}")
    for one in channel.releases:
        print(f"  {one.version} for {one.ring.value} from {one.not_before:%Y-%m-%d %H:%M %Z}: {one.url}")


def _release(row: dict[str, Any], *, keyring: Path) -> Release:
    bundle = Path(row["bundle"])
    told = json.loads(_said_of(bundle, keyring=keyring))
    return Release(
        version=Version.parse(told["update"]["version"]),
        compatible=told["update"]["compatible"],
        url=row["url"],
        manifest_sha256=told["manifest-hash"],
        size_bytes=bundle.stat().st_size,
        ring=Ring(row["ring"]),
        boxes=tuple(row.get("boxes", ())),
        not_before=row["not_before"],
    )


def _said_of(bundle: Path, *, keyring: Path) -> str:
    """Return what RAUC says of a bundle whose signer a box would believe too. Raises: ValueError."""
    at_hand = shutil.which("rauc") is not None
    if not at_hand:
        toolbox.make()
    with tempfile.TemporaryDirectory(dir=None if at_hand else toolbox.OUT) as made:
        folder = Path(made)
        shutil.copy(keyring, folder / "keyring.pem")
        if not at_hand:
            shutil.copy(bundle, folder / "bundle.raucb")
        seen = folder if at_hand else Path("/out", folder.name)
        (folder / "rauc.conf").write_text(_AS_A_BOX.format(keyring=seen / "keyring.pem"))
        looked_at = bundle.absolute() if at_hand else seen / "bundle.raucb"
        words = ["rauc", f"--conf={seen}/rauc.conf", "info", "--output-format=json-2", str(looked_at)]
        words = words if at_hand else toolbox.entering(words)
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        *_, last_words = done.stderr.splitlines() or [""]
        raise ValueError(f"{bundle}: {last_words}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
