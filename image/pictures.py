"""Draw the picture of every word of a review code: `python3 image/pictures.py`. Needs the network and npm.

`image/pictures/word-pictures.tsv` says which picture of which set belongs to a word; the sets are npm
packages pinned by version and integrity. What comes out is `console/static/words/`. It fails when a word of
the code has no picture, or when two pictures look alike (`alike.mjs` says how that is measured). With
`--sheet PNG` it also writes one sheet to look at. Run by hand.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
TOOLS = PROJECT / "image" / "pictures"
TABLE = TOOLS / "word-pictures.tsv"
WORDS = PROJECT / "appliance" / "domain" / "review_words.txt"
DRAWN = PROJECT / "console" / "static" / "words"


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the pictures of the review code's words.")
    parser.add_argument("--sheet", type=Path, help="write a sheet of all pictures here")
    sheet: Path | None = parser.parse_args().sheet
    with TABLE.open(encoding="utf-8", newline="") as table:
        drawn = [row["word"] for row in csv.DictReader(table, delimiter="\t")]
    if drawn != WORDS.read_text("ascii").split():
        sys.exit(f"{TABLE.name} and {WORDS.name} name other words")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for tool in TOOLS.iterdir():
            shutil.copy(tool, work)
        _run("npm", "ci", "--no-audit", "--no-fund", cwd=work)
        _run("node", "draw.mjs", TABLE.name, str(DRAWN), cwd=work)
        _run("node", "alike.mjs", str(DRAWN), *([str(sheet.resolve())] if sheet else []), cwd=work)


def _run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True)


if __name__ == "__main__":
    main()
