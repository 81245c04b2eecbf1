"""``spiegelbox check``: is this box set up right? One line per finding, exit code 0 when nothing is wrong."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from appliance.cli.parser import Subparsers
from appliance.cli.probes import PROBES, Mark, Probe
from appliance.settings.loader import load

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
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, *, probes: Sequence[Probe] = PROBES) -> int:
    """Print every finding. Raises: SettingsError with all faults when the file itself is not right."""
    settings = load(args.settings)
    print(f"{Mark.RIGHT.value} De instellingen kloppen: {settings.box.room}, {settings.municipality.name}.")
    marks = []
    for probe in probes:
        for finding in probe(settings):
            print(f"{finding.mark.value} {finding.sentence}", flush=True)
            marks.append(finding.mark)
    wrong = marks.count(Mark.WRONG)
    print(f"\n{wrong} punt(en) om te verbeteren." if wrong else "\nAlles goed.")
    return 1 if wrong else 0
