"""Record what has no sound yet: ``python -m console.texts.speak``, on a workstation, never on a box.

espeak-ng says each sentence, ffmpeg makes a small mono MP3 of it; ``sentences.tsv`` beside them tells a
person which file says what. ``--from FOLDER --to FOLDER`` makes human recordings, named after the same
table, into the one format that can be laid end to end. Needs espeak-ng and ffmpeg of Debian.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from console.texts.catalogue import LANGUAGES
from console.texts.spoken import SHIPPED, key_of
from console.texts.voices import VOICES, sentences_in

WORDS_A_MINUTE = 135  # slower than the 175 of espeak-ng itself: who needs this reads along
BITS_A_SECOND = 24_000
SAMPLES_A_SECOND = 22_050
SILENCE_S = 0.2  # between two sentences
TABLE = "sentences.tsv"
# No header for the whole and no tags: the frames of many files together are one sound.
_MP3 = (
    *("-af", f"apad=pad_dur={SILENCE_S}", "-ac", "1", "-ar", str(SAMPLES_A_SECOND), "-map_metadata", "-1"),
    *("-c:a", "libmp3lame", "-b:a", str(BITS_A_SECOND), "-write_xing", "0", "-id3v2_version", "0"),
    *("-f", "mp3"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return 0 when every language with a voice is complete."""
    parser = argparse.ArgumentParser(prog="python -m console.texts.speak", description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, help="a folder with human recordings")
    parser.add_argument("--to", type=Path, default=SHIPPED, help="where the sounds go")
    options = parser.parse_args(arguments)
    if options.source:
        taken = sum(1 for _ in adopt(options.source, options.to))
        print(f"{taken} opnamen overgenomen", file=sys.stderr)
        return 0 if taken else 1
    for language in VOICES:
        record(language, options.to / language)
    return 0


def record(language: str, folder: Path) -> None:
    """Record every sentence that has no file in ``folder``, and take away what nobody says any more."""
    sentences = {key_of(sentence): sentence for sentence in sentences_in(language)}
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.mp3"):
        if path.stem not in sentences:
            path.unlink()
    todo = [key for key in sentences if not (folder / f"{key}.mp3").exists()]
    with ThreadPoolExecutor() as pool:
        for _ in pool.map(lambda key: _say(language, sentences[key], folder / f"{key}.mp3"), todo):
            pass
    (folder / TABLE).write_text("".join(f"{key}\t{said}\n" for key, said in sentences.items()))


def adopt(source: Path, target: Path) -> Iterator[Path]:
    """Convert ``source/<language>/<name>.<any sound>`` to ``target``; yield what was written.

    A name that is in no table of sentences is left alone: it would never be heard.
    """
    for language in LANGUAGES:
        known = {key_of(sentence) for sentence in sentences_in(language)}
        for path in sorted(source.glob(f"{language}/*")):
            if path.stem in known:
                fresh = target / language / f"{path.stem}.mp3"
                fresh.parent.mkdir(parents=True, exist_ok=True)
                _ffmpeg("-i", str(path), *_MP3, str(fresh))
                yield fresh


def _say(language: str, sentence: str, path: Path) -> None:
    said = subprocess.run(
        ("espeak-ng", "-v", VOICES[language], "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"),
        input=sentence.encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    _ffmpeg("-i", "pipe:0", *_MP3, str(path), sound=said.stdout)


def _ffmpeg(*arguments: str, sound: bytes = b"") -> None:
    subprocess.run(("ffmpeg", "-loglevel", "error", "-y", *arguments), input=sound, check=True)


if __name__ == "__main__":
    sys.exit(main())
