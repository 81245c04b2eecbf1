#!/usr/bin/env python3
"""Put a box on an existing Raspberry Pi OS (Debian 13, 64-bit), or take it off again. One command, as root.

    sudo python3 image/install.py install --box-id zaandam-3 --room "Spreekkamer 3" [--ntp HOST]
    sudo python3 image/install.py uninstall --keep-recordings | --destroy-recordings

Standard library only. A second run changes nothing: every step first looks whether it is right already.
What it puts where stands in the tables of image/box. docs/beheer/install.md is the page for beheer.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from box import first_settings, packages, placed, program
from box.work import CannotInstall, carry_out, run

DATA = Path("/var/lib/spiegelbox")
_OLDEST_DEBIAN = 13


def main(argv: Sequence[str]) -> int:
    """Do one job; return the exit code."""
    args = _parser().parse_args(argv)
    try:
        _check_root()
        code: int = args.job(args)
    except CannotInstall as problem:
        print(f"install: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _install(args: argparse.Namespace) -> int:
    _check_machine()
    done = carry_out(packages.steps(with_tpm=args.tpm)) + carry_out(
        [
            *program.steps(),
            *placed.steps(ntp=args.ntp),
            *first_settings.steps(box_id=args.box_id, room=args.room),
        ]
    )
    if done:
        placed.tell_systemd()
    if absent := packages.absent_of_the_pi():
        print(f"Niet in dit Debian: {', '.join(absent)}. Zonder die pakketten werkt alleen een USB-camera.")
    print("Niets te doen: alles was al goed." if not done else f"Klaar: {done} stap(pen) gedaan.")
    print(f"Vul nu {first_settings.SETTINGS} in. Daarna:")
    print("  sudo /opt/spiegelbox/venv/recorder/bin/spiegelbox check")
    print("  sudo systemctl restart spiegelbox-recorder spiegelbox-sync spiegelbox-console")
    return 0


def _uninstall(args: argparse.Namespace) -> int:
    if args.destroy_recordings:
        if placed.running():
            run("systemctl", "stop", "spiegelbox-recorder", sentence="de recorder stoppen lukt niet.")
        python = str(program.OPT / "venv/recorder/bin/python")
        settings = str(first_settings.SETTINGS)
        # The keys first: from here on the files are noise, also on blocks that nobody overwrites.
        retire = (python, "-m", "appliance.cli.main", "retire", "--settings", settings, "--yes")
        print(run(*retire, sentence="de sleutels vernietigen lukt niet. Er is niets verwijderd."))
    placed.remove()
    program.remove()
    if args.destroy_recordings:
        shutil.rmtree(DATA, ignore_errors=True)
        shutil.rmtree(placed.ETC, ignore_errors=True)
        print("De box is eraf. Sleutels en opnames zijn vernietigd.")
    else:
        print(f"De box is eraf. De opnames liggen nog in {DATA}, met de instellingen in {placed.ETC}.")
    return 0


def _check_root() -> None:
    if os.geteuid() != 0:
        raise CannotInstall("dit moet als root. Zet er sudo voor.")


def _check_machine() -> None:
    release = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line
    )
    version = release.get("VERSION_ID", "").strip('"')
    if not version.isdecimal() or int(version) < _OLDEST_DEBIAN:
        raise CannotInstall("een box heeft Debian 13 (trixie) nodig, of Raspberry Pi OS dat daarop staat.")
    if sys.maxsize < 2**32:
        raise CannotInstall("een box heeft een 64-bit-systeem nodig.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="install.py", description="Zet een Spiegelbox op deze computer.")
    jobs = parser.add_subparsers(required=True, metavar="install|uninstall")
    install = jobs.add_parser("install", help="zet de box erop, of herstel wat niet goed is")
    install.add_argument("--box-id", default="spiegelbox-1", help="de naam van de box")
    install.add_argument("--room", default="Spreekkamer 1", help="de kamer, zoals mensen hem noemen")
    install.add_argument("--ntp", default="", help="de tijdserver in het eigen netwerk")
    install.add_argument("--tpm", action="store_true", help="de sleutels liggen in een TPM")
    install.set_defaults(job=_install)
    uninstall = jobs.add_parser("uninstall", help="haal de box eraf")
    recordings = uninstall.add_mutually_exclusive_group(required=True)
    recordings.add_argument("--keep-recordings", action="store_true", help="laat de opnames liggen")
    recordings.add_argument("--destroy-recordings", action="store_true", help="vernietig sleutels en opnames")
    uninstall.set_defaults(job=_uninstall)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
