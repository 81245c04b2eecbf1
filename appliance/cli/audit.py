"""``spiegelbox audit verify``: is this log the one that the box wrote? Which line is not; exit code 0 or 1.

Looks only. Works on the box itself (``--settings``) and on copies anywhere (``--log``). What was kept
elsewhere is the witness that counts, for who owns the box, owns its files and its key: a copy of the
checkpoints, the anchors in the store (``--store``, or ``--anchors`` for a copy of them), and the number on a
client's slip (``--mark``).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from appliance.cli.audit_anchors import Anchored, check_marks, compare, from_folder, from_store
from appliance.cli.os_words import in_dutch
from appliance.cli.parser import Subparsers
from appliance.cli.store_access import secrets_of
from appliance.crypto.checkpoint import Checkpoint, log_signer, parse_checkpoint, read_checkpoint
from appliance.crypto.note_form import unverified_text
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.errors import FileUnreadable, NoteAltered, SettingsError
from appliance.settings.loader import load
from appliance.settings.model import Settings
from appliance.store.audit_check import check_audit
from appliance.store.audit_checkpoints import notes_in
from appliance.store.layout import Layout

Reader = Callable[[str], Checkpoint]


def add_audit(subparsers: Subparsers) -> None:
    """Add ``audit verify``."""
    parser = subparsers.add_parser("audit", help="controleer het logboek van een box")
    actions = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    verify = actions.add_parser("verify", help="zoek elke veranderde, verdwenen of verplaatste regel")
    source = verify.add_mutually_exclusive_group(required=True)
    source.add_argument("--settings", type=Path, metavar="BESTAND", help="de instellingen van deze box")
    source.add_argument("--log", type=Path, metavar="BESTAND", help="een kopie van een logboek")
    verify.add_argument(
        "--checkpoints",
        type=Path,
        action="append",
        default=[],
        metavar="BESTAND",
        help="een bewaarde kopie van de ijkpunten; mag vaker",
    )
    verify.add_argument("--store", action="store_true", help="vergelijk met wat in de opslag is verankerd")
    verify.add_argument(
        "--secrets", type=Path, metavar="BESTAND", help="store.toml, de geheimen van de opslag"
    )
    verify.add_argument("--anchors", type=Path, metavar="MAP", help="een kopie van de map audit/<box> daar")
    verify.add_argument(
        "--mark", action="append", default=[], metavar="NUMMER", help="het nummer op een briefje; mag vaker"
    )
    verify.add_argument("--key", metavar="SLEUTEL", help="de publieke sleutel van het logboek, zoals bewaard")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every fault. Raises: FileUnreadable, SettingsError, NoteKeyDamaged, NoteAltered, StoreError."""
    log, copies = args.log, list(args.checkpoints)
    verifier = NoteVerifier.from_text(args.key) if args.key else None
    settings = load(args.settings) if args.settings else None
    if settings is not None:
        layout = Layout(settings.paths.data, settings.paths.run)
        log, copies = layout.audit, [layout.audit_checkpoints, *copies]
        verifier = verifier or _key_of_the_box(layout)
    content = _content(log)
    reader = _unsigned if verifier is None else lambda note: read_checkpoint(verifier, note)
    checkpoints: list[Checkpoint] = []
    told = []
    for copy in copies:
        found, faults = _checkpoints(copy, reader)
        checkpoints += found
        told += faults
    anchored = Anchored()
    objects = _objects(args, settings)
    if objects is not None:
        anchored = compare(content, objects, reader)
        told += anchored.told
    told += [
        fault.sentence
        for fault in check_audit(content, checkpoints)
        if not any(fault.first <= other.last and other.first <= fault.last for other in anchored.places)
    ]
    told += check_marks(content, args.mark)
    for sentence in told:
        print(f"✗ {sentence[0].upper()}{sentence[1:]}.")
    print(*_summary(content.count(b"\n"), checkpoints, verifier, anchored, faults=len(told)), sep="\n")
    return 1 if told else 0


def _objects(args: argparse.Namespace, settings: Settings | None) -> dict[str, bytes] | None:
    """Return the anchors as they lie where the arguments say, None when they ask for none."""
    if args.anchors:
        return from_folder(args.anchors)
    if not args.store:
        return None
    if settings is None:
        raise SettingsError(("--store: geef ook --settings. Daarin staat welke opslag het is.",))
    return from_store(settings, secrets_of(args.secrets))


def _summary(
    lines: int,
    checkpoints: Sequence[Checkpoint],
    verifier: NoteVerifier | None,
    anchored: Anchored,
    *,
    faults: int,
) -> Iterator[str]:
    if verifier is None:
        if checkpoints:
            yield "! De handtekeningen zijn niet gecontroleerd. Geef daarvoor --key."
    else:
        yield f"Sleutel van het logboek: {verifier}"
    covered = max((anchored.covered, *(checkpoint.size for checkpoint in checkpoints)))
    if covered < lines:
        yield f"! Achter regel {covered} is geen ijkpunt: afkappen of herschrijven is daar niet te zien."
    if anchored.anchors:
        yield f"In de opslag verankerd: {anchored.covered} regels in {len(anchored.anchors)} stukken."
        if anchored.covered < lines:
            yield f"! Achter regel {anchored.covered} is nog niets verankerd: dat komt binnen een uur."
    if faults:
        yield f"\nHet logboek klopt niet: {faults} punt(en). Verander niets aan de box en bel beheer."
    else:
        yield f"\nHet logboek klopt: {lines} regels, {len(checkpoints)} ijkpunten."


def _checkpoints(path: Path, reader: Reader) -> tuple[list[Checkpoint], list[str]]:
    """Return the checkpoints that can be believed, and a sentence for each one that cannot."""
    found, faults = [], []
    for number, note in enumerate(notes_in(_content(path)), start=1):
        try:
            found.append(reader(note))
        except NoteAltered as error:
            faults.append(f"ijkpunt {number} in {path.name} is niet te vertrouwen ({error.args[0]})")
    sizes = [checkpoint.size for checkpoint in found]
    faults += [
        f"ijkpunt {number} in {path.name} telt minder regels dan het vorige: het logboek is teruggezet"
        for number, (before, now) in enumerate(pairwise(sizes), start=2)
        if now < before
    ]
    return found, faults


def _unsigned(note: str) -> Checkpoint:
    return parse_checkpoint(unverified_text(note))


def _key_of_the_box(layout: Layout) -> NoteVerifier:
    return log_signer(NoteSigner.from_text(_content(layout.box_key).decode())).verifier


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(f"{path}: {in_dutch(error)}") from None
