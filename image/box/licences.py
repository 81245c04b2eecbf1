"""Which licences are in an image: a line for each package, of Debian and of Python, as they say it
themselves.

Runs inside the image while it is made, before Debian's list of packages is taken away. What a package does
not say in a form that can be read is called by where its text stands. Source: Debian policy 12.5 and DEP-5;
PEP 639.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from pathlib import Path

from box.work import run

LIST = Path("usr/share/spiegelbox/licences.tsv")
_DEP5 = re.compile(r"^License:\s*(\S.*)$", re.MULTILINE)
_COMMON = re.compile(r"/usr/share/common-licenses/([A-Za-z]+-?[\d.]*\d)")


def write(root: Path, venvs: Path) -> None:
    """Write the list in ``root``: kind, name, version, licences, sorted."""
    lines = sorted({*_of_debian(root), *_of_python(venvs)})
    (root / LIST).parent.mkdir(parents=True, exist_ok=True)
    (root / LIST).write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")


def in_copyright(text: str) -> str:
    """Return the short names of the licences in a copyright file, or where to read it."""
    names = {name.strip() for found in _DEP5.findall(text) for name in re.split(r"\s+(?:and|or)\s+|,", found)}
    names = names or set(_COMMON.findall(text))
    return " AND ".join(sorted(names - {""})) or "see its copyright file"


def in_metadata(headers: Iterable[tuple[str, str]]) -> str:
    """Return what a Python package says: an expression, else a short text, else a classifier."""
    said = list(headers)
    for key in ("License-Expression", "License"):
        for name, value in said:
            if name == key and value and "\n" not in value and len(value) < 80:
                return value
    classified = [
        value.rpartition(" :: ")[2]
        for name, value in said
        if name == "Classifier" and value.startswith("License :: ")
    ]
    return " AND ".join(sorted(classified)) or "see its licence file"


def _of_debian(root: Path) -> Iterator[tuple[str, str, str, str]]:
    listed = run("dpkg-query", "--root", str(root), "-W", "-f", "${Package}\t${Version}\n")
    for line in listed.splitlines():
        name, version = line.split("\t")
        file = root / "usr/share/doc" / name / "copyright"
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        yield "deb", name, version, in_copyright(text)


def _of_python(venvs: Path) -> Iterator[tuple[str, str, str, str]]:
    for file in venvs.glob("*/lib/python3*/site-packages/*.dist-info/METADATA"):
        headers = HeaderParser().parsestr(file.read_text(encoding="utf-8"))
        yield "pypi", headers["Name"], headers["Version"], in_metadata(headers.items())
