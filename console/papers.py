"""Papers of the console: pages and letters whose words are data, with the municipality's values filled in.

A paper is a TOML file of short sentences; a value in braces comes from the settings or from the recording
at hand. What is not known becomes a line to write on: no name of a client ever comes from here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BLANK = "____________________"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a paper: its paragraphs, and behind them its points."""

    title: str
    text: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper, with values in braces until ``filled``."""

    name: str
    title: str
    parts: tuple[Part, ...]

    def filled(self, values: Mapping[str, object]) -> Paper:
        """Return the paper with its values in it."""
        known = _Known({key: value for key, value in values.items() if value not in (None, "")})
        return Paper(
            name=self.name,
            title=self.title.format_map(known),
            parts=tuple(
                Part(
                    title=part.title,
                    text=tuple(line.format_map(known) for line in part.text),
                    points=tuple(line.format_map(known) for line in part.points),
                )
                for part in self.parts
            ),
        )


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return BLANK


def read_paper(path: Path) -> Paper:
    """Return the paper in a TOML file; its name is the file's."""
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    return Paper(
        name=path.stem,
        title=words["title"],
        parts=tuple(
            Part(
                title=part.get("title", ""),
                text=tuple(part.get("text", ())),
                points=tuple(part.get("points", ())),
            )
            for part in words["parts"]
        ),
    )
