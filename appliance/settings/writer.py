"""Write settings as TOML: for provisioning and the demo. Reading back gives the same settings (loader.py)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import tomli_w

from appliance.settings.model import Settings


def dumps(settings: Settings) -> str:
    """Return ``settings`` as the text of a TOML file, every default written out."""
    return tomli_w.dumps(dataclasses.asdict(settings, dict_factory=_plain))


def _plain(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {key: str(value) if isinstance(value, Path) else value for key, value in pairs}
