"""``spiegelbox order``: sign at the desk what a box must do, and carry it out on the box.

Nobody can log in to a box from the image. What has to be done by hand goes there on a stick named SPIEGELBOX,
under the signature of whoever keeps the key of ``beheer.orders``.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from appliance.cli.order_jobs import this_box
from appliance.cli.os_words import in_dutch
from appliance.cli.parser import Subparsers
from appliance.cli.whole_file import whole_file
from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import CarrierMissing, FileUnreadable, KeyFileUnusable, OutputExists
from appliance.orders.carry_out import carry_out, check_name
from appliance.orders.order import Order, What, digests, sign_order
from appliance.orders.stick import BOX_FILE, NOTE_FILE, Stick
from appliance.provisioning.carrier import Carrier
from appliance.provisioning.first_boot import check

_WHAT = {
    What.SETTINGS: "andere instellingen, bijvoorbeeld een andere kamer; box.toml staat op de stick",
    What.UPDATE: "nu bijwerken uit het kanaal",
    What.ROLLBACK: "terug naar de vorige versie",
    What.RETIRE: "afdanken: de sleutels worden vernietigd",
}


def add_order(subparsers: Subparsers) -> None:
    """Add ``order`` with its actions."""
    parser = subparsers.add_parser("order", help="geef een box een opdracht, met een stick")
    actions = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    key = actions.add_parser("key", help="maak de sleutel waarmee u opdrachten ondertekent")
    key.add_argument("name", metavar="NAAM", help="van wie de sleutel is, bijvoorbeeld beheer.gemeente.nl")
    key.add_argument("--out", type=Path, required=True, metavar="BESTAND", help="het nieuwe sleutelbestand")
    key.set_defaults(run=_key)
    sign = actions.add_parser("sign", help="onderteken een opdracht en zet hem op de stick")
    kinds = sign.add_subparsers(title="soorten", metavar="soort", required=True)
    for what, words in _WHAT.items():
        kind = kinds.add_parser(what.value, help=words)
        kind.add_argument("stick", type=Path, metavar="STICK", help="waar de stick te vinden is")
        kind.add_argument("--box", required=True, metavar="NAAM", help="de naam van de box")
        kind.add_argument("--key", type=Path, required=True, metavar="BESTAND", help="uw sleutelbestand")
        kind.set_defaults(run=_sign, what=what)
    run = actions.add_parser("run", help="voer uit wat op een stick staat (gebeurt vanzelf op de box)")
    run.add_argument("stick", type=Path, metavar="STICK")
    run.set_defaults(run=_run)


def _key(args: argparse.Namespace) -> int:
    """Make a key; the public half goes to stdout. Raises: KeyFileUnusable."""
    try:
        signer = NoteSigner.generate(args.name)
        with whole_file(args.out, replace=False) as file:
            file.write(f"{signer.to_text()}\n".encode("ascii"))
    except OutputExists:
        raise KeyFileUnusable(f"{args.out} bestaat al en blijft zoals het is") from None
    except ValueError:
        raise KeyFileUnusable("neem een naam zonder spaties en zonder plus") from None
    print(signer.verifier)
    print("Zet deze regel in box.toml, bij [beheer] orders. Bewaar het bestand bij beheer.", file=sys.stderr)
    return 0


def _sign(args: argparse.Namespace) -> int:
    """Write the order beside what belongs to it. Raises: FileUnreadable, NoteKeyDamaged, and as ``check``."""
    stick, what = Stick(args.stick), args.what
    if not args.stick.is_dir():
        raise FileUnreadable(f"{args.stick}: dit is geen map")
    signer = NoteSigner.from_text(_text(args.key))
    files: dict[str, bytes] = {}
    if what is What.SETTINGS:
        if not (stick.folder / BOX_FILE).is_file():
            raise CarrierMissing(str(stick.folder / BOX_FILE))
        check_name(check(Carrier(stick.folder)).box.id, box=args.box)
        files = stick.files()
    elif what is What.RETIRE and not _agreed(args.box):
        print("Er is niets ondertekend.", file=sys.stderr)
        return 1
    order = Order(what=what, box=args.box, signed_at=datetime.now(UTC), files=digests(files))
    _put(stick.folder / NOTE_FILE, sign_order(signer, order))
    print(f"De opdracht voor {args.box} staat op de stick: {_WHAT[what]}.")
    print("Werp de stick netjes uit. Steek hem in een box die aanstaat, en wacht een paar minuten.")
    print(f"Op de stick staat daarna uitkomst-{args.box}.txt.")
    return 0


def _agreed(box: str) -> bool:
    ask = partial(print, file=sys.stderr)
    ask(f"Box {box} vernietigt dan zijn sleutels. Elke film die nog op de box staat, is daarna voorgoed weg.")
    ask(f"Typ de naam van de box ({box}) om door te gaan: ", end="", flush=True)
    return sys.stdin.readline().strip() == box


def _run(args: argparse.Namespace) -> int:
    # An order can end in a restart: the word on the stick comes first. A handler, since what is ignored would
    # be ignored by the commands below too.
    signal.signal(signal.SIGTERM, lambda *_: None)
    print(carry_out(Stick(args.stick), this_box()))
    return 0


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(
            f"{file}: {in_dutch(error) if isinstance(error, OSError) else 'geen tekst'}"
        ) from None


def _put(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(exist_ok=True)
        with file.open("w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise FileUnreadable(f"{file}: {in_dutch(error)}") from None
