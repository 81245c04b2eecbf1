"""A recorder that keeps its word across processes and a store that can misbehave, for the tests of sync."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.domain.errors import (
    SpiegelboxError,
    StoreError,
    StoreUnreachable,
    UnknownRecording,
    WrongState,
)
from appliance.sync.readback import comes_back
from appliance.sync.recorder_port import Jobs, UploadJob
from appliance.sync.remote import Remote, Stored

HEADER = b"age-encryption.org/v1\n-> X25519 not-a-real-stanza\n--- not-a-real-mac\n"


class FakeRecorder:
    """The recorder's side of the contract: released -> in_store, or recalling -> erased; kept in a file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self.troubles: list[str] = []
        self.waits: list[tuple[str, float]] = []  # who waits for how many seconds, for each trouble
        self.told: list[tuple[str, int, int]] = []  # progress: id, parts done, parts
        self.wells = 0

    def payload(self, recording_id: str) -> Path:
        return self._folder / f"{recording_id}.sealed"

    def release(self, recording_id: str, payload: bytes) -> None:
        self.payload(recording_id).write_bytes(payload)
        self._set(recording_id, "released")

    def withdraw(self, recording_id: str) -> None:
        if self.state(recording_id) in ("released", "in_store"):
            self._set(recording_id, "recalling")

    def forget(self, recording_id: str) -> None:
        """Drop the recording without an erase job, as when it is frozen."""
        self._set(recording_id, "frozen")

    def state(self, recording_id: str) -> str:
        return self._states()[recording_id]

    def jobs(self) -> Jobs:
        states = self._states()
        return Jobs(
            upload=tuple(self._job(each) for each, state in states.items() if state == "released"),
            erase=tuple(each for each, state in states.items() if state == "recalling"),
        )

    def header(self, recording_id: str) -> bytes:
        self._require(recording_id, "released")
        return HEADER

    def progress(self, recording_id: str, *, parts_done: int, parts: int) -> None:
        self.told.append((recording_id, parts_done, parts))

    def manifest(self, recording_id: str, parts: Sequence[Stored]) -> bytes:
        self._require(recording_id, "released")
        rows = [[part.name, part.size_bytes, part.sha256] for part in parts]
        return json.dumps({"id": recording_id, "parts": rows}).encode()

    def delivered(self, recording_id: str, manifest_sha256: str) -> None:
        self._require(recording_id, "released")
        assert len(manifest_sha256) == 64
        self._set(recording_id, "in_store")

    def erased(self, recording_id: str) -> None:
        self._require(recording_id, "recalling")
        self._set(recording_id, "erased")

    def trouble(self, error: SpiegelboxError, *, recording_id: str, wait_s: float) -> None:
        self.troubles.append(error.code)
        self.waits.append((recording_id, wait_s))

    def well(self) -> None:
        self.wells += 1

    def _job(self, recording_id: str) -> UploadJob:
        content = self.payload(recording_id).read_bytes()
        return UploadJob(recording_id, len(content), hashlib.sha256(content).hexdigest())

    def _require(self, recording_id: str, state: str) -> None:
        if recording_id not in self._states():
            raise UnknownRecording
        if self.state(recording_id) != state:
            raise WrongState

    def _states(self) -> dict[str, str]:
        file = self._folder / "states.json"
        return json.loads(file.read_text()) if file.exists() else {}

    def _set(self, recording_id: str, state: str) -> None:
        new = self._folder / "states.new"
        new.write_text(json.dumps(self._states() | {recording_id: state}))
        new.replace(self._folder / "states.json")


@dataclass
class FakeStore:
    """A store in memory. ``away`` makes every verb fail; ``keeps`` folders survive every deletion."""

    content: dict[str, dict[str, bytes]] = field(default_factory=dict)
    away: StoreError | None = None
    keeps: set[str] = field(default_factory=set)
    spoils: set[str] = field(default_factory=set)  # names of which every copy comes back altered
    puts: list[str] = field(default_factory=list)

    def put(self, folder: str, source: Path) -> None:
        self._answer()
        self.puts.append(source.name)
        self.content.setdefault(folder, {})[source.name] = source.read_bytes()

    def put_small(self, folder: str, name: str, content: bytes) -> None:
        self._answer()
        self.puts.append(name)
        self.content.setdefault(folder, {})[name] = content

    def read(self, folder: str, name: str) -> Generator[bytes, None, None]:
        self._answer()
        if content := self.content.get(folder, {}).get(name):
            yield content[:-1] + bytes([content[-1] ^ 1]) if name in self.spoils else content

    def names(self, folder: str) -> dict[str, int]:
        self._answer()
        return {name: len(content) for name, content in self.content.get(folder, {}).items()}

    def delete(self, folder: str, name: str) -> None:
        self._answer()
        if folder not in self.keeps:
            self.content.get(folder, {}).pop(name, None)

    def purge(self, folder: str) -> None:
        self._answer()
        if folder not in self.keeps:
            self.content.pop(folder, None)

    def folders(self) -> frozenset[str]:
        self._answer()
        return frozenset(self.content)

    def leave(self) -> None:
        self.away = StoreUnreachable("test")

    def come_back(self) -> None:
        self.away = None

    def _answer(self) -> None:
        if self.away:
            raise self.away


class AtOnce:
    """A read-back that is over before the next part begins: one end of what threads can do."""

    def __init__(self, remote: Remote, folder: str, part: Stored) -> None:
        self.part = part
        self._outcome: bool | StoreError
        try:
            self._outcome = comes_back(remote, folder, part)
        except StoreError as error:
            self._outcome = error

    def comes_back(self) -> bool:
        if isinstance(self._outcome, StoreError):
            raise self._outcome
        return self._outcome

    def cancel(self) -> None: ...


class WhenAsked:
    """A read-back that begins only when its outcome is waited for: the other end."""

    def __init__(self, remote: Remote, folder: str, part: Stored) -> None:
        self.part = part
        self._ask = lambda: comes_back(remote, folder, part)

    def comes_back(self) -> bool:
        return self._ask()

    def cancel(self) -> None: ...


@dataclass
class FakeAdmission:
    """A store that was found fit, until a test says otherwise; ``refuses`` is what a check then finds."""

    given: bool = True
    refuses: StoreError | None = None
    asked: int = 0

    def is_given(self) -> bool:
        return self.given

    def ask(self, on_step: Callable[[str], None]) -> None:
        self.asked += 1
        on_step("answers")
        if self.refuses:
            raise self.refuses
        self.given = True

    def take_back(self) -> None:
        self.given = False


@dataclass
class Clock:
    """Monotonic seconds that pass only when a test says so."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def pass_s(self, seconds: float) -> None:
        self.now_s += seconds
