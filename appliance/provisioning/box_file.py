"""What a municipality writes for one box: its settings, and the few things that are used once. Pure.

The same blocks, names and rules as the box's settings (appliance/settings), without what only the box can
know: the console's key, which it makes itself, and its own folders and users. Every fault at once, with its
line. The last line says that it is the last: a card that was pulled out too soon has it not.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

from appliance.crypto.identities import parse_recipient
from appliance.crypto.notes import NoteVerifier
from appliance.domain.errors import CarrierHalfWritten, NoteKeyDamaged, RecipientDamaged, SettingsError
from appliance.provisioning.line_numbers import line_numbers, with_line
from appliance.settings.hardware import HardwareParts
from appliance.settings.loader import loads
from appliance.settings.model import (
    Box,
    CameraProfile,
    Consent,
    MicrophoneProfile,
    Municipality,
    Policy,
    Purpose,
    Settings,
    Slot,
    Store,
    Sync,
    Update,
    Users,
)
from appliance.settings.rules import faults_of
from appliance.settings.table import Reading, read_table
from appliance.settings.writer import dumps

LAST_LINE = "# einde"
USERS = Users(console="spiegelbox-console", sync="spiegelbox-sync", update="spiegelbox-update")
_PASSWORD_LENGTHS = range(12, 257)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beheer:
    """The first account, and who can open a box that lost its own key. The password is for one login."""

    name: str
    password: str
    recipient: str = ""  # age1... or age1pq1...: the recovery key of the disk is sealed to it
    orders: str = ""  # name+id+base64: the public key of whoever signs orders for this box


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Which consent texts count; with none those that a person confirmed."""

    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxFile:
    """One box, as its municipality wants it."""

    box: Box
    municipality: Municipality
    purposes: dict[str, Purpose]
    beheer: Beheer
    consent: Texts = field(default_factory=Texts)
    policy: Policy = field(default_factory=Policy)
    camera: CameraProfile = field(default_factory=CameraProfile)
    microphone: MicrophoneProfile = field(default_factory=MicrophoneProfile)
    store: Store = field(default_factory=Store)
    sync: Sync = field(default_factory=Sync)
    update: Update = field(default_factory=Update)
    slot: Slot = field(default_factory=Slot)
    hardware: HardwareParts = field(default_factory=HardwareParts)


def read_box_file(text: str) -> BoxFile:
    """Return what is asked of this box. Raises: CarrierHalfWritten, SettingsError with every fault."""
    text = text.removeprefix("\ufeff")
    if not text.rstrip().endswith(LAST_LINE):
        raise CarrierHalfWritten(f'box.toml: de laatste regel hoort "{LAST_LINE}" te zijn')
    reading, numbers = Reading(), line_numbers(text)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError((_toml_fault(str(error)),)) from None
    found = read_table(BoxFile, table, reading)
    faults = [*reading.faults, *faults_of(reading.values), *_beheer_faults(reading.values)]
    if found is None or faults:
        raise SettingsError(tuple(with_line(fault, numbers) for fault in faults))
    return found


def settings_of(file: BoxFile, *, console_key: str, texts: tuple[str, ...]) -> str:
    """Return the box's settings as TOML, with the key it made itself. Raises: SettingsError."""
    whole = Settings(
        box=file.box,
        municipality=file.municipality,
        purposes=file.purposes,
        policy=file.policy,
        camera=file.camera,
        microphone=file.microphone,
        store=file.store,
        sync=file.sync,
        update=file.update,
        slot=file.slot,
        hardware=file.hardware,
        consent=Consent(console_key=console_key, texts=file.consent.texts or texts),
        users=USERS,
    )
    written = dumps(whole)
    loads(written)  # what is written is what the recorder will accept
    return written


def _beheer_faults(values: dict[str, object]) -> list[str]:
    faults = []
    name, password = values.get("beheer.name"), values.get("beheer.password")
    if isinstance(name, str) and not re.fullmatch(r"[a-z][a-z0-9.-]{1,31}", name):
        faults.append("beheer.name: gebruik 2 tot 32 kleine letters, cijfers, punten en streepjes.")
    if isinstance(password, str) and len(password) not in _PASSWORD_LENGTHS:
        faults.append("beheer.password: neem minstens 12 tekens, bijvoorbeeld vier gewone woorden.")
    if recipient := values.get("beheer.recipient"):
        try:
            parse_recipient(str(recipient))
        except RecipientDamaged:
            faults.append("beheer.recipient: dit is geen goede publieke sleutel (age1... of age1pq1...).")
    if orders := values.get("beheer.orders"):
        try:
            NoteVerifier.from_text(str(orders))
        except NoteKeyDamaged:
            faults.append("beheer.orders: dit is geen goede publieke sleutel (spiegelbox order key).")
    return faults


def _toml_fault(message: str) -> str:
    found = re.search(r"at line (\d+)", message)
    where = f"Regel {found[1]}" if found else "Ergens in het bestand"
    return f"{where}: dit is geen goede TOML. Kijk naar aanhalingstekens, haken, = en dubbele namen."
