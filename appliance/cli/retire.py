"""``spiegelbox retire``: take a box out of use. Destroys its keys, and prints the attest of it.

Asks first for the name of the box: whoever mistakes the box loses films that clients were promised. ``--yes``
is for a program that asked already. The question goes to stderr: what is printed is the attest.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from appliance.cli.parser import Subparsers
from appliance.recorder.retirement import films_left, retire
from appliance.settings.loader import load
from appliance.settings.model import Settings

_UNSIGNED = "Zonder handtekening: deze box had geen eigen sleutel (meer)."
_LOST = {
    None: "Wat nog op de box staat, is daarna voorgoed weg.",
    0: "Er staat geen film meer op de box.",
    1: "Er staat nog één film op de box. Die is daarna voorgoed weg.",
}


def add_retire(subparsers: Subparsers) -> None:
    """Add ``retire``."""
    parser = subparsers.add_parser("retire", help="dank een box af: vernietig de sleutels")
    parser.add_argument(
        "--settings", type=Path, metavar="BESTAND", required=True, help="de instellingen van deze box"
    )
    parser.add_argument("--yes", action="store_true", help="vraag niets meer")
    parser.set_defaults(run=run_retire)


def run_retire(args: argparse.Namespace) -> int:
    """Ask, destroy, and print the attest. Raises: SettingsError, AlreadyRunning, SlotFailed."""
    settings = load(args.settings)
    left = films_left(settings)
    if not args.yes and not _agreed(settings, left):
        print("Er is niets gebeurd.", file=sys.stderr)
        return 1
    end, note = retire(settings, at=datetime.now(UTC).replace(microsecond=0))
    print(*end.in_plain_dutch(), "", note or _UNSIGNED, sep="\n")
    return 0


def _agreed(settings: Settings, left: int | None) -> bool:
    box = settings.box.id
    ask = partial(print, file=sys.stderr)
    ask(f"U dankt box {box} af ({settings.box.room}). De sleutels worden vernietigd.")
    ask(_LOST.get(left, f"Er staan nog {left} films op de box. Die zijn daarna voorgoed weg."))
    ask("Wat al in de opslag staat, blijft daar tot zijn eigen datum.")
    ask(f"Typ de naam van de box ({box}) om door te gaan: ", end="", flush=True)
    return sys.stdin.readline().strip() == box
