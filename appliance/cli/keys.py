"""``spiegelbox keys``: make a key pair for a purpose, or show the public half of one.

The private half is written once, readable by its owner only, and never printed. Whoever holds the file
can open the recordings of its purpose: it belongs with the municipality, never on a box.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from appliance.cli.parser import Subparsers
from appliance.crypto.identities import new_identity, read_identities
from appliance.domain.errors import KeyFileUnusable


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
        # O_EXCL: an existing key file is never overwritten, whatever runs at the same time.
        file = os.open(args.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileUnusable(f"{args.out} bestaat al en blijft zoals het is") from None
    except OSError as error:
        raise KeyFileUnusable(f"{args.out}: {error.strerror}") from None
    with os.fdopen(file, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(file)
    print(identity.recipient)
    return 0


def _show(args: argparse.Namespace) -> int:
    try:
        text = args.file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise KeyFileUnusable(f"{args.file} is geen sleutelbestand") from None
    except OSError as error:
        raise KeyFileUnusable(f"{args.file}: {error.strerror}") from None
    for identity in read_identities(text):
        print(identity.recipient)
    return 0
