"""``spiegelbox declarations``: list, show and verify the declarations of destruction of a box.

Looks only. Read from the box's own disk, or (``verify``) from copies anywhere with the box's public key. On
the box itself ``verify`` also holds them against the audit log: what was erased has one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.cli.os_words import in_dutch
from appliance.cli.parser import Subparsers
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.destruction import Destruction
from appliance.domain.errors import FileUnreadable, NoteAltered, UnknownRecording
from appliance.recorder.declarations import declared, read_declaration
from appliance.recorder.records import YEAR_DAYS
from appliance.settings.loader import load
from appliance.settings.model import Settings
from appliance.store.audit import read_audit
from appliance.store.layout import RECORDING_ID, Layout


def add_declarations(subparsers: Subparsers) -> None:
    """Add ``declarations list``, ``show`` and ``verify``."""
    parser = subparsers.add_parser("declarations", help="bekijk de verklaringen van vernietiging")
    actions = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    listing = actions.add_parser("list", help="toon alle verklaringen van deze box")
    show = actions.add_parser("show", help="toon één verklaring, om te lezen of te printen")
    verify = actions.add_parser("verify", help="controleer de handtekeningen, en of er geen ontbreekt")
    show.add_argument("recording", metavar="NUMMER", help="het nummer van de opname, of het begin daarvan")
    verify.add_argument("notes", nargs="*", type=Path, metavar="BESTAND", help="kopieën van verklaringen")
    verify.add_argument("--key", metavar="SLEUTEL", help="de publieke sleutel van de box, zoals bewaard")
    for action, run in ((listing, run_list), (show, run_show), (verify, run_verify)):
        action.add_argument(
            "--settings",
            type=Path,
            metavar="BESTAND",
            required=action is not verify,
            help="de instellingen van deze box",
        )
        action.set_defaults(run=run)


def run_list(args: argparse.Namespace) -> int:
    """Print a line for each declaration, the newest first. Raises: SettingsError, FileUnreadable."""
    layout, verifier = _box(load(args.settings))
    found = []
    for recording in declared(layout):
        try:
            found.append(read_declaration(verifier, _text(layout.declaration(recording))))
        except NoteAltered:
            print(f"✗ {recording}: deze verklaring is veranderd.")
    for one in sorted(found, key=lambda one: one.erased_at, reverse=True):
        print(f"{_moment(one.erased_at)}  {one.recording}  {one.why}")
    print(f"\n{len(found)} verklaring(en).")
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print one declaration in plain Dutch. Raises: SettingsError, UnknownRecording, NoteAltered."""
    layout, verifier = _box(load(args.settings))
    wanted = [each for each in declared(layout) if each.startswith(args.recording)]
    if len(wanted) != 1:
        raise UnknownRecording("geen" if not wanted else f"{len(wanted)} opnamen beginnen zo")
    note = _text(layout.declaration(wanted[0]))
    print(*in_plain_dutch(read_declaration(verifier, note)), "", note, sep="\n")
    return 0


def run_verify(args: argparse.Namespace) -> int:
    """Check every signature; print what is wrong. Raises: SettingsError, FileUnreadable, NoteKeyDamaged."""
    settings = load(args.settings) if args.settings else None
    layout, own = _box(settings) if settings else (None, None)
    verifier = NoteVerifier.from_text(args.key) if args.key else own
    if verifier is None:
        raise FileUnreadable("geef --settings, of --key met de sleutel van de box")
    notes = list(args.notes)
    notes += [layout.declaration(each) for each in declared(layout)] if layout else []
    told, films = [], set()
    for path in notes:
        try:
            one = read_declaration(verifier, _text(path))
        except NoteAltered as error:
            told.append(f"verklaring {path.name} is niet te vertrouwen ({error.args[0]})")
            continue
        films.add(one.film)
        if RECORDING_ID.fullmatch(path.stem) and path.stem != one.recording:
            told.append(f"verklaring {path.name} gaat over een andere opname")
    if settings and layout:
        told += _undeclared(layout, films, years=settings.policy.records_years)
    for sentence in told:
        print(f"✗ {sentence[0].upper()}{sentence[1:]}.")
    print(f"Sleutel van de box: {verifier}")
    print(f"\n{len(films)} verklaring(en) kloppen." if not told else f"\n{len(told)} punt(en) kloppen niet.")
    return 1 if told else 0


def in_plain_dutch(one: Destruction) -> Iterator[str]:
    """Yield the lines of a declaration as a person reads it."""
    yield "Verklaring van vernietiging"
    yield ""
    yield f"Van de opname van {one.talk_day:%d-%m-%Y}, gemaakt met box {one.box}, is niets meer over."
    yield ""
    for label, words in (
        ("Nummer", one.recording),
        ("Waarom", one.why),
        ("Besloten", _moment(one.decided_at)),
        ("Vernietigd", _moment(one.erased_at)),
        ("De sleutel", one.key_words),
        ("De bestanden", "Verwijderd van de schijf van de box."),
        ("De opslag", one.store_words),
        ("Beloofd", f"Nee zeggen kon tot {_moment(one.review_ends)}."),
        ("", f"Uiterlijk wissen op {_moment(one.retention_ends)}."),
    ):
        yield f"{label:<13} {words}"


def _undeclared(layout: Layout, films: set[str], *, years: int) -> Iterator[str]:
    """Yield a sentence for each film that the log says is erased and no declaration speaks of."""
    kept_since = datetime.now(UTC) - timedelta(days=years * YEAR_DAYS)
    for entry in read_audit(layout.audit):
        if entry.event == "erased" and entry.at > kept_since and entry.film not in films:
            yield f"de opname {entry.film} is volgens het logboek gewist, maar heeft geen verklaring"


def _box(settings: Settings) -> tuple[Layout, NoteVerifier]:
    layout = Layout(settings.paths.data, settings.paths.run)
    return layout, NoteSigner.from_text(_text(layout.box_key)).verifier


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        told = in_dutch(error) if isinstance(error, OSError) else "geen tekst"
        raise FileUnreadable(f"{path}: {told}") from None


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%d-%m-%Y %H:%M}"
