"""A whole delivery beside bare ``rclone copy`` of the same bytes to the same server, in turns.

    python -m tests.bench.delivery sftp webdav --mib 1024 --pairs 3 [--limit-kbps 200000]

Each pair runs three times on one server: rclone alone, the delivery, and the delivery that believes the store
(no read-back). The delivery is what the sync process does: check the sealed file, build, bring, read back,
manifest. ``--limit-kbps`` leads every rclone, the bare one too, over a line of that speed in each direction.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import os
import resource
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.domain.errors import SpiegelboxError
from appliance.sync.parts import PART_BYTES, sha256_of
from appliance.sync.progress import Progress
from appliance.sync.rclone import RcloneRemote
from appliance.sync.rclone_process import ask
from appliance.sync.recorder_port import Jobs, UploadJob
from appliance.sync.remote import Remote, Stored
from appliance.sync.upload import Uploader
from tests.sync.line import Line, line_to
from tests.sync.servers.places import Place
from tests.sync.servers.town import Town

HEADER = b"age-encryption.org/v1\n" + bytes(3000)  # as long as one with two post-quantum recipients


@dataclass
class BenchRecorder:
    """Answers as the recorder does, with its cost: it hashes the whole film before it signs a manifest."""

    job: UploadJob
    payload: Path

    def jobs(self) -> Jobs:
        return Jobs(upload=(self.job,), erase=())

    def header(self, recording_id: str) -> bytes:
        return HEADER

    def progress(self, recording_id: str, *, parts_done: int, parts: int) -> None: ...

    def manifest(self, recording_id: str, parts: Sequence[Stored]) -> bytes:
        return f"{sha256_of(self.payload)} {parts}".encode()

    def delivered(self, recording_id: str, manifest_sha256: str) -> None: ...

    def erased(self, recording_id: str) -> None: ...

    def trouble(self, error: SpiegelboxError) -> None: ...

    def well(self) -> None: ...


class Believed:
    """A read-back that believes the store: what a delivery without proof would cost."""

    def __init__(self, remote: Remote, folder: str, part: Stored) -> None:
        self.part = part

    def comes_back(self) -> bool:
        return True

    def cancel(self) -> None: ...


@dataclass
class Bench:
    """One place on one server, and a film of so many bytes."""

    place: Place
    film: Path
    sha256: str
    scratch: Path
    peak_scratch_bytes: int = 0

    def remote(self) -> RcloneRemote:
        return RcloneRemote(
            self.place.store,
            secrets=self.place.secrets,
            scratch=self.scratch,
        )

    def bare(self) -> float:
        env = self.remote()._environment
        began_s = time.monotonic()
        status, _, errors = ask(env, "copyto", str(self.film), f"store:bare/{secrets.token_hex(8)}")
        took_s = time.monotonic() - began_s
        assert status == 0, errors
        ask(env, "purge", "store:bare")
        return took_s

    def delivery(self, **choice: Callable[..., Believed]) -> float:
        recording_id = secrets.token_hex(16)
        job = UploadJob(recording_id, self.film.stat().st_size, self.sha256)
        remote = self.remote()
        with progress() as notes:
            uploader = Uploader(
                recorder=BenchRecorder(job, self.film),
                remote=remote,
                progress=notes,
                scratch=self.scratch,
                part_bytes=PART_BYTES,
                **choice,  # type: ignore[arg-type]
            )
            began_s = time.monotonic()
            for _ in uploader.steps(job, self.film):
                self.peak_scratch_bytes = max(self.peak_scratch_bytes, size_of(self.scratch))
            took_s = time.monotonic() - began_s
        remote.purge(recording_id)
        return took_s


@contextmanager
def progress() -> Iterator[Progress]:
    with tempfile.TemporaryDirectory() as folder:
        notes = Progress(Path(folder) / "progress.sqlite")
        yield notes
        notes.close()


def size_of(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.iterdir())


def make_film(file: Path, mib: int) -> str:
    """Write noise, as ciphertext is; return its SHA-256 in hex."""
    digest = hashlib.sha256()
    with file.open("wb") as film:
        for _ in range(mib):
            block = os.urandom(1 << 20)
            digest.update(block)
            film.write(block)
    return digest.hexdigest()


def port_of(town: Town, kind: str) -> int:
    servers = {"sftp": town.openssh, "webdav": town.apache, "smb": town.samba, "s3": town.moto}
    return int(servers[kind]().server.port)  # type: ignore[operator]


def lead(place: Place, line: Line, kbps: int) -> None:
    """Put a line of that speed between the box and its place."""
    line.kbps = kbps
    address = {
        "webdav": {"url": f"http://127.0.0.1:{line.port}/"},
        "s3": {"endpoint": f"http://127.0.0.1:{line.port}"},
    }.get(place.store.kind, {"port": str(line.port)})
    place.store = dataclasses.replace(place.store, options=place.store.options | address)


def measure(bench: Bench, pairs: int) -> None:
    proven, believed, bare_s = [], [], []
    for number in range(pairs):
        runs = [bench.bare, bench.delivery, lambda: bench.delivery(read_back=Believed)]
        names = ["bare", "proven", "believed"]
        turn = number % 3  # who is first has the coldest server
        order = [*range(turn, 3), *range(turn)]
        took = {names[each]: runs[each]() for each in order}
        bare_s.append(took["bare"])
        proven.append(took["proven"] / took["bare"])
        believed.append(took["believed"] / took["bare"])
    print(
        f"  bare {statistics.median(bare_s):.2f} s;"
        f" proven x {statistics.median(proven):.2f} ({min(proven):.2f}-{max(proven):.2f});"
        f" believed x {statistics.median(believed):.2f} ({min(believed):.2f}-{max(believed):.2f});"
        f" tmpfs at most {bench.peak_scratch_bytes / 2**20:.0f} MiB",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="+")
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--limit-kbps", type=int, default=0)
    options = parser.parse_args()
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        town = Town(stack)
        film = Path(folder) / "film"
        sha256 = make_film(film, options.mib)
        for kind in options.kinds:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/dev/shm")))
            print(f"{kind}, {options.mib} MiB, limit {options.limit_kbps or 'none'} kbit/s", flush=True)
            place = town(kind)
            if options.limit_kbps:
                lead(place, stack.enter_context(line_to(port_of(town, kind))), options.limit_kbps)
            measure(Bench(place, film, sha256, scratch), options.pairs)
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
