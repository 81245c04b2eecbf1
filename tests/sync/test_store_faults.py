"""What goes wrong between a box and a real store: afterwards nothing is lost, early or left behind.

Each fault ends with what beheer reads about it, and with the delivery that goes on by itself.
"""

from __future__ import annotations

import dataclasses
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.domain.errors import SpiegelboxError, error_classes
from appliance.settings.model import Store
from appliance.sync.progress import Progress
from appliance.sync.rclone import RcloneRemote
from appliance.sync.upload import Uploader
from appliance.sync.worker import Kind, Task, Worker
from tests.sync.fakes import HEADER, Clock, FakeAdmission, FakeRecorder
from tests.sync.line import Line, line_to
from tests.sync.servers.openssh import OpenSsh, openssh
from tests.sync.servers.places import FolderPlace, Place
from tests.sync.servers.town import Town

ID = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32
PART_BYTES = 40_000
PAYLOAD = bytes(index % 251 for index in range(100_000))  # three parts with the header
HOURS = 3600.0


class Box:
    """A box's sync on a clock of the test; ``connect`` again is what a restart with new settings does."""

    def __init__(self, folder: Path, recorder: FakeRecorder, clock: Clock) -> None:
        self.recorder, self.clock = recorder, clock
        self._folder = folder
        self._progress = Progress(folder / "progress.sqlite")
        self.steps: list[str] = []
        self.before: Callable[[str], None] = lambda step: None

    def connect(self, store: Store, secrets: dict[str, str], *, silence_s: int = 20) -> None:
        self.scratch = self._folder / f"scratch-{len(list(self._folder.iterdir()))}"
        self.scratch.mkdir()
        self._worker = Worker(
            uploader=Uploader(
                recorder=self.recorder,
                remote=RcloneRemote(store, secrets=secrets, scratch=self.scratch, silence_s=silence_s),
                progress=self._progress,
                scratch=self.scratch,
                part_bytes=PART_BYTES,
            ),
            admission=FakeAdmission(),
            sealed=self.recorder.payload,
            clock=self.clock,
            jitter=lambda: 0.0,
            is_quiet=lambda: False,
            on_step=self._on_step,
        )

    def work(self, *, hours: float = 0.0) -> None:
        """Take turns until nothing is due, at once or every ten minutes for some hours."""
        for _ in range(1 + int(hours * 6)):
            while self._worker.turn():
                pass
            if hours:
                self.clock.pass_s(600)

    def close(self) -> None:
        self._progress.close()

    def _on_step(self, task: Task, step: str) -> None:
        self.steps.append(f"{task.kind} {step}")
        if task.kind is Kind.UPLOAD:
            self.before(step)


@pytest.fixture
def box(in_memory: Path, recorder: FakeRecorder, clock: Clock) -> Iterator[Box]:
    folder = in_memory / "box"
    folder.mkdir()
    box = Box(folder, recorder, clock)
    recorder.release(ID, PAYLOAD)
    yield box
    box.close()


@pytest.fixture
def line(town: Town) -> Iterator[Line]:
    """A line to the WebDAV server, of which the bytes can be read on the way."""
    with line_to(town.apache().server.port) as line:
        yield line


@pytest.fixture
def far(town: Town, line: Line) -> Place:
    """A place on the WebDAV server at the other end of the line."""
    place = town("webdav")
    address = {"url": f"http://127.0.0.1:{line.port}/"}
    return dataclasses.replace(
        place, store=dataclasses.replace(place.store, options=place.store.options | address)
    )  # type: ignore[type-var]


@pytest.fixture
def own_ssh() -> Iterator[OpenSsh]:
    """An sshd that a test may kill and change."""
    with openssh(only_sftp=True) as server:
        yield server


def at_ssh(server: OpenSsh) -> FolderPlace:
    store = Store(kind="sftp", path=str(server.root), options=server.options())
    return FolderPlace(store, server.root, {"key_pem": server.key_pem})


def once(step: str, number: int, action: Callable[[], None]) -> Callable[[str], None]:
    """Return a hook that acts before the step with that name, at its so-manieth time."""
    seen: Counter[str] = Counter()

    def before(name: str) -> None:
        seen[name] += 1
        if name == step and seen[name] == number:
            action()

    return before


def assert_waits(box: Box, place: Place, *codes: str) -> None:
    """Nothing early, nothing lost, and beheer is told what to do."""
    assert box.recorder.state(ID) == "released"
    assert f"{ID}/manifest.json" not in place.content()
    assert set(box.recorder.troubles) == set(codes)
    for code in codes:
        error: type[SpiegelboxError] = error_classes()[code]
        assert error.next_step
    assert [each.name for each in box.scratch.iterdir()] == ["rclone.conf"]


def assert_delivered(box: Box, place: Place) -> None:
    """The whole film lies there and nothing beside it."""
    assert box.recorder.state(ID) == "in_store"
    content = place.content()
    names = [f"{ID}/manifest.json", *(f"{ID}/part-{number:05d}" for number in range(3))]
    assert sorted(content) == names
    assert b"".join(content[name] for name in names[1:]) == HEADER + PAYLOAD
    assert [each.name for each in box.scratch.iterdir()] == ["rclone.conf"]


@pytest.mark.parametrize("step", ["put-part", "prove-part", "put-manifest"])
def test_a_server_that_dies_halfway_gets_the_rest_when_it_is_back(
    step: str, box: Box, own_ssh: OpenSsh
) -> None:
    place = at_ssh(own_ssh)
    box.connect(place.store, place.secrets)
    box.before = once(step, 2 if step == "put-part" else 1, own_ssh.server.kill)
    box.work()
    assert_waits(box, place, "store-unreachable")
    own_ssh.server.start()
    box.clock.pass_s(HOURS)
    box.work()
    assert_delivered(box, place)
    assert box.steps.count("upload put-part") <= 4  # only the one that was cut off goes up again


def test_a_line_that_breaks_in_the_middle_of_a_part_leaves_no_half_part(
    box: Box, line: Line, far: Place
) -> None:
    box.connect(far.store, far.secrets)
    line.cut_after_bytes = 60_000  # in the second part
    box.work()
    assert_waits(box, far, "store-unreachable")
    line.is_down = False
    box.clock.pass_s(HOURS)
    box.work()
    assert_delivered(box, far)


def test_wrong_bytes_from_the_store_are_no_delivery(box: Box, line: Line, far: Place) -> None:
    box.connect(far.store, far.secrets)
    line.flips_down = True
    box.work(hours=3)
    assert_waits(box, far, "read-back-differs")
    line.flips_down = False
    box.work(hours=3)
    assert_delivered(box, far)


def test_a_full_disk_is_told_and_filled_on_when_there_is_room(box: Box, town: Town) -> None:
    share = town.samba().share("small")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", share], check=True)
    try:
        place = town.on_smb("small")
        box.connect(place.store, place.secrets)
        box.work()
        assert_waits(box, place, "store-full")
        subprocess.run(["mount", "-o", "remount,size=2m", share], check=True)
        box.clock.pass_s(HOURS)
        box.work()
        assert_delivered(box, place)
    finally:
        subprocess.run(["umount", "--lazy", share], check=True)


def test_a_right_that_was_lost_is_told(box: Box, own_ssh: OpenSsh) -> None:
    place = at_ssh(own_ssh)
    box.connect(place.store, place.secrets)
    box.before = once("put-part", 2, lambda: own_ssh.make_read_only(read_only=True))
    box.work()
    assert_waits(box, place, "store-rights-missing")
    own_ssh.make_read_only(read_only=False)
    box.clock.pass_s(HOURS)
    box.work()
    assert_delivered(box, place)


def test_a_key_that_was_rotated_is_told_and_a_restart_with_the_new_one_goes_on(
    box: Box, own_ssh: OpenSsh
) -> None:
    place = at_ssh(own_ssh)
    box.connect(place.store, place.secrets)
    box.before = once("put-part", 2, own_ssh.new_keys)
    box.work()
    assert_waits(box, place, "store-login-refused")
    box.connect(place.store, {"key_pem": own_ssh.key_pem})
    box.work()
    assert_delivered(box, place)


def test_a_name_that_the_network_no_longer_knows_is_told(box: Box, town: Town) -> None:
    place = town.on_sftp()
    unknown = dataclasses.replace(place.store, options=place.store.options | {"host": "opslag.invalid"})
    box.connect(unknown, place.secrets)
    box.work()
    assert_waits(box, place, "store-name-unknown")
    box.connect(place.store, place.secrets)
    box.work()
    assert_delivered(box, place)


class _OtherClock(BaseHTTPRequestHandler):
    """An S3 service that finds every request too old or too new, in Amazon's words."""

    def answer(self) -> None:
        body = b"<Error><Code>RequestTimeTooSkewed</Code><Message>Too far apart.</Message></Error>"
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(403)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_HEAD = do_DELETE = answer  # noqa: N815  the names of http.server

    def log_message(self, format: str, *args: object) -> None: ...


def test_clocks_that_differ_are_told(box: Box, town: Town) -> None:
    place = town.on_s3()
    with ThreadingHTTPServer(("127.0.0.1", 0), _OtherClock) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = {"endpoint": f"http://127.0.0.1:{server.server_port}"}
        other = dataclasses.replace(place.store, options=place.store.options | endpoint)
        box.connect(other, place.secrets)
        box.work()
        server.shutdown()
    assert_waits(box, place, "store-clock-differs")
    box.connect(place.store, place.secrets)
    box.work()
    assert_delivered(box, place)


@pytest.mark.parametrize("step", ["put-part", "prove-part"])
def test_a_store_that_says_nothing_any_more_is_left_alone(
    step: str, box: Box, line: Line, far: Place
) -> None:
    box.connect(far.store, far.secrets, silence_s=1)
    box.before = once(step, 1, lambda: setattr(line, "is_silent", True))
    box.work()
    assert_waits(box, far, "store-silent")
    line.is_silent = False
    box.clock.pass_s(HOURS)
    box.work()
    assert_delivered(box, far)


def test_after_a_day_without_network_the_withdrawal_and_the_delivery_both_come_to_their_end(
    box: Box, line: Line, far: Place
) -> None:
    box.recorder.release(OTHER, b"delivered before")
    box.recorder.forget(ID)
    box.connect(far.store, far.secrets)
    box.work()
    assert box.recorder.state(OTHER) == "in_store"
    line.is_down = True
    box.recorder.release(ID, PAYLOAD)
    box.work(hours=12)
    box.recorder.withdraw(OTHER)
    tries = len(box.recorder.troubles)
    assert tries <= 12  # in 72 looks: ever less often
    box.work(hours=12)
    assert box.recorder.state(OTHER) == "recalling"
    assert_waits(box, far, "store-unreachable")
    line.is_down = False
    box.work(hours=7)
    assert box.recorder.state(OTHER) == "erased"
    assert_delivered(box, far)


def test_a_slow_line_from_far_away_is_only_slow(box: Box, line: Line, far: Place) -> None:
    line.kbps, line.delay_s = 1000, 0.1  # 200 ms there and back
    box.connect(far.store, far.secrets)
    box.work()
    assert box.recorder.troubles == []
    assert_delivered(box, far)
