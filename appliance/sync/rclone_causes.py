"""What rclone's words mean: its messages as our errors. A table; rclone-python passes on no exit code.

The raw message is dropped on purpose: it can hold hosts, user names and paths. The first phrase that
occurs in it is kept as the detail for beheer. Source: messages seen with rclone 1.75 on the stores of
tests/sync, and https://rclone.org/docs/#exit-code.
"""

from __future__ import annotations

from appliance.domain.errors import (
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
    StoreUnreachable,
)

_MISSING = ("directory not found", "object not found", "404 Not Found")
# The first phrase that occurs decides, so the telling ones stand before the vague ones.
_CAUSES: tuple[tuple[type[StoreError], tuple[str, ...]], ...] = (
    (
        StoreClockDiffers,
        ("RequestTimeTooSkewed", "certificate has expired or is not yet valid", "RequestExpired"),
    ),
    (StoreIdentityChanged, ("key mismatch", "key is unknown", "x509", "certificate", "no hostkey")),
    (StoreLocked, ("object lock", "ObjectLocked", "WORM", "423 Locked", "LeaseIdMissing", "ImmutableBlob")),
    (
        StoreFull,
        (
            *("Insufficient Storage", "no space left", "disk was full", "remaining disk space"),
            *("quota", "EntityTooLarge", "QuotaExceeded", "disk full"),
        ),
    ),
    (
        StoreLoginRefused,
        (
            *("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "Unauthorized"),
            *("unable to authenticate", "logon is invalid", "password has expired", "AuthenticationFailed"),
            *("account has been", "account restriction", "invalid_client"),
        ),
    ),
    (
        StoreFolderMissing,
        ("NoSuchBucket", "share name cannot be found", "ContainerNotFound", "Network Name Not Found"),
    ),
    (
        StoreRightsMissing,
        (
            *("AccessDenied", "Forbidden", "permission denied", "Access is denied", "read-only"),
            *("write protected", "Method Not Allowed", "AuthorizationFailure"),
        ),
    ),
    (StoreRefused, ("SSH_FX_FAILURE", "Locked")),  # OpenSSH says only this of a disk that is full
    (StoreNameUnknown, ("no such host", "server misbehaving", "Temporary failure in name resolution")),
    (StoreSilent, ("i/o timeout", "deadline exceeded", "timeout awaiting", "Client.Timeout", "timed out")),
    (
        StoreUnreachable,
        (
            *("connection refused", "unreachable", "no route to host", "connection reset", "broken pipe"),
            *("couldn't connect", "dial tcp", "connection lost", "closed network connection", "timeout"),
            *("Service Unavailable", "Bad Gateway", "Gateway Timeout", "Internal Server Error", "EOF"),
            *("SSH_FX_CONNECTION_LOST", "SlowDown", "server closed idle connection", "connection broken"),
        ),
    ),
)


def is_missing(message: str) -> bool:
    """Say whether rclone only means that a file or folder is not there."""
    return "NoSuchBucket" not in message and any(phrase in message for phrase in _MISSING)


def cause(message: str) -> StoreError:
    """Return the error behind a message of rclone, with the telling phrase as its detail."""
    lowered = message.lower()
    for error, phrases in _CAUSES:
        for phrase in phrases:
            if phrase.lower() in lowered:
                return error(phrase)
    return StoreError("rclone gave no reason that we know")
