"""The words a code can have and their pictures: for the code on a screen, and to complete what is typed.

Which words are typed never leaves the page before the form is sent: a tablet fetches the whole list and
all pictures at once, the same for everybody, so neither an address nor a cache says anything of a code.
For the same reason the pictures of a code stand inside its page, which nobody keeps, and are no images
with an address. The words are those that have a picture; a test holds them against the box's own list.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Flask, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from console.client.blueprint import bp, on_the_tablet
from console.static_files import ONE_YEAR_S

DRAWN = Path(__file__).resolve().parent.parent / "static" / "words"


@cache
def pictures() -> dict[str, str]:
    """Return the picture of every word as SVG, by word and in order; ours, without script or style."""
    return {path.stem: path.read_text("utf-8") for path in sorted(DRAWN.glob("*.svg"))}


def word_picture(word: str) -> Markup:
    """Return the picture to stand inside a page: beside its word, so a screen reader skips it."""
    drawn = pictures()[word].replace("<svg ", '<svg class="word-picture" aria-hidden="true" ', 1)
    return Markup(drawn)  # noqa: S704 - drawn by image/pictures.py, and held clean by a test


def add_word_pictures(app: Flask) -> None:
    """Give the templates the pictures, and the addresses of the two lists with their hash."""
    app.jinja_env.globals.update(word_picture=word_picture, list_address=list_address)


def list_address(name: str) -> str:
    """Return the address of a list, ``words`` or ``pictures``, that a tablet may keep for a year."""
    return url_for(f"client.code_{name}", v=_packed(name)[0])


@bp.get("/code/woorden.json")
@on_the_tablet
def code_words() -> ResponseReturnValue:
    return _answer("words")


@bp.get("/code/plaatjes.json")
@on_the_tablet
def code_pictures() -> ResponseReturnValue:
    return _answer("pictures")


def _answer(name: str) -> ResponseReturnValue:
    version, packed = _packed(name)
    zipped = request.accept_encodings["gzip"] > 0
    headers = {"Content-Type": "application/json", "Vary": "Accept-Encoding"}
    if request.args.get("v") == version:
        headers["Cache-Control"] = f"private, max-age={ONE_YEAR_S}, immutable"
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return (packed if zipped else gzip.decompress(packed)), headers


@cache
def _packed(name: str) -> tuple[str, bytes]:
    """Return a list's hash and its JSON, compressed: it holds no secret that size could tell."""
    content: object = pictures() if name == "pictures" else list(pictures())
    plain = json.dumps(content, separators=(",", ":")).encode()
    return hashlib.sha256(plain).hexdigest()[:16], gzip.compress(plain, mtime=0)
