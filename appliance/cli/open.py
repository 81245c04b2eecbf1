"""``spiegelbox open``: open a sealed recording with an identity file, on the municipality's own computer.

With ``-o`` a film is there completely or not at all. To standard output nothing can be taken back, so a
failure is said loudly and by the exit code. Never writes a film to a terminal, never shows a key.
"""

from __future__ import annotations

import argparse
import getpass
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO, NoReturn

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskProgressColumn, TextColumn

from appliance.cli.identity_file import read_identity_file
from appliance.cli.parser import Subparsers
from appliance.cli.sealed_source import (
    ListedPart,
    changed_parts,
    check_complete,
    find_parts,
    read_as_one,
    read_manifest,
    size_of,
)
from appliance.cli.standard_output import standard_output
from appliance.cli.whole_file import whole_file
from appliance.crypto.age_file import decrypt_stream
from appliance.crypto.armor import without_armor
from appliance.domain.errors import (
    ContentDamaged,
    IdentityDamaged,
    NoteAltered,
    OutputExists,
)

_STDOUT = Path("-")
# SIGINT too: a shell that starts us in the background sets it to "ignore".
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def add_open(subparsers: Subparsers) -> None:
    """Add ``open RECORDING -i IDENTITYFILE [-o OUT] [--force]``."""
    parser = subparsers.add_parser("open", help="open een versleutelde opname met een sleutelbestand")
    parser.add_argument(
        "recording", type=Path, metavar="OPNAME", help="een map met part-00000 ..., of een bestand"
    )
    parser.add_argument(
        "-i",
        "--identity",
        type=Path,
        action="append",
        required=True,
        metavar="SLEUTELBESTAND",
        help="een bestand met AGE-SECRET-KEY-...; mag vaker",
    )
    parser.add_argument(
        "-o",
        "--out",
        type=Path,
        default=_STDOUT,
        metavar="FILM",
        help="de film; anders naar de standaarduitvoer",
    )
    parser.add_argument("--force", action="store_true", help="schrijf over een bestaande film heen")
    parser.set_defaults(run=run_open)


def run_open(args: argparse.Namespace) -> int:
    """Open one recording. Raises: SealError, FileError, and KeyboardInterrupt when it is stopped by hand."""
    parts = find_parts(args.recording)
    listed = _listed(args.recording)
    check_complete(parts, listed)
    identities = [one for path in args.identity for one in read_identity_file(path, _ask_passphrase)]
    with _signals_interrupt(), _naming_changed_parts(parts, listed), read_as_one(parts) as source:
        # The header is opened here: with the wrong key there is nothing to take back yet.
        pieces = decrypt_stream(without_armor(source), identities)
        with _output(args, parts) as out, _progress() as progress:
            bar = progress.add_task("Openen", total=size_of(*parts))
            for piece in pieces:
                out.write(piece)
                progress.advance(bar, len(piece))
    if args.out != _STDOUT:
        _say(f"Klaar: {args.out}\nDeze film is niet meer versleuteld. Wis hem als u klaar bent.")
    return 0


def _listed(folder: Path) -> tuple[ListedPart, ...]:
    try:
        return read_manifest(folder)
    except NoteAltered:
        _say("Let op: manifest.json is beschadigd. Wij kijken alleen naar de opname zelf.")
        return ()


def _ask_passphrase() -> str:
    if not sys.stdin.isatty():
        raise IdentityDamaged("er zit een wachtwoord op; open het in een venster waar u kunt typen")
    return getpass.getpass("Wachtwoord van het sleutelbestand: ", stream=sys.stderr)


@contextmanager
def _signals_interrupt() -> Iterator[None]:
    """Let a polite kill and a closed window end like Ctrl-C, so that nothing is left behind."""
    before = {number: signal.signal(number, _interrupt) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def _naming_changed_parts(parts: Sequence[Path], listed: Sequence[ListedPart]) -> Iterator[None]:
    try:
        yield
    except ContentDamaged as error:
        if changed := ", ".join(changed_parts(parts, listed)):
            raise ContentDamaged(f"haal opnieuw: {changed}") from error
        raise


def _output(args: argparse.Namespace, parts: Sequence[Path]) -> AbstractContextManager[BinaryIO]:
    if args.out == _STDOUT:
        return standard_output()
    if args.out.exists() and any(args.out.samefile(part) for part in parts):
        raise OutputExists("dat is de versleutelde opname zelf")
    return whole_file(args.out, replace=args.force)


def _progress() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), DownloadColumn()
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
