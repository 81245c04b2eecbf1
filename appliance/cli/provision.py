"""``spiegelbox provision``: check a folder at the desk, and make a box somebody's own at its first start."""

from __future__ import annotations

import argparse
import io
import pwd
import subprocess
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from appliance.cli.os_words import in_dutch
from appliance.cli.parser import Subparsers
from appliance.crypto.age_file import encrypt_stream
from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.identities import parse_recipient
from appliance.domain.errors import FileUnreadable, NoRecoveryKey, ProvisioningError
from appliance.provisioning.carrier import find_carrier
from appliance.provisioning.first_boot import check, provision
from appliance.provisioning.steps import Places

CARRIERS = (Path("/run/stick"), Path("/bootconfig"))
IMAGE_OWNER = Path("/usr/lib/spiegelbox/municipality")
RECOVERY = ("/usr/lib/spiegelbox/data", "recovery-key")


def add_provision(subparsers: Subparsers) -> None:
    """Add ``provision`` with its actions."""
    parser = subparsers.add_parser("provision", help="maak van een nieuwe box de box van een kamer")
    actions = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    example = actions.add_parser("example", help="toon een voorbeeld van box.toml")
    example.set_defaults(run=_example)
    look = actions.add_parser("check", help="controleer een map voordat hij naar de box gaat")
    look.add_argument("folder", type=Path, metavar="MAP", help="de map spiegelbox, of de stick zelf")
    look.set_defaults(run=_check)
    make = actions.add_parser("run", help="richt deze box in (gebeurt vanzelf bij de eerste start)")
    make.add_argument("--again", action="store_true", help="opnieuw, bijvoorbeeld voor een andere kamer")
    make.add_argument("folders", type=Path, nargs="*", metavar="MAP", default=list(CARRIERS))
    make.set_defaults(run=_run)
    recovery = actions.add_parser("recovery", help="verzegel de herstelsleutel van de schijf voor beheer")
    recovery.add_argument("folder", type=Path, metavar="MAP", help="waar het bestand komt")
    recovery.add_argument(
        "--recipient",
        type=Path,
        metavar="BESTAND",
        help="de publieke sleutel van beheer (anders die van de box)",
    )
    recovery.set_defaults(run=_recovery)


def _example(_: argparse.Namespace) -> int:
    print(files("appliance.provisioning").joinpath("example.toml").read_text(encoding="utf-8"), end="")
    return 0


def _check(args: argparse.Namespace) -> int:
    """Say what a folder would make of a box. Raises: CarrierMissing and all faults at once."""
    file = check(find_carrier([args.folder]))
    print(f"Deze map is goed: {file.municipality.name}, {file.box.room} ({file.box.id}).")
    for name, purpose in file.purposes.items():
        for recipient in purpose.recipients:
            print(f'Doel {name} ("{purpose.title}"): sleutel met kenmerk {fingerprint(recipient)}.')
    return 0


def _run(args: argparse.Namespace) -> int:
    places = places_of_this_box()
    print(provision(places, args.folders, again=args.again, image_owner=image_owner()), end="")
    return 0


def image_owner() -> str | None:
    """Return the municipality that the image was made for, None when it was made for any."""
    return IMAGE_OWNER.read_text(encoding="utf-8").strip() if IMAGE_OWNER.is_file() else None


def places_of_this_box() -> Places:
    """Return where this machine keeps what a box has."""
    return Places(run_as=run_as, now=lambda: datetime.now(UTC))


def _recovery(args: argparse.Namespace) -> int:
    """Seal what opens the disk without its chip. Raises: SealError, NoRecoveryKey, FileUnreadable."""
    file = args.recipient or places_of_this_box().recipient
    if not file.is_file():
        print("Er is geen sleutel van beheer (beheer.recipient): er komt geen herstelsleutel.")
        return 0
    path = args.folder / "herstelsleutel.age"
    try:
        recipient = parse_recipient(file.read_text(encoding="utf-8"))
        key = _run_program(RECOVERY)
        path.write_bytes(b"".join(encrypt_stream(io.BytesIO(key.encode()), [recipient])))
    except ProvisioningError as error:
        raise NoRecoveryKey(*error.args) from None
    except OSError as error:
        raise FileUnreadable(f"{path}: {in_dutch(error)}") from None
    print(f"De herstelsleutel staat verzegeld in {path}. Bewaar dat bestand bij beheer.")
    return 0


def run_as(user: str, words: tuple[str, ...], said: str) -> str:
    """Run a program as a user of this box. Raises: ProvisioningError with its last words."""
    try:
        entry = pwd.getpwnam(user)
    except KeyError as error:
        raise ProvisioningError(f"{user}: {type(error).__name__}") from None
    return _run_program(words, said, user=entry.pw_uid, group=entry.pw_gid, extra_groups=[])


def _run_program(words: tuple[str, ...], said: str = "", **who: Any) -> str:
    """Run a program, as ``who`` if not as ourselves. Raises: ProvisioningError with its last words."""
    try:
        done = subprocess.run(
            words,
            input=said,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=120,
            **who,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ProvisioningError(f"{Path(words[0]).name}: {type(error).__name__}") from None
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise ProvisioningError(" ".join(last) or f"{Path(words[0]).name} geeft {done.returncode}")
    out: str = done.stdout
    return out
