"""The names of what an upload does, in order; the part steps come round once for every part."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """What is about to be done."""

    CHECK_FILE = "check-file"
    ASK_HEADER = "ask-header"
    LIST_STORE = "list-store"
    BUILD_PART = "build-part"
    PUT_PART = "put-part"
    PROVE_PART = "prove-part"  # the part before this one, which was read back in the meantime
    READ_PART_BACK = "read-part-back"
    DELETE_STRANGERS = "delete-strangers"
    ASK_MANIFEST = "ask-manifest"
    PUT_MANIFEST = "put-manifest"
    READ_MANIFEST_BACK = "read-manifest-back"
    TELL_RECORDER = "tell-recorder"
