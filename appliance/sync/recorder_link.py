"""The recorder over its socket: the port of recorder_port.py in terms of appliance.control's verbs.

Nothing is decided here. What comes back is checked for form, because an id from the socket becomes a
folder name in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from appliance.control.client import ControlClient
from appliance.domain.errors import MessageDamaged, SpiegelboxError
from appliance.sync.names import checked_folder
from appliance.sync.recorder_port import Jobs, UploadJob
from appliance.sync.remote import Stored


class RecorderLink:
    """A ``Recorder`` behind the box's sync socket."""

    def __init__(self, socket: Path) -> None:
        self._client = ControlClient(socket)

    def jobs(self) -> Jobs:
        reply = self._client.ask("sync.jobs")
        try:
            upload = tuple(
                UploadJob(checked_folder(job["id"]), int(job["size_bytes"]), str(job["sha256"]))
                for job in reply["upload"]
            )
            return Jobs(upload=upload, erase=tuple(checked_folder(job["id"]) for job in reply["erase"]))
        except (KeyError, TypeError, ValueError) as fault:
            raise MessageDamaged("sync.jobs") from fault

    def header(self, recording_id: str) -> bytes:
        return self._client.ask_body("sync.header", id=recording_id)[1]

    def manifest(self, recording_id: str, parts: Sequence[Stored]) -> bytes:
        return self._client.ask_body(
            "sync.manifest", id=recording_id, parts=[asdict(part) for part in parts]
        )[1]

    def delivered(self, recording_id: str, manifest_sha256: str) -> None:
        self._client.ask("sync.delivered", id=recording_id, manifest_sha256=manifest_sha256)

    def erased(self, recording_id: str) -> None:
        self._client.ask("sync.erased", id=recording_id)

    def trouble(self, error: SpiegelboxError) -> None:
        self._client.ask("sync.trouble", error=error.code, sentence=error.sentence)

    def well(self) -> None:
        self._client.ask("sync.well")
