"""Everything that can go wrong, as one tree.

The class is the cause. ``code`` travels over the socket, ``sentence`` is what a person reads (plain
Dutch), ``next_step`` says what to do. Details for beheer go in the exception's own text, never a name,
a review code or a key.

    SpiegelboxError
    ├── ConsentError      TokenMissing TokenAltered TokenForeign TokenExpired TokenUsed TokenWrongText
    │                     TokenMismatch ConsentWithdrawn RoomUnclear ChildPresent ParentMissing
    ├── StateError        WrongState UnknownRecording PieceUnclear TalkRuns StateFileTooNew
    ├── CaptureError      CameraFailed MicrophoneFailed LightFailed ClockUnknown DiskFull SlowDisk
    │                     NoSuchHardware StillFilming BoardUnwell ButtonFailed DeviceHangs
    ├── MediaError        NotAVideo FilmDamaged
    ├── SealError         NotAgeFile HeaderDamaged WrongIdentity ContentDamaged ContentTruncated
    │                     IdentityDamaged RecipientDamaged MixedRecipients ArmorDamaged PassphraseWrong
    ├── KeyringError      KeyGone SlotFailed
    ├── CodeError         CodeUnknown CodeWithdrawsOnly PlaybackEnded
    │   ├── CodeNotUnderstood FirstWordUnknown SecondWordUnknown ThirdWordUnknown FourthWordUnknown
    │   │                     FifthWordUnknown DigitsDoNotFit
    │   └── TooManyAttempts   WaitAMinute WaitFiveMinutes
    ├── NoteError         NoteAltered NoteKeyDamaged
    ├── AuditError        AuditDamaged
    ├── ControlError      MessageTooLong MessageDamaged UnknownVerb UnknownField WrongPeer
    │                     RecorderBusy RecorderUnreachable AlreadyRunning
    ├── StoreError        StoreUnfit ReadBackDiffers EraseNotProven
    │   ├── StoreUnreachable  StoreNameUnknown StoreSilent
    │   └── StoreRefused      StoreLoginRefused StoreRightsMissing StoreFolderMissing StoreFull
    │                         StoreIdentityChanged StoreClockDiffers StoreLocked
    ├── UpdateError       ChannelNotSet ClockBehind NotNow NoWayBack BundleUnreachable NothingToRollBack
    │   │                 UpdaterSilent
    │   ├── ChannelUnreachable  ChannelBroken ChannelServerUnknown
    │   ├── ChannelRefused      ChannelReplayed ChannelExpired
    │   └── BundleRefused       BundleRogue BundleForOther BundleOlder BundleDamaged
    ├── ProvisioningError NoRecoveryKey CarrierMissing CarrierHalfWritten OtherMunicipality AlreadyProvisioned
    ├── OrderError        OrderMissing OrderKeyMissing OrderNotOurs OrderForOther OrderUsed OrderNotNow
    │                     OrderIncomplete
    ├── FileError         FileUnreadable OutputExists OutputFailed OutputIsTerminal
    ├── DemoError         OptionWrong FolderUnusable PortTaken ProgramDied StepFailed
    └── SettingsError     (carries every fault at once)
"""

from __future__ import annotations

from appliance.domain.errors.base import SpiegelboxError
from appliance.domain.errors.codes import (
    CodeError,
    CodeNotUnderstood,
    CodeUnknown,
    CodeWithdrawsOnly,
    DigitsDoNotFit,
    FifthWordUnknown,
    FirstWordUnknown,
    FourthWordUnknown,
    PlaybackEnded,
    SecondWordUnknown,
    ThirdWordUnknown,
    TooManyAttempts,
    WaitAMinute,
    WaitFiveMinutes,
)
from appliance.domain.errors.commands import (
    DemoError,
    FileError,
    FileUnreadable,
    FolderUnusable,
    OptionWrong,
    OutputExists,
    OutputFailed,
    OutputIsTerminal,
    PortTaken,
    ProgramDied,
    SettingsError,
    StepFailed,
)
from appliance.domain.errors.consent import (
    ChildPresent,
    ConsentError,
    ConsentWithdrawn,
    ParentMissing,
    RoomUnclear,
    TokenAltered,
    TokenExpired,
    TokenForeign,
    TokenMismatch,
    TokenMissing,
    TokenUsed,
    TokenWrongText,
)
from appliance.domain.errors.control import (
    AlreadyRunning,
    ControlError,
    MessageDamaged,
    MessageTooLong,
    RecorderBusy,
    RecorderUnreachable,
    UnknownField,
    UnknownVerb,
    WrongPeer,
)
from appliance.domain.errors.filming import (
    BoardUnwell,
    ButtonFailed,
    CameraFailed,
    CaptureError,
    ClockUnknown,
    DeviceHangs,
    DiskFull,
    FilmDamaged,
    LightFailed,
    MediaError,
    MicrophoneFailed,
    NoSuchHardware,
    NotAVideo,
    SlowDisk,
    StillFilming,
)
from appliance.domain.errors.keys import (
    AuditDamaged,
    AuditError,
    KeyGone,
    KeyringError,
    NoteAltered,
    NoteError,
    NoteKeyDamaged,
    SlotFailed,
)
from appliance.domain.errors.orders import (
    OrderError,
    OrderForOther,
    OrderIncomplete,
    OrderKeyMissing,
    OrderMissing,
    OrderNotNow,
    OrderNotOurs,
    OrderUsed,
)
from appliance.domain.errors.recordings import (
    PieceUnclear,
    StateError,
    StateFileTooNew,
    TalkRuns,
    UnknownRecording,
    WrongState,
)
from appliance.domain.errors.sealing import (
    ArmorDamaged,
    ContentDamaged,
    ContentTruncated,
    HeaderDamaged,
    IdentityDamaged,
    KeyFileUnusable,
    MixedRecipients,
    NotAgeFile,
    PassphraseWrong,
    RecipientDamaged,
    SealError,
    WrongIdentity,
)
from appliance.domain.errors.store import (
    EraseNotProven,
    ReadBackDiffers,
    StoreClockDiffers,
    StoreError,
    StoreFolderMissing,
    StoreFull,
    StoreIdentityChanged,
    StoreLocked,
    StoreLoginRefused,
    StoreNameUnknown,
    StoreRefused,
    StoreRightsMissing,
    StoreSilent,
    StoreUnfit,
    StoreUnreachable,
)
from appliance.domain.errors.updates import (
    AlreadyProvisioned,
    BundleDamaged,
    BundleForOther,
    BundleOlder,
    BundleRefused,
    BundleRogue,
    BundleUnreachable,
    CarrierHalfWritten,
    CarrierMissing,
    ChannelBroken,
    ChannelExpired,
    ChannelNotSet,
    ChannelRefused,
    ChannelReplayed,
    ChannelServerUnknown,
    ChannelUnreachable,
    ClockBehind,
    NoRecoveryKey,
    NothingToRollBack,
    NotNow,
    NoWayBack,
    OtherMunicipality,
    ProvisioningError,
    UpdateError,
    UpdaterSilent,
)

__all__ = [
    "AlreadyProvisioned",
    "AlreadyRunning",
    "ArmorDamaged",
    "AuditDamaged",
    "AuditError",
    "BoardUnwell",
    "BundleDamaged",
    "BundleForOther",
    "BundleOlder",
    "BundleRefused",
    "BundleRogue",
    "BundleUnreachable",
    "ButtonFailed",
    "CameraFailed",
    "CaptureError",
    "CarrierHalfWritten",
    "CarrierMissing",
    "ChannelBroken",
    "ChannelExpired",
    "ChannelNotSet",
    "ChannelRefused",
    "ChannelReplayed",
    "ChannelServerUnknown",
    "ChannelUnreachable",
    "ChildPresent",
    "ClockBehind",
    "ClockUnknown",
    "CodeError",
    "CodeNotUnderstood",
    "CodeUnknown",
    "CodeWithdrawsOnly",
    "ConsentError",
    "ConsentWithdrawn",
    "ContentDamaged",
    "ContentTruncated",
    "ControlError",
    "DemoError",
    "DeviceHangs",
    "DigitsDoNotFit",
    "DiskFull",
    "EraseNotProven",
    "FifthWordUnknown",
    "FileError",
    "FileUnreadable",
    "FilmDamaged",
    "FirstWordUnknown",
    "FolderUnusable",
    "FourthWordUnknown",
    "HeaderDamaged",
    "IdentityDamaged",
    "KeyFileUnusable",
    "KeyGone",
    "KeyringError",
    "LightFailed",
    "MediaError",
    "MessageDamaged",
    "MessageTooLong",
    "MicrophoneFailed",
    "MixedRecipients",
    "NoRecoveryKey",
    "NoSuchHardware",
    "NoWayBack",
    "NotAVideo",
    "NotAgeFile",
    "NotNow",
    "NoteAltered",
    "NoteError",
    "NoteKeyDamaged",
    "NothingToRollBack",
    "OptionWrong",
    "OrderError",
    "OrderForOther",
    "OrderIncomplete",
    "OrderKeyMissing",
    "OrderMissing",
    "OrderNotNow",
    "OrderNotOurs",
    "OrderUsed",
    "OtherMunicipality",
    "OutputExists",
    "OutputFailed",
    "OutputIsTerminal",
    "ParentMissing",
    "PassphraseWrong",
    "PieceUnclear",
    "PlaybackEnded",
    "PortTaken",
    "ProgramDied",
    "ProvisioningError",
    "ReadBackDiffers",
    "RecipientDamaged",
    "RecorderBusy",
    "RecorderUnreachable",
    "RoomUnclear",
    "SealError",
    "SecondWordUnknown",
    "SettingsError",
    "SlotFailed",
    "SlowDisk",
    "SpiegelboxError",
    "StateError",
    "StateFileTooNew",
    "StepFailed",
    "StillFilming",
    "StoreClockDiffers",
    "StoreError",
    "StoreFolderMissing",
    "StoreFull",
    "StoreIdentityChanged",
    "StoreLocked",
    "StoreLoginRefused",
    "StoreNameUnknown",
    "StoreRefused",
    "StoreRightsMissing",
    "StoreSilent",
    "StoreUnfit",
    "StoreUnreachable",
    "TalkRuns",
    "ThirdWordUnknown",
    "TokenAltered",
    "TokenExpired",
    "TokenForeign",
    "TokenMismatch",
    "TokenMissing",
    "TokenUsed",
    "TokenWrongText",
    "TooManyAttempts",
    "UnknownField",
    "UnknownRecording",
    "UnknownVerb",
    "UpdateError",
    "UpdaterSilent",
    "WaitAMinute",
    "WaitFiveMinutes",
    "WrongIdentity",
    "WrongPeer",
    "WrongState",
    "error_classes",
]


def error_classes() -> dict[str, type[SpiegelboxError]]:
    """Return every error class by its wire code."""
    found: dict[str, type[SpiegelboxError]] = {}
    todo: list[type[SpiegelboxError]] = [SpiegelboxError]
    while todo:
        cls = todo.pop()
        found[cls.code] = cls
        todo.extend(cls.__subclasses__())
    return found
