"""``spiegelbox check``: is this box set up right? One line per finding, exit code 0 when nothing is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from appliance.cli.parser import Subparsers
from appliance.cli.probes import PROBES, Finding, Mark, Probe
from appliance.settings.loader import load
from appliance.settings.model import Settings

DEFAULT_SETTINGS = Path("/etc/spiegelbox/settings.toml")


def add_check(subparsers: Subparsers) -> None:
    """Add ``check``."""
    parser = subparsers.add_parser("check", help="kijk of de box goed is ingesteld")
    parser.add_argument(
        "--settings",
        type=Path,
        default=DEFAULT_SETTINGS,
        metavar="BESTAND",
        help=f"de instellingen (anders {DEFAULT_SETTINGS})",
    )
    parser.add_argument(
        "--hardware", action="store_true", help="loop samen langs lamp, knop, zoemer, camera en microfoon"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, *, probes: Sequence[Probe] = PROBES) -> int:
    """Print every finding. Raises: SettingsError with all faults when the file itself is not right."""
    settings = load(args.settings)
    if args.hardware:
        return _walk(settings)
    print(f"{Mark.RIGHT.value} De instellingen kloppen: {settings.box.room}, {settings.municipality.name}.")
    return _tell(finding for probe in probes for finding in probe(settings))


def _walk(settings: Settings) -> int:
    """Walk past the parts with the person at the keyboard. Raises: NoSuchHardware."""
    from appliance.cli.hardware_walk import walk
    from appliance.recorder.real_parts import real_parts  # gpiozero is on a box only

    return _tell(
        walk(
            settings,
            real_parts(settings),
            ask=_yes_or_no,
            say=print,
            sound=Path("/proc/asound/pcm"),
            dev=Path("/dev"),
        )
    )


def _yes_or_no(question: str) -> bool:
    while True:
        answer = input(f"{question} [j/n] ").strip().lower()
        if answer in ("j", "ja", "n", "nee"):
            return answer.startswith("j")
        print("Typ j of n.")


def _tell(findings: Iterable[Finding]) -> int:
    """Print every finding; return the exit code."""
    marks = []
    for finding in findings:
        print(f"{finding.mark.value} {finding.sentence}", flush=True)
        marks.append(finding.mark)
    wrong = marks.count(Mark.WRONG)
    print(f"\n{wrong} punt(en) om te verbeteren." if wrong else "\nAlles goed.")
    return 1 if wrong else 0
