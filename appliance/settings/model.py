"""The settings as frozen values. Units stand in the names; the TOML keys are these names.

A secret never stands here (systemd's LoadCredential= carries those). Every field with a default is
good enough for a first box and for the demo.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from appliance.domain.people import Children
from appliance.domain.retention import OnSilence, Terms
from appliance.settings.hardware import HardwareParts

StoreKind = Literal["local", "sftp", "webdav", "smb", "s3", "onedrive", "azureblob"]
SlotKind = Literal["file", "nvmem", "tpm2"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Which box this is and where it hangs."""

    id: str  # short, lowercase letters, digits and dashes
    room: str  # as people say it: "Spreekkamer 3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """Who is responsible, as the client reads it (AVG art. 13)."""

    name: str
    controller: str  # the controller, with address
    contact_person: str
    contact_phone: str
    contact_email: str
    fg_contact: str  # how to reach the functionaris gegevensbescherming
    dpia_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How long and on what ground. A window is never shorter than the one the client was told."""

    legal_basis: str = "Uw toestemming (AVG artikel 6 lid 1a en artikel 9 lid 2a)"
    review_window_days: int = 14  # 1..90
    retention_days: int = 180  # counted from the talk; more than the window, at most 1,825
    records_years: int = 5  # receipts and declarations outlive a film by this long; 1..20 (ADR 0011)
    on_silence: OnSilence = "destroy"
    max_talk_minutes: int = 90  # 5..240
    remind_minutes: int = 45  # below max_talk_minutes
    children: Children = "never"  # with-consent: 12 and older say yes too, and under 16 a parent (ADR 0013)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """A purpose is a key: who may watch, and the age recipients that can open it."""

    title: str
    recipients: tuple[str, ...]  # age1... or age1pq1..., one kind in the whole file
    fingerprints: tuple[str, ...] = ()  # with any: exactly those of the recipients, as read over the phone
    retention_days: int = 0  # 0: policy.retention_days; else longer than the window and at most that


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraProfile:
    """Picture size and rate: the numbers of a profile (profiles.py), or one's own."""

    profile: Literal["own", "720p25", "1080p25"] = "own"
    width_px: int = 1280
    height_px: int = 720
    fps: int = 25
    bitrate_kbps: int = 2500


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophoneProfile:
    """Where the sound comes from."""

    device: str = "plughw:0,0"
    sample_rate_hz: int = 48_000
    channels: int = 1
    bitrate_kbps: int = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The municipal store, as rclone knows it. ``options`` are rclone's own keys, without secrets."""

    kind: StoreKind = "local"
    path: str = ""  # folder or bucket/prefix in the store
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """When and how fast recordings go up, by the clock on the wall. Erasing never waits for this."""

    quiet_hours: tuple[str, ...] = ()  # "08:00-17:30", also over midnight: then nothing goes up
    limits_kbps: tuple[str, ...] = ()  # "08:00 2000": from then on, in each direction; 0 = no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the recorder accepts as a yes."""

    console_key: str  # public key of the console's token signer, as console prints it
    texts: tuple[str, ...] = ()  # "sha256:..." of the accepted consent texts; with none nobody can say yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Where new versions of the whole box come from, and when they may. Only for a box from the image."""

    mode: Literal["automatic", "by-hand", "hawkbit"] = "automatic"
    channel: str = ""  # https address of the signed channel file; "" = no channel
    key: str = ""  # public key of the channel's maker
    ca: str = ""  # certificate file of a server of one's own; "" = those that the system trusts
    hours: tuple[str, ...] = ("01:00-05:00",)  # by the clock on the wall: then a box may restart by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """The Unix users that may talk to the recorder; "" means the recorder's own (demo only)."""

    console: str = ""
    sync: str = ""
    update: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where the keyring's erasable key lies."""

    kind: SlotKind = "file"
    path: str = ""  # nvmem: the file; tpm2: the TCTI, "" = device:/dev/tpmrm0
    offset_bytes: int = 0  # nvmem: where our 64 bytes begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The box's own disk and its sockets."""

    data: Path = Path("/var/lib/spiegelbox")
    run: Path = Path("/run/spiegelbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a process of the box is told at its start."""

    box: Box
    municipality: Municipality
    consent: Consent
    purposes: dict[str, Purpose]  # keys self, coach, leertafel; self is always there
    policy: Policy = field(default_factory=Policy)
    camera: CameraProfile = field(default_factory=CameraProfile)
    microphone: MicrophoneProfile = field(default_factory=MicrophoneProfile)
    store: Store = field(default_factory=Store)
    sync: Sync = field(default_factory=Sync)
    update: Update = field(default_factory=Update)
    users: Users = field(default_factory=Users)
    slot: Slot = field(default_factory=Slot)
    paths: Paths = field(default_factory=Paths)
    hardware: HardwareParts = field(default_factory=HardwareParts)

    @property
    def terms(self) -> Terms:
        """What a client who is asked today is promised."""
        longest = self.policy.retention_days
        return Terms(
            window_days=self.policy.review_window_days,
            retention_days={name: own.retention_days or longest for name, own in self.purposes.items()},
            on_silence=self.policy.on_silence,
        )
