"""The labels of the client's screens: which there are, and what each catalogue has of them.

A label is the Dutch sentence itself; the six translations stand in ``console/translations``. What a
client can meet on a screen is found here in five places: the templates, the views, the errors of the box,
and the explained words. Labels that only staff sees stay Dutch and are not in here. Run ``python -m
console.texts`` after a change; nothing of this runs on a box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from appliance.control import errors
from console.texts.catalogue import LANGUAGES, TRANSLATIONS
from console.texts.words import LIST, hard_words

CONSOLE = TRANSLATIONS.parent
# What the client's pages are made of, beside templates/client and the views of console/client.
SHARED = (
    *("templates/forms.html", "templates/page.html", "templates/trouble.html", "templates/unreachable.html"),
    "trouble.py",
)
# What the box can say on a tablet. Errors of commands, keys and the store never come there.
ON_A_TABLET = (
    errors.ConsentError, errors.StateError, errors.CaptureError, errors.CodeError, errors.KeyGone,
    errors.RecorderBusy, errors.RecorderUnreachable,
)  # fmt: skip
# What the settings name when a municipality names nothing else (appliance.settings.model.Policy).
USUAL_BASIS = "Uw toestemming (AVG artikel 6 lid 1a en artikel 9 lid 2a)"
NEVER_ON_A_TABLET = frozenset({"no-such-hardware", "state-file-too-new"})
# The tree itself; an error that another program adds to it is for that program.
SPOKEN_FOR = "appliance.domain.errors"
TRANSLATED = LANGUAGES[1:]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
# A fixed moment: a catalogue differs only when its words do.
MADE = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = """\
# The labels of the client's screens in {language}. The Dutch sentence is the key.
# No translator has confirmed these: docs/texts/vertaling-bevestigen.md says how that is done.
# After a change: python -m console.texts"""


@cache
def client_labels() -> dict[str, list[str]]:
    """Return every label a client can meet, each with the files it stands in, in the order of the screens."""
    found: dict[str, list[str]] = {}
    usual = ("appliance/settings/model.py", USUAL_BASIS)
    for place, label in (*_in_files(), *_in_errors(), usual, *_in_words()):
        places = found.setdefault(label, [])
        if place not in places:
            places.append(place)
    return found


def errors_on_a_tablet() -> Iterator[type[errors.SpiegelboxError]]:
    """Yield every error of which a client may see the words, the general one first."""
    todo: list[type[errors.SpiegelboxError]] = [*ON_A_TABLET]
    yield errors.SpiegelboxError
    while todo:
        error = todo.pop(0)
        todo.extend(error.__subclasses__())
        if error.__module__.startswith(SPOKEN_FOR) and error.code not in NEVER_ON_A_TABLET:
            yield error


def po_path(language: str, folder: Path = TRANSLATIONS) -> Path:
    """Return where the catalogue of a language is written by hand."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str, folder: Path = TRANSLATIONS) -> Catalog:
    """Return the catalogue of a language; one that is not there yet is empty."""
    path = po_path(language, folder)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renewed(language: str, old: Catalog) -> Catalog:
    """Return the catalogue with exactly the labels of now; what was translated stays translated."""
    fresh = Catalog(
        locale=language,
        project="Spiegelbox",
        header_comment=HEADER.format(language=language),
        creation_date=MADE,
        revision_date=MADE,
        last_translator="",
        language_team=language,
        fuzzy=False,
    )
    for label, places in client_labels().items():
        was = old.get(label)
        # Python's own format flag is left to Babel: it sees the placeholders in the label.
        fresh.add(label, was.string if was else "", [(place, 0) for place in places])
    return fresh


def as_po(catalogue: Catalog) -> bytes:
    """Return the catalogue as it is written in its file."""
    file = BytesIO()
    write_po(file, catalogue, width=110, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return the catalogue as the console reads it."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return the labels without a translation."""
    return [label for label in client_labels() if not _translation(catalogue, label)]


def orphans(catalogue: Catalog) -> list[str]:
    """Return the translations of labels that stand nowhere any more."""
    known = client_labels()
    return [str(message.id) for message in catalogue if message.id and message.id not in known]


def unlike(catalogue: Catalog) -> list[str]:
    """Return the labels whose translation has other values in it: a day, a time, a name."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and message.string
        if set(PLACEHOLDER.findall(str(message.id))) != set(PLACEHOLDER.findall(str(message.string)))
    ]


def _translation(catalogue: Catalog, label: str) -> str:
    message = catalogue.get(label)
    return str(message.string) if message and not message.fuzzy else ""


def _in_files() -> Iterator[tuple[str, str]]:
    client = [*(CONSOLE / "templates/client").rglob("*.html"), *(CONSOLE / "client").rglob("*.py")]
    for path in (*sorted(client), *(CONSOLE / name for name in SHARED)):
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        with path.open("rb") as file:
            for _, label, _, _ in extract(method, file, keywords={"_": None}):
                yield f"console/{path.relative_to(CONSOLE)}", str(label)


def _in_errors() -> Iterator[tuple[str, str]]:
    for error in errors_on_a_tablet():
        for label in (error.sentence, error.next_step):
            yield "appliance/domain/errors", label


def _in_words() -> Iterator[tuple[str, str]]:
    for row in hard_words():
        yield f"console/texts/{LIST.name}", row.word
        yield f"console/texts/{LIST.name}", row.means
