"""The slot for a municipality's own look: ``theme.css`` in the folder of the console, read at the start.

Pure but for one read. Only values of our own tokens may stand there, and every pair of text and ground must
stay at 7:1; what camera and lamp signal looks the same everywhere. What is served is written anew from
what was understood, so nothing else can come along. Source: docs/beheer/thema.md; WCAG 2.2, 1.4.6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

SELECTOR = ".spiegelbox-theme"
SHIPPED = Path(__file__).parents[1] / "static" / "theme.css"
SIGNALS = frozenset(
    f"--sb-{name}"
    for name in (
        *("recording", "paused", "saving", "allowed", "lamp", "focus"),
        *("on-recording", "on-paused", "on-saving", "on-allowed"),
    )
)
# Text on its ground, as the screens lay them over each other.
PAIRS = (
    *(("--sb-ink", ground) for ground in ("--sb-ground", "--sb-paper", "--sb-paper-soft", "--sb-warning")),
    *(("--sb-ink-soft", ground) for ground in ("--sb-ground", "--sb-paper", "--sb-paper-soft")),
    *(("--sb-action", ground) for ground in ("--sb-ground", "--sb-paper", "--sb-paper-soft")),
    *(("--sb-action-strong", ground) for ground in ("--sb-ground", "--sb-paper")),
)
LEAST_CONTRAST = 7.0

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_BLOCK = re.compile(r"\s*\.spiegelbox-theme\s*\{([^{}]*)\}\s*")
_OURS = re.compile(r"(--sb-[a-z-]+):\s*([^;]+);")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SIZE = re.compile(r"\d{1,3}(\.\d{1,3})?(rem|px)")
_FONTS = re.compile(r"""["'\w\s,-]{1,200}""")


class ThemeRefused(ValueError):
    """The municipality's theme cannot be used; its text is Dutch, for who made the file."""


def read_tokens(path: Path) -> str:
    """Return the stylesheet to serve, or an empty text when there is no such file. Raises: ThemeRefused."""
    if not path.exists():
        return ""
    shipped = {name: value for name, value in _OURS.findall(SHIPPED.read_text()) if name not in SIGNALS}
    own = _declarations(path.read_text())
    for name, value in own.items():
        _check(name, value, shipped)
    _check_contrast({**shipped, **own})
    lines = [f"  {name}: {value};" for name, value in own.items()]
    return "\n".join((f"{SELECTOR} {{", *lines, "}", ""))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours such as ``#14212e``, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _declarations(text: str) -> dict[str, str]:
    block = _BLOCK.fullmatch(_COMMENT.sub("", text))
    if block is None:
        raise ThemeRefused(f"theme.css moet één blok zijn: {SELECTOR} {{ ... }}, met alleen waarden.")
    pairs = [line.partition(":") for line in block.group(1).split(";") if line.strip()]
    return {name.strip(): value.strip() for name, _, value in pairs}


def _check(name: str, value: str, shipped: Mapping[str, str]) -> None:
    if name in SIGNALS:
        raise ThemeRefused(f"{name} is overal hetzelfde: dat is de taal van camera en lampje.")
    if name not in shipped:
        raise ThemeRefused(f"{name} bestaat niet. U kunt kiezen uit: {', '.join(sorted(shipped))}.")
    if _COLOUR.fullmatch(shipped[name]):
        shape, example = _COLOUR, "een kleur als #0b4a5e"
    elif _SIZE.fullmatch(shipped[name]):
        shape, example = _SIZE, "een maat als 0.5rem"
    elif name == "--sb-font":
        shape, example = _FONTS, 'lettertypen als "Open Sans", Arial'
    else:
        raise ThemeRefused(f"{name} kan een gemeente niet zelf kiezen.")
    if not shape.fullmatch(value):
        raise ThemeRefused(f"{name} heeft de waarde '{value}'. Geef {example}.")


def _check_contrast(tokens: Mapping[str, str]) -> None:
    for text, ground in PAIRS:
        reached = contrast(tokens[text], tokens[ground])
        if reached < LEAST_CONTRAST:
            raise ThemeRefused(
                f"{text} op {ground} heeft contrast {reached:.1f}. Dat moet minstens 7 zijn, anders"
                " kunnen mensen het niet lezen."
            )


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
