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

    def progress(self, recording_id: str, *, parts_done: int, parts: int) -> None:
        self._client.ask("sync.progress", id=recording_id, parts_done=parts_done, parts=parts)

    def manifest(self, recording_id: str, parts: Sequence[Stored]) -> bytes:
        return self._client.ask_body(
            "sync.manifest", id=recording_id, parts=[asdict(part) for part in parts]
        )[1]

    def delivered(self, recording_id: str, manifest_sha256: str) -> None:
        self._client.ask("sync.delivered", id=recording_id, manifest_sha256=manifest_sha256)

    def erased(self, recording_id: str) -> None:
        self._client.ask("sync.erased", id=recording_id)

    def trouble(self, error: SpiegelboxError, *, recording_id: str, wait_s: float) -> None:
        self._client.ask(
            "sync.trouble",
            error=error.code,
            sentence=error.sentence,
            next_step=error.next_step,
            id=recording_id,
            wait_s=round(wait_s),
        )

    def audit(self, since: int, root: str) -> tuple[bytes, str]:
        reply, body = self._client.ask_body("sync.audit", since=since, root=root)
        return body, str(reply.get("key"))

    def holdings(self) -> dict[str, str]:
        _, body = self._client.ask_body("sync.holdings")
        try:
            rows = [line.split(" ") for line in body.decode("ascii").splitlines()]
            return {checked_folder(film): word for film, word in rows}
        except ValueError as fault:
            raise MessageDamaged("sync.holdings") from fault

    def listed(self, *, missing: Sequence[str], unknown: Sequence[str], back: Sequence[str]) -> None:
        self._client.ask("sync.listed", missing=[*missing], unknown=[*unknown], back=[*back])

    def well(self) -> None:
        self._client.ask("sync.well")
