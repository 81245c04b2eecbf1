"""What rclone-python 0.1.25 does wrong, each trap sprung once and shown to be closed."""

from __future__ import annotations

import dataclasses
import inspect
import os
import re
import select
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from appliance.domain.errors import (
    StoreClockDiffers,
    StoreError,
    StoreFolderMissing,
    StoreFull,
    StoreIdentityChanged,
    StoreLocked,
    StoreLoginRefused,
    StoreNameUnknown,
    StoreRefused,
    StoreRightsMissing,
    StoreSilent,
    StoreUnreachable,
)
from appliance.settings.model import Store
from appliance.sync import rclone as adapter
from appliance.sync.rclone import RcloneRemote
from appliance.sync.rclone_causes import cause, is_missing
from appliance.sync.rclone_process import Stream, ask, environ, environment, no_orphans
from appliance.sync.readback import comes_back
from appliance.sync.remote import stored_bytes
from tests.sync.conftest import MakeRemote
from tests.sync.line import line_to
from tests.sync.servers.town import PASSWORD, Town

PATIENCE_S = 60.0  # nothing waits this long when all is well
ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "rclone.conf", bandwidth="")


def test_importing_it_leaves_the_log_of_the_process_alone() -> None:
    program = (
        "import logging; logging.basicConfig(); before = list(logging.getLogger().handlers);"
        "import appliance.sync.rclone;"
        "assert logging.getLogger().handlers == before;"
        "logging.getLogger('rclone_python').error('a url with a password')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_two_remotes_in_one_process_keep_their_own_configuration(
    tmp_path: Path, make_remote: MakeRemote
) -> None:
    remotes = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        remotes.append(make_remote(Store(path=str(tmp_path / name))))
    for remote in remotes:
        source = remote._scratch / "part-00000"
        source.write_bytes(b"x")
        remote.put(ID, source)
        assert remote.folders() == {ID}
    assert [len(list((tmp_path / name).iterdir())) for name in ("first", "second")] == [1, 1]


def test_it_runs_the_packaged_rclone_whatever_else_is_in_path(tmp_path: Path, env: dict[str, str]) -> None:
    other = tmp_path / "bin"
    other.mkdir()
    (other / "rclone").write_text("#!/bin/sh\necho the wrong one; exit 1\n")
    (other / "rclone").chmod(0o755)
    with environ({**os.environ, "PATH": f"{other}:{os.environ['PATH']}"}):
        inside = environment(tmp_path / "rclone.conf", bandwidth="")
    with environ(inside):
        shell = subprocess.run(
            ["/bin/sh", "-c", "rclone version"], capture_output=True, text=True, check=True
        )
    assert shell.stdout.startswith("rclone v1.75")


def test_rclone_settings_from_outside_have_no_say(tmp_path: Path) -> None:
    with environ({**os.environ, "RCLONE_CONFIG_STORE_TYPE": "memory", "RCLONE_DRY_RUN": "true"}):
        inside = environment(tmp_path / "rclone.conf", bandwidth="08:00,512k 19:00,off")
    assert "RCLONE_CONFIG_STORE_TYPE" not in inside
    assert "RCLONE_DRY_RUN" not in inside
    assert inside["RCLONE_BWLIMIT"] == "08:00,512k 19:00,off"


def test_the_environment_is_put_back_after_each_call(tmp_path: Path, make_remote: MakeRemote) -> None:
    before = dict(os.environ)
    remote = make_remote(Store(path=str(tmp_path)))
    remote.folders()
    assert dict(os.environ) == before


def test_a_secret_is_in_no_command_line_and_in_no_readable_file(town: Town, make_remote: MakeRemote) -> None:
    place = town("webdav")
    command_lines: list[str] = []
    watching = [True]  # an audit hook cannot be taken off again
    sys.addaudithook(
        lambda event, args: (
            command_lines.append(str(args[:2])) if event == "subprocess.Popen" and watching else None
        )
    )
    remote = make_remote(place.store, place.secrets)
    remote.folders()
    watching.clear()
    config = remote._scratch / "rclone.conf"
    obscured = next(line for line in config.read_text().splitlines() if line.startswith("pass = "))
    assert len(command_lines) >= 2  # obscure and lsjson
    secrets = (PASSWORD, obscured.removeprefix("pass = "))
    assert not any(secret in line for line in command_lines for secret in secrets)
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_a_configuration_laid_ready_by_somebody_else_is_not_written_into(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "rclone.conf").symlink_to(victim)
    RcloneRemote(Store(path="/mnt"), secrets={}, scratch=scratch)
    assert victim.read_text() == "mine"


def test_ciphertext_is_read_as_bytes(tmp_path: Path, env: dict[str, str]) -> None:
    content = b"\xff\xfe\x00\r\n" * 300_000
    (tmp_path / "file").write_bytes(content)
    assert b"".join(Stream(env, "cat", str(tmp_path / "file"))) == content


def test_a_failing_rclone_is_heard_while_streaming(tmp_path: Path, env: dict[str, str]) -> None:
    reading = Stream(env, "cat", str(tmp_path / "nothing"))
    assert list(reading) == []
    assert reading.ended
    status, errors = reading.ended
    assert status != 0
    assert is_missing(errors)


# -- no orphans ----------------------------------------------------------------------------------


def test_an_exception_while_the_library_waits_leaves_no_rclone_behind() -> None:
    # Through a shell, as the library starts it: the shell is our child, rclone is the shell's.
    command = "sleep 600 & echo $!; wait"
    with pytest.raises(SystemExit), no_orphans():
        shell = subprocess.Popen(["/bin/sh", "-c", command], stdout=subprocess.PIPE)
        assert shell.stdout
        watch = os.pidfd_open(int(shell.stdout.readline()))
        raise SystemExit  # what the SIGTERM handler raises, wherever the process is
    assert select.select([watch], [], [], PATIENCE_S)[0], "the shell's child is still there"
    os.close(watch)
    shell.stdout.close()
    assert shell.wait() is not None


def test_processes_of_others_are_left_alone() -> None:
    with subprocess.Popen(["sleep", "600"]) as neighbour:
        with pytest.raises(KeyError), no_orphans():
            raise KeyError
        assert neighbour.poll() is None
        neighbour.kill()


def test_a_reader_who_stops_early_leaves_no_rclone_behind(env: dict[str, str], tmp_path: Path) -> None:
    with (tmp_path / "endless").open("wb") as file:
        file.truncate(1 << 40)
    before = set(_children())
    reading = iter(Stream(env, "cat", str(tmp_path / "endless")))
    next(reading)
    assert set(_children()) - before
    reading.close()  # type: ignore[attr-defined]
    assert set(_children()) == before


def test_leaving_a_store_that_stalls_does_not_wait_for_it(env: dict[str, str]) -> None:
    block = bytes(1 << 20)
    leaving = threading.Event()

    class Stalling(BaseHTTPRequestHandler):
        """Announces a large file, sends the first block and then nothing more."""

        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(1 << 30))
            self.end_headers()

        def do_GET(self) -> None:
            self.do_HEAD()
            self.wfile.write(block)
            leaving.wait(60)

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Stalling) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        unbuffered = env | {"RCLONE_BUFFER_SIZE": "0"}
        reading = Stream(
            unbuffered, "cat", "--http-url", f"http://127.0.0.1:{server.server_port}", ":http:file"
        )
        blocks = iter(reading)
        assert next(blocks) == block
        # As when the process is told to stop while another thread waits for the store.
        waiting = threading.Thread(target=lambda: list(blocks))
        waiting.start()
        reading.close()
        waiting.join(PATIENCE_S)
        assert not waiting.is_alive()
        leaving.set()
        server.shutdown()


def _children() -> Iterator[int]:
    for children in Path("/proc/self/task").glob("*/children"):
        yield from (int(pid) for pid in children.read_text().split())


# -- what rclone's words mean --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("dial tcp 10.0.0.1:22: connect: connection refused", StoreUnreachable),
        ("dial tcp: lookup opslag.example.nl on 10.0.0.1:53: no such host", StoreNameUnknown),
        ("dial tcp 10.0.0.1:22: i/o timeout", StoreSilent),
        ("unexpected EOF", StoreUnreachable),
        ("507 Insufficient Storage", StoreFull),
        ("write part-00000: response error: An operation failed because the disk was full.", StoreFull),
        ('Update ReadFrom failed: sftp: "Failure" (SSH_FX_FAILURE)', StoreRefused),
        ("api error AccessDenied: Access Denied", StoreRightsMissing),
        ("api error InvalidAccessKeyId: The key does not exist in our records.", StoreLoginRefused),
        ("api error SignatureDoesNotMatch: The signature does not match.", StoreLoginRefused),
        ("api error NoSuchBucket: directory not found", StoreFolderMissing),
        ("ssh: handshake failed: ssh: unable to authenticate", StoreLoginRefused),
        ("couldn't connect SMB: response error: The attempted logon is invalid.", StoreLoginRefused),
        ("sftp: host key mismatch for opslag.example.nl:22", StoreIdentityChanged),
        (
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            StoreIdentityChanged,
        ),
        ("x509: certificate has expired or is not yet valid: current time is before", StoreClockDiffers),
        ("api error RequestTimeTooSkewed: The difference is too large.", StoreClockDiffers),
        ("api error AccessDenied: Object is WORM protected by object lock", StoreLocked),
        ("something new in rclone 2", StoreError),
    ],
)
def test_a_message_becomes_an_error_without_hosts_or_names(message: str, error: type[StoreError]) -> None:
    found = cause(message)
    assert type(found) is error
    assert "example.nl" not in str(found)
    assert "10.0.0.1" not in str(found)


def test_a_bucket_that_is_not_there_is_never_taken_for_an_empty_folder() -> None:
    assert not is_missing("NoSuchBucket: directory not found")
    assert is_missing("error in ListJSON: directory not found")


def test_rclone_is_the_version_that_publishes_only_whole_files(env: dict[str, str]) -> None:
    _, version, _ = ask(env, "version")
    assert tuple(int(part) for part in version.split()[1][1:].split(".")[:2]) >= (1, 75)


# -- nothing secret where others can look ----------------------------------------------------------


def test_while_rclone_works_no_secret_stands_in_a_command_line_or_an_environment(
    town: Town, tmp_path: Path
) -> None:
    place = town("webdav")
    with line_to(town.apache().server.port) as line:
        line.is_silent = True  # so that rclone stays where it can be looked at
        options = place.store.options | {"url": f"http://127.0.0.1:{line.port}/"}
        remote = RcloneRemote(
            dataclasses.replace(place.store, options=options),
            secrets=place.secrets,
            scratch=tmp_path,
            silence_s=5,
        )
        config = (tmp_path / "rclone.conf").read_text()
        secrets = (PASSWORD, config.partition("pass = ")[2].partition("\n")[0])

        def list_in_vain() -> None:
            with suppress(StoreError):
                remote.folders()

        listing = threading.Thread(target=list_in_vain)
        listing.start()
        seen = _wait_for_rclone()
        listing.join()
    assert "lsjson" in seen
    assert str(tmp_path / "rclone.conf") in seen  # it is told where the file lies, and no more
    for secret in secrets:
        assert secret not in seen


def _wait_for_rclone() -> str:
    """Return the command lines and environments of everything under us, once an rclone is among them."""
    while True:
        seen = []
        for process in _everything_under(os.getpid()):
            folder = Path(f"/proc/{process}")
            with suppress(FileNotFoundError, ProcessLookupError):
                said = (folder / "cmdline").read_bytes() + b"\n" + (folder / "environ").read_bytes()
                seen.append(said.replace(b"\0", b" ").decode())
        if any("lsjson" in said and "RCLONE_CONFIG=" in said for said in seen):
            return "\n".join(seen)
        os.sched_yield()


def _everything_under(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in map(int, children.read_text().split()):
                yield child
                yield from _everything_under(child)


def test_of_the_library_only_what_was_tried_is_used() -> None:
    # check() calls a damaged file equal, create_remote() shows secrets, the setters are ignored.
    source = inspect.getsource(adapter)
    used = set(re.findall(r"\blibrary\.(\w+)", source))
    assert used == {"copyto", "ls", "delete", "purge"}


def test_rclones_own_check_would_have_believed_a_damaged_file(town: Town, make_remote: MakeRemote) -> None:
    """Why check() is not used: on a store without hashes it compares sizes, unless it downloads."""
    place = town.on_sftp(only_sftp=True)
    remote = make_remote(place.store, place.secrets)
    (remote._scratch / "part-00000").write_bytes(b"as it was made")
    remote.put(ID, remote._scratch / "part-00000")
    place.lay(f"{ID}/part-00000", b"as it was mode")
    arguments = ["check", "scratch:", f"store:{ID}", "--include", "/part-00000"]
    assert ask(remote._environment, *arguments)[0] == 0
    assert ask(remote._environment, *arguments, "--download")[0] != 0
    made = stored_bytes("part-00000", b"as it was made")
    assert not comes_back(remote, ID, made)
