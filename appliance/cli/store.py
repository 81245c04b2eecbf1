"""``spiegelbox store check``: may this store be used, and if not, what has to change? Exit code 0 or 1.

Writes some noise to the store under a fresh name, reads it back, overwrites and erases it, and looks for
bins, old versions and snapshots. The same questions are asked by the box itself before its first delivery.
Touches no recording; needs the secrets of the store (``store.toml``), which systemd gives the sync process.
"""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Mapping
from pathlib import Path

from appliance.cli.parser import Subparsers
from appliance.cli.store_access import open_store, secrets_of
from appliance.domain.errors import StoreError
from appliance.settings.loader import load
from appliance.settings.model import Settings
from appliance.sync.config import untested
from appliance.sync.store_check import Finding, Mark, StoreCheck

DEFAULT_SETTINGS = Path("/etc/spiegelbox/settings.toml")
_MIB = 1 << 20
_SIGNS: Mapping[Mark, str] = {Mark.RIGHT: "✓", Mark.MIND: "!", Mark.WRONG: "✗"}


def add_store(subparsers: Subparsers) -> None:
    """Add ``store check``."""
    parser = subparsers.add_parser("store", help="probeer de opslag van de gemeente")
    actions = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    check = actions.add_parser("check", help="mag deze opslag gebruikt worden, en wat moet er anders?")
    check.add_argument(
        "--settings",
        type=Path,
        default=DEFAULT_SETTINGS,
        metavar="BESTAND",
        help=f"de instellingen (anders {DEFAULT_SETTINGS})",
    )
    check.add_argument(
        "--secrets", type=Path, metavar="BESTAND", help="store.toml met het wachtwoord of de sleutel"
    )
    check.add_argument("--mib", type=int, default=8, metavar="AANTAL", help="grootte van de proef (anders 8)")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what each step showed. Raises: SettingsError."""
    settings = load(args.settings)
    print(f"De opslag wordt geprobeerd met {args.mib} MiB: soort {settings.store.kind}.", flush=True)
    if note := untested(settings.store):
        print(f"{_SIGNS[Mark.MIND]} {note}", flush=True)
    is_fit = _check(settings, secrets_of(args.secrets), size_bytes=args.mib * _MIB)
    print("\nDeze opslag mag gebruikt worden." if is_fit else "\nGebruik deze opslag zo NIET.")
    return 0 if is_fit else 1


def _check(settings: Settings, secret_values: Mapping[str, str], *, size_bytes: int) -> bool:
    with open_store(settings, secret_values) as remote:
        check = StoreCheck(
            remote=remote,
            recording_id=secrets.token_hex(16),
            size_bytes=size_bytes,
            announce=lambda what: print(f"  {what} ...", flush=True),
        )
        try:
            marks = [_say(finding) for finding in check.findings()]
        except StoreError as error:
            marks = [_say(Finding(error.code, Mark.WRONG, str(error), error.next_step))]
    return Mark.WRONG not in marks


def _say(finding: Finding) -> Mark:
    print(_SIGNS[finding.mark], finding.sentence, finding.next_step, flush=True)
    return finding.mark
