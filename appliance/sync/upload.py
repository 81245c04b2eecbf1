"""One recording's way to the store, as steps that may end anywhere and are simply walked again.

A step that store and ``progress`` agree on is skipped, so there is no place to go on from and nothing to
undo. A part counts only after it was read back with the same size and SHA-256; the signed manifest goes
last and is the commit marker; the recorder is told after the manifest was read back too. Ciphertext only:
the header is an age header, never a key. Source: design §5, journeys 42.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.domain.errors import ContentDamaged, ReadBackDiffers, StateError
from appliance.sync.names import MANIFEST, is_ours
from appliance.sync.part_line import PartLine, ReadBack
from appliance.sync.parts import plan, sha256_of
from appliance.sync.progress import Progress
from appliance.sync.readback import ReadingBack, comes_back
from appliance.sync.recorder_port import Recorder, UploadJob
from appliance.sync.remote import Remote, Stored, stored_bytes
from appliance.sync.upload_steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploader:
    """The way of every recording of this box; ``scratch`` is a private folder in tmpfs."""

    recorder: Recorder
    remote: Remote
    progress: Progress
    scratch: Path
    part_bytes: int
    read_back: ReadBack = ReadingBack

    def steps(self, job: UploadJob, payload: Path) -> Iterator[Step]:
        """Yield each step before it is done: who stops asking stops the upload there.

        Raises StoreError, ReadBackDiffers, ContentDamaged, and WrongState or UnknownRecording when the
        recorder refuses: then nothing more goes up.
        """
        yield Step.CHECK_FILE
        _require_whole(job, payload)
        yield Step.ASK_HEADER
        header = self.recorder.header(job.id)
        yield Step.LIST_STORE
        self.progress.begin(job.id, f"{hashlib.sha256(header).hexdigest()} {job.sha256} {self.part_bytes}")
        listed = self.remote.names(job.id)
        good = {
            name: part
            for name, part in self.progress.good_parts(job.id).items()
            if listed.get(name) == part.size_bytes
        }
        spans = plan(len(header) + job.size_bytes, part_bytes=self.part_bytes)
        self.recorder.progress(job.id, parts_done=len(good), parts=len(spans))

        def is_good(part: Stored) -> None:
            self.progress.part_is_good(job.id, part)
            good[part.name] = part
            self.recorder.progress(job.id, parts_done=len(good), parts=len(spans))

        line = PartLine(
            remote=self.remote,
            recording_id=job.id,
            header=header,
            payload=payload,
            scratch=self.scratch,
            read_back=self.read_back,
            is_good=is_good,
        )
        yield from line.steps([span for span in spans if span.name not in good], listed=listed)
        yield Step.DELETE_STRANGERS
        # What a killed rclone left: ``cat part-*`` must give the recording and nothing else.
        for name in listed.keys() - good.keys() - {MANIFEST}:
            if is_ours(name):
                self.remote.delete(job.id, name)
        yield Step.ASK_MANIFEST
        manifest = self.recorder.manifest(job.id, [good[span.name] for span in spans])
        yield from self._manifest_steps(job.id, manifest)
        yield Step.TELL_RECORDER
        self._hand_over(job.id, hashlib.sha256(manifest).hexdigest())

    def _manifest_steps(self, recording_id: str, content: bytes) -> Iterator[Step]:
        yield Step.PUT_MANIFEST
        self.remote.put_small(recording_id, MANIFEST, content)
        yield Step.READ_MANIFEST_BACK
        if not comes_back(self.remote, recording_id, stored_bytes(MANIFEST, content)):
            raise ReadBackDiffers(MANIFEST)

    def _hand_over(self, recording_id: str, manifest_sha256: str) -> None:
        # Noted first: if we die right after the recorder heard it, this upload must not look abandoned.
        self.progress.set_handed_over(recording_id, True)
        try:
            self.recorder.delivered(recording_id, manifest_sha256)
        except StateError:
            self.progress.set_handed_over(recording_id, False)
            raise
        self.progress.forget(recording_id)


def _require_whole(job: UploadJob, payload: Path) -> None:
    """Never deliver, and then destroy, something else than the recorder sealed."""
    if not payload.is_file() or payload.stat().st_size != job.size_bytes or sha256_of(payload) != job.sha256:
        raise ContentDamaged("the sealed file is not what the recorder sealed")
