"""Read the settings file. Every fault at once, in plain Dutch, each with the key it is about.

The only place that opens the file; it is read once, by an entry point, and passed down.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from appliance.domain.errors import SettingsError
from appliance.settings.model import Settings
from appliance.settings.profiles import with_profile
from appliance.settings.rules import faults_of
from appliance.settings.table import Reading, read_table


def load(path: Path) -> Settings:
    """Return the settings in the TOML file ``path``. Raises: SettingsError with all its faults."""
    return loads(_text_of(path))


def loads(text: str) -> Settings:
    """Return the settings in ``text``. Raises: SettingsError with all its faults."""
    reading = Reading()
    settings = read_table(Settings, _parsed(text), reading)
    faults = (*reading.faults, *faults_of(reading.values))
    if settings is None or faults:
        raise SettingsError(faults)
    return with_profile(settings)


def _text_of(path: Path) -> str:
    try:
        # Notepad puts a byte order mark in front of UTF-8; TOML knows none.
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        fault = f"Het bestand {path} is er niet."
    except IsADirectoryError:
        fault = f"{path} is een map. Noem het bestand in die map."
    except PermissionError:
        fault = f"Het bestand {path} mag u niet lezen."
    except UnicodeDecodeError as error:
        fault = f"Het bestand {path} is geen UTF-8-tekst (teken {error.start + 1}). Sla het op als UTF-8."
    except OSError as error:
        fault = f"Het bestand {path} is niet te lezen ({error.strerror})."
    raise SettingsError((fault,))


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: see the tests
        hint = "Kijk naar aanhalingstekens, haken, = en dubbele namen."
        fault = f"{_place(str(error))}: dit is geen goede TOML. {hint}"
    raise SettingsError((fault,))


def _place(message: str) -> str:
    """Return where tomllib stumbled, in Dutch; it tells so only in its English sentence."""
    if found := re.search(r"at line (\d+), column (\d+)", message):
        return f"Regel {found[1]}, teken {found[2]}"
    return "Aan het einde van het bestand" if "end of document" in message else "Ergens in het bestand"
