"""Bring the translations up to date, and say what is still missing: ``python -m console.texts``.

Run by hand after any change of a text or a label. It takes new labels into every catalogue, drops those
that stand nowhere any more, compiles, and ends with exit code 1 while something is missing. ``--check``
changes nothing; ``--renew-lock`` pins the consent texts anew, which is right only before a version was
ever shown to a client. ``python -m console.texts.speak`` then records what has no sound yet.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from console.texts import labels
from console.texts.catalogue import FOLDER, LANGUAGES
from console.texts.spoken import SHIPPED, Recordings, key_of
from console.texts.voices import VOICES, sentences_in


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return 0 when nothing is missing."""
    parser = argparse.ArgumentParser(prog="python -m console.texts", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, only say what is missing")
    parser.add_argument("--renew-lock", action="store_true", help="pin the consent texts as they are now")
    options = parser.parse_args(arguments)
    if options.renew_lock:
        renew_lock(FOLDER)
    faults = [fault for language in labels.TRANSLATED for fault in _labels(language, write=not options.check)]
    faults += [fault for language in VOICES for fault in _sounds(language)]
    for fault in faults:
        print(fault)
    print(f"{len(labels.client_labels())} labels, {len(faults)} missing", file=sys.stderr)
    return 1 if faults else 0


def renew_lock(folder: Path) -> None:
    """Pin every consent text below ``folder`` as it is now, in the order in which they are loaded."""
    lines = []
    paths = [path for language in LANGUAGES for path in sorted((folder / language).glob("consent-*.toml"))]
    for path in paths:
        name, _, version = path.stem.rpartition("-")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"sha256:{digest} {path.parent.name} {name} {version}\n")
    (folder / "texts.lock").write_text("".join(lines))


def _labels(language: str, *, write: bool) -> list[str]:
    catalogue = labels.read_catalogue(language)
    if write:
        catalogue = labels.renewed(language, catalogue)
        path = labels.po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(labels.as_po(catalogue))
        path.with_suffix(".mo").write_bytes(labels.as_mo(catalogue))
    return [
        *(f"{language}: no translation: {label}" for label in labels.missing(catalogue)),
        *(f"{language}: stands nowhere: {label}" for label in labels.orphans(catalogue)),
        *(f"{language}: other values: {label}" for label in labels.unlike(catalogue)),
    ]


def _sounds(language: str) -> list[str]:
    recordings = Recordings((SHIPPED,))
    silent = [one for one in sentences_in(language) if not recordings.keys(language, [one])]
    return [f"{language}: no sound {key_of(sentence)}: {sentence}" for sentence in silent]


if __name__ == "__main__":
    sys.exit(main())
