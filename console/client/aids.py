"""Help with reading, on every screen of the client: the ear, and the words that are explained.

Both are made from what stands on the screen at that moment, so they cannot say something else. The ear is a
link to one sound file: it works without any script. To ask for it while a question is open is to have it
read aloud, and the record of the answer says so (journeys, exception 13).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO

from flask import Flask, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale  # type: ignore[import-untyped]  # ships no types

from appliance.control.errors import SpiegelboxError
from console.client.blueprint import bp, on_the_tablet
from console.client.live import now
from console.client.screens import QUESTION
from console.parts import parts
from console.texts.catalogue import SOURCE_LANGUAGE
from console.texts.spoken import sentences_of
from console.texts.words import HardWord, hard_words, words_in
from console.wording import _

MOST_SENTENCES = 80
_PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)  # most of a page, and no words
# Not read: scripts, what opens only when somebody taps it, and what is of this client alone.
_SILENT = frozenset({"details", "script", "noscript", "template", "video", "pre", "dl"})
_OWN = "<dl"  # facts of this client: days, who to call
_HIDDEN = frozenset({"hidden", "data-silent"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source"})


@dataclass(frozen=True, slots=True)
class Aids:
    """What a screen offers to who finds reading hard: addresses, ``ear`` empty without recordings."""

    ear: str
    words: list[HardWord]
    meanings: str


def aids(shown: str) -> Aids:
    """Return the help for a piece of a page, given as HTML."""
    language = str(get_locale().language)
    sentences = _sentences(shown)
    if _OWN in shown:
        sentences += sentences_of(
            _("Uw code en de dagen lezen wij niet voor. Iedereen in de kamer hoort mee.")
        )
    # The shapes of a word are known of Dutch only: another language always links to the whole list.
    words = words_in(sentences) if language == SOURCE_LANGUAGE else list(hard_words())
    if request.endpoint == "client.explained_words":
        words = []
    came_from = "film" if request.endpoint == "client.look_back" else None
    first = words[0].anchor if words else None
    meanings = url_for("client.explained_words", van=came_from, _anchor=first)
    if _OWN in shown:
        why = _("Uw code en de dagen lezen wij niet voor. Iedereen in de kamer hoort mee.")
        sentences = [*sentences, *sentences_of(why)]
    return Aids(_ear(language, sentences), words, meanings)


def ear_of(*texts: str) -> str:
    """Return the address of the sound of these texts, empty without recordings."""
    return _ear(str(get_locale().language), [one for text in texts for one in sentences_of(text)])


@bp.get("/voorlezen/<language>/<keys>.mp3")
@on_the_tablet
def read_aloud(language: str, keys: str) -> ResponseReturnValue:
    wanted = keys.split(".")
    if len(wanted) > MOST_SENTENCES:
        abort(404)
    try:
        sound = parts().recordings.join(language, wanted)
    except KeyError:
        abort(404)
    _note_that_it_was_heard()
    # iPads ask for a sound by Range, and play nothing when that is refused.
    return send_file(BytesIO(sound), mimetype="audio/mpeg", conditional=True, etag=False)


@bp.get("/moeilijke-woorden")
@on_the_tablet
def explained_words() -> ResponseReturnValue:
    status, _progress, _screen = now()
    # Home closes an open film; who came from there goes back to it.
    back = url_for("client.look_back" if request.args.get("van") == "film" else "client.home")
    rows = sorted(hard_words(), key=lambda row: _(row.word).casefold())
    return render_template("client/words.html", status=status, rows=rows, back=back)


def add_aids(app: Flask) -> None:
    """Let the templates of ``app`` ask for the help that belongs to what they show."""
    app.jinja_env.globals.update(aids=aids, ear_of=ear_of)


def _ear(language: str, sentences: list[str]) -> str:
    keys = parts().recordings.keys(language, sentences)[:MOST_SENTENCES]
    return url_for("client.read_aloud", language=language, keys=".".join(keys)) if keys else ""


def _note_that_it_was_heard() -> None:
    try:
        _status, progress, screen = now()
    except SpiegelboxError:  # the page that says there is no connection can be heard too
        return
    if screen.name in QUESTION:
        progress.heard = True


def _sentences(shown: str) -> list[str]:
    reader = _Reader()
    reader.feed(_PICTURE.sub("", shown))
    reader.close()
    return [sentence for text in reader.texts for sentence in sentences_of(text)]


class _Reader(HTMLParser):
    """The texts of a page, in the order in which somebody would read them from the screen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._depths: list[int] = [0]  # above 0 nothing is read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            hidden = tag in _SILENT or bool(_HIDDEN & {name for name, _ in attrs})
            self._depths.append(self._depths[-1] + hidden - (tag == "summary"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self._depths) > 1:
            self._depths.pop()

    def handle_data(self, data: str) -> None:
        if self._depths[-1] <= 0:
            self.texts.append(data)
