"""What rclone's words mean: its messages as our errors. A table; rclone-python passes on no exit code.

The raw message is dropped on purpose: it can hold hosts, user names and paths. The first phrase that
occurs in it is kept as the detail for beheer. Source: messages seen with rclone 1.75 on the stores of
tests/sync, and https://rclone.org/docs/#exit-code.
"""

from __future__ import annotations

from appliance.domain.errors import StoreError, StoreRefused, StoreUnreachable

_MISSING = ("directory not found", "object not found", "404 Not Found")
_CAUSES: tuple[tuple[type[StoreError], tuple[str, ...]], ...] = (
    (
        StoreRefused,
        (
            "AccessDenied",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "NoSuchBucket",
            "object lock",
            "Unauthorized",
            "Forbidden",
            "unable to authenticate",
            "permission denied",
            "Insufficient Storage",
            "no space left",
            "quota",
            "key mismatch",
            "key is unknown",
            "x509",
            "Locked",
        ),
    ),
    (
        StoreUnreachable,
        (
            "connection refused",
            "no such host",
            "timeout",
            "deadline exceeded",
            "unreachable",
            "no route to host",
            "connection reset",
            "broken pipe",
            "couldn't connect",
            "dial tcp",
            "Service Unavailable",
            "Bad Gateway",
            "EOF",
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
