"""``spiegelbox keys``: make a key pair for a purpose, or show the public half of one.

The private half is written once, readable by its owner only, and never printed. Whoever holds the file
can open the recordings of its purpose: it belongs with the municipality, never on a box.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from appliance.cli.identity_file import read_identity_file
from appliance.cli.parser import Subparsers
from appliance.cli.whole_file import whole_file
from appliance.crypto.identities import new_identity
from appliance.domain.errors import KeyFileUnusable, OutputExists


def add_keys(subparsers: Subparsers) -> None:
    """Add ``keys new`` and ``keys show``."""
    parser = subparsers.add_parser("keys", help="maak of toon een sleutel van de gemeente")
    actions = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    new = actions.add_parser("new", help="maak een nieuwe sleutel")
    new.add_argument("--out", type=Path, required=True, metavar="BESTAND", help="het nieuwe sleutelbestand")
    new.add_argument("--pq", action="store_true", help="ook bestand tegen een kwantumcomputer (age1pq1...)")
    new.set_defaults(run=_new)
    show = actions.add_parser("show", help="toon de publieke helft van een sleutelbestand")
    show.add_argument("file", type=Path, metavar="BESTAND", help="een sleutelbestand")
    show.set_defaults(run=_show)


def _new(args: argparse.Namespace) -> int:
    identity = new_identity(pq=args.pq)
    text = f"# publieke sleutel: {identity.recipient}\n{identity}\n"
    try:
        with whole_file(args.out, replace=False) as file:
            file.write(text.encode("ascii"))
    except OutputExists:  # its own advice is --force; a key has none
        raise KeyFileUnusable(f"{args.out} bestaat al en blijft zoals het is") from None
    print(identity.recipient)
    return 0


def _show(args: argparse.Namespace) -> int:
    for identity in read_identity_file(args.file, _refuse_passphrase):
        print(identity.recipient)
    return 0


def _refuse_passphrase() -> str:
    raise KeyFileUnusable("er zit een wachtwoord op; de publieke helft staat bij wie het maakte")
