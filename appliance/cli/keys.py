"""``spiegelbox keys``: make a key pair for a purpose, show the public half of one, or bring in a next one.

The private half is written once, readable by its owner only, and never printed. Whoever holds the file can
open the recordings of its purpose: it belongs with the municipality, never on a box (``key_place.py``). The
public half goes to stdout, to be copied; its fingerprint, to be read aloud, to stderr.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import tomli_w

from appliance.cli.identity_file import read_identity_file
from appliance.cli.key_place import refuse_on_a_box
from appliance.cli.parser import Subparsers
from appliance.cli.whole_file import whole_file
from appliance.crypto.fingerprint import fingerprint
from appliance.crypto.hybrid import HybridRecipient
from appliance.crypto.identities import Recipient, new_identity, parse_recipient
from appliance.domain.errors import KeyFileUnusable, OutputExists, SettingsError
from appliance.domain.purposes import PURPOSES
from appliance.settings.loader import load


def add_keys(subparsers: Subparsers) -> None:
    """Add ``keys new``, ``keys show`` and ``keys rotate``."""
    parser = subparsers.add_parser("keys", help="maak of toon een sleutel van de gemeente")
    actions = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    new = actions.add_parser("new", help="maak een nieuwe sleutel")
    _takes_out(new)
    new.add_argument("--pq", action="store_true", help="ook bestand tegen een kwantumcomputer (age1pq1...)")
    new.add_argument(
        "--settings",
        type=Path,
        metavar="BESTAND",
        help="instellingen van een box waar de sleutel niet mag komen",
    )
    new.set_defaults(run=_new)
    show = actions.add_parser("show", help="toon de publieke helft en het kenmerk van een sleutel")
    show.add_argument("key", metavar="SLEUTEL", help="een sleutelbestand, of een publieke sleutel (age1...)")
    show.set_defaults(run=_show)
    rotate = actions.add_parser("rotate", help="maak een volgende sleutel voor een doel")
    rotate.add_argument(
        "--settings", type=Path, required=True, metavar="BESTAND", help="de instellingen van nu"
    )
    rotate.add_argument(
        "--purpose", required=True, choices=PURPOSES, metavar="DOEL", help=", ".join(PURPOSES)
    )
    _takes_out(rotate)
    rotate.set_defaults(run=_rotate)


def _takes_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="BESTAND", help="het nieuwe sleutelbestand"
    )


def _new(args: argparse.Namespace) -> int:
    refuse_on_a_box(args.out, load(args.settings).paths if args.settings else None)
    _tell(_make(args.out, pq=args.pq))
    return 0


def _show(args: argparse.Namespace) -> int:
    if args.key.startswith("age1") and not Path(args.key).exists():
        _tell(parse_recipient(args.key))
        return 0
    for identity in read_identity_file(Path(args.key), _refuse_passphrase):
        _tell(identity.recipient)
    return 0


def _rotate(args: argparse.Namespace) -> int:
    """Make the next key of a purpose and print the lines that take the place of those of now."""
    settings = load(args.settings)
    if args.purpose not in settings.purposes:
        raise SettingsError((f"purposes.{args.purpose}: dit doel staat niet in {args.settings}.",))
    refuse_on_a_box(args.out, settings.paths)
    now = settings.purposes[args.purpose].recipients
    made = _make(args.out, pq=isinstance(parse_recipient(now[0]), HybridRecipient))
    recipients = [*now, str(made)]
    print(f"# In [purposes.{args.purpose}], in de plaats van recipients en fingerprints van nu:")
    lines = {"recipients": recipients, "fingerprints": [fingerprint(text) for text in recipients]}
    print(tomli_w.dumps(lines), end="")
    _say(f"Kenmerk van de nieuwe sleutel: {fingerprint(str(made))}")
    _say("De oude sleutel blijft staan tot u hem weghaalt: haal dan zijn regel uit beide lijsten.")
    _say("Gooi het oude sleutelbestand pas weg als de laatste opname van ervoor is gewist.")
    return 0


def _make(out: Path, *, pq: bool) -> Recipient:
    identity = new_identity(pq=pq)
    text = f"# publieke sleutel: {identity.recipient}\n{identity}\n"
    try:
        with whole_file(out, replace=False) as file:
            file.write(text.encode("ascii"))
    except OutputExists:  # its own advice is --force; a key has none
        raise KeyFileUnusable(f"{out} bestaat al en blijft zoals het is") from None
    return identity.recipient


def _tell(recipient: Recipient) -> None:
    print(recipient)
    _say(f"Kenmerk: {fingerprint(str(recipient))}")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _refuse_passphrase() -> str:
    raise KeyFileUnusable("er zit een wachtwoord op; de publieke helft staat bij wie het maakte")
