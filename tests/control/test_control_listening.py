"""The socket file: made with the right mode, replaced only when nobody listens, or handed over by systemd."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.control import ControlClient
from appliance.control.listening import Endpoint, Listener, address, bind, inherited, open_listeners
from appliance.control.messages import Role
from appliance.domain.errors import AlreadyRunning

PATIENCE_S = 60.0


@pytest.fixture
def listeners() -> Iterator[list[Listener]]:
    opened: list[Listener] = []
    yield opened
    for listener in opened:
        listener.close()


def own(path: Path, *, gid: int | None = None) -> Endpoint:
    return Endpoint(path=path, uid=os.getuid(), gid=gid)


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe, address(path) as place:
        return probe.connect_ex(place) == 0


def test_the_file_is_for_its_owner_and_its_group(path: Path, listeners: list[Listener]) -> None:
    listeners.append(bind(own(path, gid=os.getgid())))
    found = path.stat()
    assert stat.S_IMODE(found.st_mode) == 0o660
    assert found.st_gid == os.getgid()
    assert answers(path)


def test_a_leftover_nobody_listens_behind_is_replaced(path: Path, listeners: list[Listener]) -> None:
    with socket.socket(socket.AF_UNIX) as dead, address(path) as place:
        dead.bind(place)
    assert path.exists()
    listeners.append(bind(own(path)))
    assert answers(path)


def test_a_socket_somebody_listens_behind_is_left_alone(path: Path, listeners: list[Listener]) -> None:
    listeners.append(bind(own(path)))
    with pytest.raises(AlreadyRunning):
        bind(own(path))
    assert answers(path)


def test_a_recorder_too_busy_to_accept_is_left_alone_too(path: Path, listeners: list[Listener]) -> None:
    listeners.append(bind(own(path)))
    crowd = [socket.socket(socket.AF_UNIX) for _ in range(64)]
    try:
        with address(path) as place:
            for one in crowd:
                one.setblocking(False)
                one.connect_ex(place)
        with pytest.raises(AlreadyRunning):
            bind(own(path))
    finally:
        for one in crowd:
            one.close()
    assert path.exists()


def test_a_file_that_is_no_socket_is_never_removed(path: Path) -> None:
    path.write_text("film")
    with pytest.raises(OSError, match="in use"):
        bind(own(path))
    assert path.read_text() == "film"


def test_closing_removes_the_file_once_and_never_that_of_a_successor(
    path: Path, listeners: list[Listener]
) -> None:
    first = bind(own(path))
    first.close()
    assert not path.exists()
    listeners.append(bind(own(path)))
    first.close()
    assert answers(path)


def test_a_socket_may_lie_deeper_than_a_unix_address_is_long(
    tmp_path: Path, listeners: list[Listener]
) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    listeners.append(bind(own(deep / "console.sock")))
    assert answers(deep / "console.sock")


def test_a_socket_meant_for_another_process_is_not_taken() -> None:
    environ = {"LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "console"}
    assert inherited(environ, pid=2) == {}


@pytest.mark.parametrize("names", ["", "console", "console:console", "console:sync:more"])
def test_every_socket_handed_over_has_a_name_of_its_own(names: str) -> None:
    with pytest.raises(ValueError, match="LISTEN_FDNAMES"):
        inherited({"LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": names}, pid=7)


RECORDER = """
import os, sys
from pathlib import Path
from appliance.control.listening import Endpoint, open_listeners
from appliance.control.messages import Role
from appliance.control.replies import Reply
from appliance.control.server import ControlServer

endpoints = {Role.CONSOLE: Endpoint(path=Path("console.sock"), uid=os.getuid())}
listeners = open_listeners(endpoints, environ=os.environ, pid=os.getpid())
server = ControlServer(listeners, lambda role, verb, fields: Reply({"pid": os.getpid()}))
server.start()
sys.stdin.read()
server.stop()
"""

# What systemd does between fork and exec: the socket at descriptor 3, and whose it is.
HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ["LISTEN_PID"] = str(os.getpid())
os.execv(sys.executable, [sys.executable, "-c", sys.argv[2]])
"""


def activated(
    listening: socket.socket, name: str = "console", *, cwd: Path, program: str = RECORDER
) -> subprocess.Popen[bytes]:
    """Start a recorder the way systemd does, with ``listening`` handed over."""
    return subprocess.Popen(
        [sys.executable, "-c", HAND_OVER, str(listening.fileno()), program],
        pass_fds=[listening.fileno()],
        env={
            "LISTEN_FDS": "1",
            "LISTEN_FDNAMES": name,
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
    )


def test_systemds_socket_collects_questions_before_between_and_after_two_runs_of_the_recorder(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "systemd.sock"
    with socket.socket(socket.AF_UNIX) as systemd, address(kept) as place:
        systemd.bind(place)
        systemd.listen()
        client = ControlClient(kept, timeout_s=PATIENCE_S)
        pids = []
        for _ in range(2):
            with socket.socket(socket.AF_UNIX) as early:
                early.settimeout(PATIENCE_S)
                early.connect(place)  # before the recorder runs
                early.sendall(b'{"verb":"policy"}\n')
                recorder = activated(systemd, cwd=tmp_path)
                assert b'"ok":true' in early.recv(1000)
            pids.append(client.ask("policy")["pid"])
            assert pids[-1] == recorder.pid
            recorder.communicate(timeout=PATIENCE_S)
            assert recorder.returncode == 0
        client.close()
        assert pids[0] != pids[1]
        assert answers(kept), "the recorder must not shut the socket of systemd"
    assert not (tmp_path / "console.sock").exists(), "it listens nowhere else"


@pytest.mark.parametrize(
    ("name", "listens", "complaint"),
    [("spiegelbox-console", True, b"no role"), ("console", False, b"no listening Unix socket")],
)
def test_a_recorder_does_not_start_on_something_else_than_a_socket_of_a_role(
    tmp_path: Path, name: str, listens: bool, complaint: bytes
) -> None:
    with socket.socket(socket.AF_UNIX) as given, address(tmp_path / "given.sock") as place:
        given.bind(place)
        if listens:
            given.listen()
        recorder = activated(given, name, cwd=tmp_path)
        _, said = recorder.communicate(timeout=PATIENCE_S)
    assert recorder.returncode != 0
    assert complaint in said


def test_without_systemd_every_role_gets_its_own_file(tmp_path: Path, listeners: list[Listener]) -> None:
    endpoints = {role: Endpoint(path=tmp_path / f"{role.value}.sock", uid=5) for role in Role}
    opened = open_listeners(endpoints, environ={}, pid=os.getpid())
    listeners.extend(opened.values())
    assert {role: listener.uid for role, listener in opened.items()} == dict.fromkeys(Role, 5)
    assert all(answers(endpoint.path) for endpoint in endpoints.values())
