"""The only names that ever reach the store or a command line: made here, from digits, never from people.

rclone-python hands its arguments to a shell with weak quoting, so every name is checked against these
patterns at the last moment. A name that fails is a fault in our own code and stops the process
(ValueError), it is never repaired. Source: design §5, ADR on the store layout.
"""

from __future__ import annotations

import re

from appliance.store.layout import RECORDING_ID

MANIFEST = "manifest.json"  # the commit marker, always written last
_PART = re.compile(r"part-[0-9]{5}")
_AUDIT = "audit"
_BOX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_NOTE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\.(?:json|jsonl|note|txt)")
# What a killed rclone leaves beside a part on SFTP, SMB and a local folder.
_PARTIAL = re.compile(r"(part-[0-9]{5}|manifest\.json)\.[0-9a-f]{8}\.partial")
_PROBE = re.compile(r"probe-[0-9a-f]{32}")  # of store_check.py


def part_name(index: int) -> str:
    """Return the name of a part, counted from 0; 100,000 parts of 64 MiB are 6.4 TB."""
    if not 0 <= index < 100_000:
        raise ValueError("a recording has at most 100,000 parts")
    return f"part-{index:05d}"


def is_part(name: str) -> bool:
    return _PART.fullmatch(name) is not None


def probe_name(recording_id: str) -> str:
    """Return a name that occurs nowhere else, for a file that is looked for after it was deleted."""
    return f"probe-{checked_folder(recording_id)}"


def is_ours(name: str) -> bool:
    """Say whether a name is one that an upload or a check can have left in a recording's folder."""
    return is_part(name) or name == MANIFEST or bool(_PARTIAL.fullmatch(name) or _PROBE.fullmatch(name))


def checked_folder(recording_id: str) -> str:
    """Return the id unchanged; raise ValueError when it is not 32 lowercase hex characters."""
    if not RECORDING_ID.fullmatch(recording_id):
        raise ValueError("not a recording id")
    return recording_id


def audit_folder(box: str) -> str:
    """Return the folder for a box's small signed notes; raise ValueError when ``box`` is no box id."""
    return checked_place(f"{_AUDIT}/{box}")


def checked_place(folder: str) -> str:
    """Return a folder of the store unchanged: a recording's or a box's audit folder; else ValueError."""
    top, _, box = folder.partition("/")
    if top == _AUDIT and _BOX.fullmatch(box):
        return folder
    return checked_folder(folder)


def checked_name(folder: str, name: str) -> str:
    """Return the name unchanged; raise ValueError when we cannot have made it in that folder."""
    if not (_NOTE.fullmatch(name) if folder.startswith(f"{_AUDIT}/") else is_ours(name)):
        raise ValueError("not a name of ours")
    return name
