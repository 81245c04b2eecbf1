"""``python -m appliance.sync`` as a box runs it: a real socket to the recorder, the real rclone, signals."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.control.listening import Endpoint, bind
from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer
from appliance.settings.model import Store, Sync
from appliance.settings.writer import dumps
from appliance.store.layout import Layout
from appliance.sync.remote import Stored
from tests.sync.boxes import settings_of
from tests.sync.fakes import HEADER, FakeRecorder

ID = "0123456789abcdef0123456789abcdef"
PATIENCE_S = 60.0  # nothing waits this long when all is well


class SyncBox:
    """A box's folders, with a recorder that answers on its socket and sync processes to start."""

    def __init__(self, base: Path, recorder: FakeRecorder) -> None:
        self.base, self.recorder = base, recorder
        self.store = base / "opslag"
        self.memory = base / "memory"
        self.layout = Layout(base / "data", base / "run")
        for folder in (self.store, self.memory, self.layout.run, self.layout.recordings):
            folder.mkdir(parents=True)
        self.sync = Sync()
        self._server: ControlServer | None = None
        self._started: list[subprocess.Popen[str]] = []

    def write_settings(self, **store: object) -> Path:
        settings = settings_of(self.base, Store(**({"path": str(self.store)} | store)), self.sync)  # type: ignore[arg-type]
        file = self.base / "settings.toml"
        file.write_text(dumps(settings))
        return file

    def release(self, recording_id: str, payload: bytes) -> None:
        self.layout.sealed(recording_id).write_bytes(payload)
        self.recorder.release(recording_id, payload)

    def answer(self) -> None:
        endpoint = Endpoint(path=self.layout.sync_socket, uid=os.getuid())
        self._server = ControlServer({Role.SYNC: bind(endpoint)}, self._handle)
        self._server.start()

    def hang_up(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None

    def start(self, *extra: str, **store: object) -> subprocess.Popen[str]:
        command = [
            *(sys.executable, "-m", "appliance.sync", "--settings", str(self.write_settings(**store))),
            *("--poll-s", "0.05", "--scratch", str(self.memory), *extra),
        ]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._started.append(process)
        return process

    def clear_up(self) -> None:
        self.hang_up()
        for process in self._started:
            with process:
                process.kill()

    def _handle(self, role: Role, verb: str, fields: dict[str, object]) -> Reply:
        recording_id = str(fields.get("id", ""))
        match verb:
            case "sync.jobs":
                jobs = self.recorder.jobs()
                upload = [
                    {"id": job.id, "size_bytes": job.size_bytes, "sha256": job.sha256} for job in jobs.upload
                ]
                return Reply({"upload": upload, "erase": [{"id": each} for each in jobs.erase]})
            case "sync.header":
                return Reply(body=self.recorder.header(recording_id))
            case "sync.manifest":
                parts = [Stored(**part) for part in fields["parts"]]  # type: ignore[attr-defined]
                return Reply(body=self.recorder.manifest(recording_id, parts))
            case "sync.delivered":
                self.recorder.delivered(recording_id, str(fields["manifest_sha256"]))
            case "sync.erased":
                self.recorder.erased(recording_id)
            case "sync.progress":
                self.recorder.told.append((recording_id, fields["parts_done"], fields["parts"]))  # type: ignore[arg-type]
            case "sync.trouble":
                self.recorder.troubles.append(str(fields["error"]))
            case "sync.well":
                self.recorder.well()
        return Reply()


@pytest.fixture
def sync_box(tmp_path: Path, recorder: FakeRecorder) -> Iterator[SyncBox]:
    box = SyncBox(tmp_path / "box", recorder)
    box.answer()
    yield box
    box.clear_up()


def wait_for(process: subprocess.Popen[str], event: str) -> list[str]:
    """Read the log until a line holds the event; return the lines read."""
    assert process.stderr
    seen = []
    for line in process.stderr:
        seen.append(line)
        if event in line:
            return seen
    raise AssertionError(f"{event} never came:\n{''.join(seen)}")


def end(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
    process.send_signal(number)
    out, errors = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out + errors


def rclone_of(process: subprocess.Popen[str]) -> int:
    """Wait until rclone runs under the process; return a file descriptor that is readable when it ended."""
    pending = [process.pid]
    while pending:
        pid = pending.pop()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in map(int, children):
            if Path(f"/proc/{child}/comm").read_text().strip() == "rclone":
                return os.pidfd_open(child)
            pending.append(child)
        if not pending:
            os.sched_yield()
            pending = [process.pid]
    raise AssertionError


def has_ended(watch: int) -> bool:
    ready = select.select([watch], [], [], PATIENCE_S)[0]
    os.close(watch)
    return bool(ready)


Slow = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def slow(sync_box: SyncBox) -> Slow:
    """Start a process whose rclone will be busy with one part for many seconds."""

    def start() -> subprocess.Popen[str]:
        sync_box.release(ID, bytes(3_000_000))
        sync_box.sync = Sync(limits_kbps=("00:00 400",))
        process = sync_box.start("--part-bytes", "1500000")
        wait_for(process, "step=put-part")
        return process

    return start


def test_it_delivers_and_erases(sync_box: SyncBox) -> None:
    sync_box.release(ID, bytes(2500))
    process = sync_box.start("--part-bytes", "1000")
    wait_for(process, "sync.done task=upload")
    assert sync_box.recorder.state(ID) == "in_store"
    parts = sorted((sync_box.store / ID).glob("part-*"))
    assert b"".join(part.read_bytes() for part in parts) == HEADER + bytes(2500)
    sync_box.recorder.withdraw(ID)
    wait_for(process, "sync.done task=erase")
    assert sync_box.recorder.state(ID) == "erased"
    assert list(sync_box.store.iterdir()) == []
    status, said = end(process)
    assert status == 0
    assert "Traceback" not in said
    assert sync_box.recorder.wells == 1


def test_sigterm_ends_it_within_a_part_without_an_orphan_and_without_leftovers(
    sync_box: SyncBox, slow: Slow
) -> None:
    process = slow()
    watch = rclone_of(process)
    status, said = end(process)
    assert status == 0
    assert "Traceback" not in said
    assert has_ended(watch)
    assert list(sync_box.memory.iterdir()) == []


def test_sigkill_leaves_no_orphan_and_the_next_process_finishes(sync_box: SyncBox, slow: Slow) -> None:
    process = slow()
    watch = rclone_of(process)
    assert end(process, signal.SIGKILL)[0] == -signal.SIGKILL
    assert has_ended(watch)
    assert list(sync_box.memory.iterdir()) != []  # nobody was left to wipe it
    sync_box.sync = Sync()
    again = sync_box.start("--part-bytes", "1500000")
    wait_for(again, "sync.done task=upload")
    assert sorted(each.name for each in (sync_box.store / ID).iterdir()) == [
        *("manifest.json", "part-00000", "part-00001", "part-00002")
    ]
    end(again)
    assert list(sync_box.memory.iterdir()) == []


def test_sigkill_leaves_no_orphan_that_waits_for_a_silent_server(sync_box: SyncBox) -> None:
    # An rclone that has nothing to say would not even notice that nobody listens any more.
    sync_box.release(ID, bytes(100))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        options = {"url": f"http://127.0.0.1:{silent.getsockname()[1]}/"}
        process = sync_box.start(kind="webdav", path="x", options=options)
        silent.accept()
        watch = rclone_of(process)
        assert end(process, signal.SIGKILL)[0] == -signal.SIGKILL
        assert has_ended(watch)


def test_a_withdrawal_stops_the_upload_after_the_part_under_way(sync_box: SyncBox) -> None:
    sync_box.release(ID, bytes(1_000_000))
    sync_box.sync = Sync(limits_kbps=("00:00 3200",))
    process = sync_box.start("--part-bytes", "200000")
    wait_for(process, "step=put-part")
    sync_box.recorder.withdraw(ID)
    seen = wait_for(process, "sync.done task=erase")
    assert not any("put-part" in line or "build-part" in line for line in seen)
    assert list(sync_box.store.iterdir()) == []
    end(process)


def test_it_waits_for_a_recorder_that_is_not_there_yet(sync_box: SyncBox) -> None:
    sync_box.release(ID, bytes(100))
    sync_box.hang_up()
    process = sync_box.start()
    wait_for(process, "sync.recorder-away")
    sync_box.answer()
    wait_for(process, "sync.done task=upload")
    assert end(process)[0] == 0


def test_a_second_process_waits_until_the_first_has_ended(sync_box: SyncBox) -> None:
    first = sync_box.start()
    wait_for(first, "sync.ready")
    second = sync_box.start()
    wait_for(second, "sync.waits-for-other-sync")
    assert end(first)[0] == 0
    wait_for(second, "sync.ready")
    assert end(second)[0] == 0


def test_a_store_that_is_away_is_told_to_the_recorder(sync_box: SyncBox) -> None:
    sync_box.release(ID, bytes(100))
    process = sync_box.start(path=str(sync_box.base / "not mounted"))
    wait_for(process, "sync.waits")
    status, _ = end(process)
    assert status == 0
    assert sync_box.recorder.troubles == ["store-unreachable"]
    assert not (sync_box.base / "not mounted").exists()


@pytest.mark.parametrize("path", ["opslag", "/opslag %(x)s"])
def test_a_store_that_cannot_be_used_is_told_in_dutch(sync_box: SyncBox, path: str) -> None:
    process = sync_box.start(path=path)
    out, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert out == ""
    assert said.startswith("De instellingen kloppen niet.\nstore.path: ")
    assert "Traceback" not in said


def test_the_log_holds_no_path_and_no_room(sync_box: SyncBox) -> None:
    sync_box.release(ID, bytes(100))
    process = sync_box.start()
    said = "".join(wait_for(process, "sync.done task=upload")) + end(process)[1]
    for secret in ("Spreekkamer", "Gemeente", str(sync_box.base), "opslag"):
        assert secret not in said
