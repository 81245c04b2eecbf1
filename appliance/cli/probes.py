"""The questions of ``spiegelbox check``, one small probe each: look, change nothing, say it in plain Dutch.

A probe gets the settings and yields what it found. It never needs root, never opens a recording, a key or
the camera, and never stops the probes after it: whatever it cannot see is itself a finding.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from appliance.control.client import ControlClient
from appliance.crypto.fingerprint import fingerprint
from appliance.domain.errors import RecorderUnreachable, SettingsError, SlotFailed, SpiegelboxError
from appliance.hardware.clock import SystemClock
from appliance.settings.capacity import room_needed_bytes
from appliance.settings.model import Settings
from appliance.store.layout import Layout
from appliance.store.slots_of import slots_of
from appliance.store.space import free_bytes
from appliance.sync import rclone_process
from appliance.sync.config import rclone_config


class Mark(Enum):
    """How a finding reads; only WRONG makes the check fail."""

    RIGHT = "✓"
    WRONG = "✗"
    MIND = "!"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check."""

    mark: Mark
    sentence: str


Probe = Callable[[Settings], Iterator[Finding]]
_SYSTEM_CLOCK = SystemClock()


def right(sentence: str) -> Finding:
    return Finding(Mark.RIGHT, sentence)


def wrong(sentence: str) -> Finding:
    return Finding(Mark.WRONG, sentence)


def mind(sentence: str) -> Finding:
    return Finding(Mark.MIND, sentence)


def folders(settings: Settings) -> Iterator[Finding]:
    """Each folder is there, and closed to whoever has no business in it."""
    layout = Layout(data=settings.paths.data, run=settings.paths.run)
    for folder, closed_to in {
        layout.data: stat.S_IRWXO,
        layout.recorder: stat.S_IRWXG | stat.S_IRWXO,
        layout.recordings: stat.S_IRWXO,
        layout.sync: stat.S_IRWXO,
        layout.run: stat.S_IWOTH,
    }.items():
        yield _folder(folder, closed_to)


def _folder(folder: Path, closed_to: int) -> Finding:
    try:
        mode = folder.stat().st_mode
    except FileNotFoundError:
        return mind(f"Map {folder} is er nog niet. De box maakt hem bij de eerste start.")
    except OSError as error:
        return mind(f"Map {folder} is voor u niet te zien ({error.strerror}).")
    if not stat.S_ISDIR(mode):
        return wrong(f"{folder} is geen map.")
    if mode & closed_to:
        return wrong(f"Map {folder} staat te ver open ({stat.S_IMODE(mode):o}). Sluit hem af met chmod.")
    return right(f"Map {folder} is er en is goed afgesloten.")


def disk(settings: Settings) -> Iterator[Finding]:
    """Twice the longest talk fits."""
    needed = room_needed_bytes(settings)
    folder = next(
        (one for one in (settings.paths.data, *settings.paths.data.parents) if one.is_dir()), Path("/")
    )
    free = free_bytes(folder)
    found = (
        f"Vrije ruimte: {_gigabytes(free)}. Nodig voor twee keer het langste gesprek: {_gigabytes(needed)}."
    )
    yield right(found) if free >= needed else wrong(f"{found} Zo begint er geen opname.")


def clock(_settings: Settings, is_known: Callable[[], bool] = _SYSTEM_CLOCK.is_known) -> Iterator[Finding]:
    """The wall clock can be trusted."""
    if is_known():
        yield right("De box weet hoe laat het is.")
    else:
        yield wrong("De box weet niet hoe laat het is. Sluit een klokje (RTC) of het netwerk (NTP) aan.")


def slot(settings: Settings) -> Iterator[Finding]:
    """Where the erasable key lies, and how sure erasing it is."""
    if settings.slot.kind == "file":
        yield mind(
            "De wisbare sleutel ligt in een gewoon bestand: verminderde zekerheid dat wissen echt wist."
        )
        return
    chip, where = settings.slot, settings.slot.path or "de TPM van deze box"
    try:
        pair = slots_of(chip.kind, folder=settings.paths.data, path=chip.path, offset_bytes=chip.offset_bytes)
        for index in (0, 1):  # reading changes nothing, and only a slot that answers is there
            pair.read(index)
    except SlotFailed as failure:
        yield wrong(f"De plek voor de wisbare sleutel antwoordt niet: {where} ({failure}).")
    else:
        yield right(f"De plek voor de wisbare sleutel antwoordt: {where}.")


def programs(_settings: Settings) -> Iterator[Finding]:
    """What films and what uploads is installed."""
    yield codec("libx264", "beeld")
    yield codec("aac", "geluid")
    try:
        env = rclone_process.environment(Path(os.devnull), bandwidth="")
        status, said, _ = rclone_process.ask(env, "version")
    except (SpiegelboxError, OSError):
        status, said = 1, ""
    if status == 0:
        yield right(f"Brengen naar de opslag kan ({said.partition(chr(10))[0]}).")
    else:
        yield wrong("rclone ontbreekt of start niet: er kan niets naar de opslag.")


def codec(name: str, what: str) -> Finding:
    """Tell whether FFmpeg, as PyAV brings it, can encode with the codec ``name``."""
    try:
        from av.codec import Codec  # the recorder's extra: a desk without it can be checked too

        Codec(name, "w")
    except (ImportError, ValueError):
        return wrong(f"De box kan geen {what} opnemen: {name} ontbreekt.")
    return right(f"De box kan {what} opnemen ({name}).")


def purposes(settings: Settings) -> Iterator[Finding]:
    """The keys that can open recordings, by a fingerprint that two people can compare over the phone."""
    for name, purpose in settings.purposes.items():
        for recipient in purpose.recipients:
            yield right(f'Doel {name} ("{purpose.title}"): sleutel met kenmerk {fingerprint(recipient)}.')
        if len(purpose.recipients) == 1:
            yield mind(
                f"Doel {name} heeft één sleutel. Raakt die weg, dan zijn de opnames weg. Maak er twee."
            )
        if not purpose.fingerprints:
            yield mind(f"Doel {name}: de kenmerken staan niet in de instellingen (fingerprints).")


def consent_texts(settings: Settings) -> Iterator[Finding]:
    """How many consent texts the recorder accepts."""
    number = len(settings.consent.texts)
    if number:
        yield right(f"De box aanvaardt {number} versie(s) van de toestemmingstekst.")
    else:
        yield wrong("Er staan geen toestemmingsteksten in de instellingen: zo kan niemand ja zeggen.")


def recorder(settings: Settings) -> Iterator[Finding]:
    """What a running box says of its own parts; of one that is silent only the clock can be judged."""
    layout = Layout(data=settings.paths.data, run=settings.paths.run)
    try:
        parts = ControlClient(layout.console_socket, timeout_s=3.0).ask("health")["parts"]
    except SpiegelboxError as error:
        if isinstance(error, RecorderUnreachable):
            yield mind("De box draait nu niet. Start hem om ook camera, licht en geluid te controleren.")
        else:
            yield mind(f"De box draait, maar vertelt u niet hoe het gaat: {error}")
        yield from clock(settings)
        return
    yield right("De box draait.")
    for part in parts:
        found = f"{part['part']}: {part['sentence']}"
        yield right(found) if part["ok"] else wrong(f"{found} {part['next_step']}")


def store(settings: Settings) -> Iterator[Finding]:
    """What can be known of the municipal store without its password."""
    if settings.store.kind == "local" and not settings.store.path:
        yield mind("Er is nog geen opslag ingesteld: opnames blijven op de box tot hun einddatum.")
        return
    try:
        rclone_config(settings.store, secrets={}, scratch=Path(os.devnull), obscure=str)
    except SettingsError as error:
        yield from (wrong(fault) for fault in error.faults)
        return
    if settings.store.kind != "local":
        yield mind("De opslag staat goed beschreven. Of hij voldoet, zegt: spiegelbox store check.")
    elif Path(settings.store.path).is_dir():
        yield right(f"De opslag is er: {settings.store.path}.")
    else:
        yield wrong(f"De map van de opslag is er niet: {settings.store.path}.")


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB".replace(".", ",")


PROBES: tuple[Probe, ...] = (
    *(folders, disk, slot, programs),
    *(purposes, consent_texts, recorder, store),
)
