"""The port to the recorder, as the sync process sees it: a list of jobs and the few papers they need.

The recorder decides, always: it hands out a header only for a released recording, and its refusal
(WrongState, UnknownRecording) ends an upload at once. Adapter: recorder_link.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appliance.domain.errors import SpiegelboxError
from appliance.sync.remote import Stored


@dataclass(frozen=True, slots=True)
class UploadJob:
    """A released recording: size in bytes and SHA-256 (hex) of the payload on the box's disk."""

    id: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Jobs:
    """What is to be done now; an id in ``erase`` is never uploaded, whatever else is said."""

    upload: tuple[UploadJob, ...]
    erase: tuple[str, ...]


class Recorder(Protocol):
    """Every verb raises RecorderUnreachable when nobody answers."""

    def jobs(self) -> Jobs: ...

    def header(self, recording_id: str) -> bytes:
        """Return the age header. Raises WrongState or UnknownRecording unless the recording is released."""

    def progress(self, recording_id: str, *, parts_done: int, parts: int) -> None:
        """Report how many of the parts came back the same, for the queue that beheer sees."""

    def manifest(self, recording_id: str, parts: Sequence[Stored]) -> bytes:
        """Return the signed manifest of these parts. Raises WrongState or UnknownRecording."""

    def delivered(self, recording_id: str, manifest_sha256: str) -> None:
        """Report that every part and the manifest were read back. Raises WrongState or UnknownRecording."""

    def erased(self, recording_id: str) -> None:
        """Report that a listing of the store proved the recording gone."""

    def trouble(self, error: SpiegelboxError, *, recording_id: str, wait_s: float) -> None:
        """Report what is wrong, for beheer, and that it is tried again after so many seconds.

        With ``recording_id`` "" every upload waits.
        """

    def well(self) -> None:
        """Report that the trouble is over."""
