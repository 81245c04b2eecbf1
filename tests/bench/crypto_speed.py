"""How fast sealing, opening, looking back and recovering are: ``python -m tests.bench.crypto_speed``.

``[--mib 1024] [--film-mib 2048] [--pairs 5] [--folder DIR]``. Needs Debian's ``age`` and twice ``--mib``
of room in the folder, best in memory so that no disk is measured. Each pair is ours and the peer's right
after one another on the same bytes, in turns first; the figure is the median of the pairs' ratios.

Peers: ``age`` for a whole file, ``openssl dgst -sha256`` for recovery, which reads a torn file once as well.
"""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from appliance.crypto.identities import new_identity
from appliance.crypto.payload import CHUNK_BYTES
from appliance.store.layout import Layout
from appliance.store.sealed_file import SealedReader, SealedWriter, recover

_MIB = 1024 * 1024
_FRAGMENT_BYTES = 4 * CHUNK_BYTES  # half a second of film
_READS = 200
_NOWHERE = "/dev/null"  # writing is the disk's speed, and nobody's merit

Row = tuple[str, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--film-mib", type=int, default=2048)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        rows = _whole_files(Path(folder), args.mib, args.pairs)
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        rows += _one_film(Path(folder), args.film_mib, args.pairs)
    print("| what | ours | beside it |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def _whole_files(folder: Path, mib: int, pairs: int) -> list[Row]:
    key = folder / "key"
    identity = new_identity(pq=False)
    key.write_text(f"{identity}\n", encoding="utf-8")
    small, large = (_sample(folder, size, str(identity.recipient)) for size in (1, mib))
    seal, unseal = _ours("seal", key, large), _ours("open", key, large)
    seal_peer = ("age", "-r", str(identity.recipient), "-o", _NOWHERE, large[0])
    unseal_peer = ("age", "-d", "-i", str(key), "-o", _NOWHERE, large[1])
    return [
        _against(f"encrypt {mib} MiB", mib, pairs, seal, seal_peer),
        _against(f"decrypt {mib} MiB", mib, pairs, unseal, unseal_peer),
        *(
            (f"peak memory of {job} {mib} MiB", f"{_peak_mib(whole)} MiB", f"1 MiB: {_peak_mib(part)} MiB")
            for job, whole, part in (
                ("encrypting", seal, _ours("seal", key, small)),
                ("decrypting", unseal, _ours("open", key, small)),
            )
        ),
    ]


def _sample(folder: Path, mib: int, recipient: str) -> tuple[str, str]:
    """Make a file of random bytes; return its name, and that of itself sealed by age."""
    clear, sealed = folder / f"clear-{mib}", folder / f"sealed-{mib}"
    with clear.open("wb") as file:
        for _ in range(mib):
            file.write(secrets.token_bytes(_MIB))
    subprocess.run(("age", "-r", recipient, "-o", str(sealed), str(clear)), check=True)
    return str(clear), str(sealed)


def _ours(job: str, key: Path, sample: tuple[str, str]) -> tuple[str, ...]:
    source = sample[0] if job == "seal" else sample[1]
    return sys.executable, "-m", "tests.bench.age_peer", job, str(key), source, _NOWHERE


def _against(what: str, mib: int, pairs: int, ours: tuple[str, ...], peer: tuple[str, ...]) -> Row:
    mine, theirs = _in_pairs(pairs, lambda: _run(ours), lambda: _run(peer))
    ratio = statistics.median(b / a for a, b in zip(mine, theirs, strict=True))
    own, other = (mib / statistics.median(times) for times in (mine, theirs))
    return what, f"{own:.0f} MiB/s", f"age {other:.0f} MiB/s; {ratio:.2f} x"


def _one_film(folder: Path, mib: int, pairs: int) -> list[Row]:
    layout, film, key = Layout(data=folder, run=folder), "f" * 32, secrets.token_bytes(16)
    writer = SealedWriter.create(layout, film, key)
    fragment = secrets.token_bytes(_FRAGMENT_BYTES)
    for _ in range(mib * _MIB // _FRAGMENT_BYTES):
        writer.append(fragment)
    writer.abort()  # as a power cut leaves it
    path, log = layout.sealed(film), layout.tail_log(film)
    torn_bytes, tail = path.stat().st_size, log.read_bytes()

    def tear() -> None:
        with path.open("r+b") as file:
            file.truncate(torn_bytes)
        log.write_bytes(tail)

    mine, theirs = _in_pairs(
        pairs,
        lambda: _timed(lambda: recover(layout, film)),
        lambda: _run(("openssl", "dgst", "-sha256", str(path))),
        before=tear,
    )
    beyond_s = statistics.median(a - b for a, b in zip(mine, theirs, strict=True))
    tear()
    recover(layout, film)
    read_ms = [1000 * _timed(lambda: _read_in_the_middle(path, key)) for _ in range(_READS)]
    median_s = [f"{statistics.median(times):.2f} s" for times in (mine, theirs)]
    return [
        (f"recover a torn file of {mib} MiB", median_s[0], f"openssl dgst {median_s[1]}; {beyond_s:+.2f} s"),
        (
            f"open a file of {mib} MiB and read 1 MiB in the middle",
            f"{statistics.median(read_ms):.2f} ms",
            f"slowest of {_READS}: {max(read_ms):.2f} ms",
        ),
    ]


def _read_in_the_middle(path: Path, key: bytes) -> None:
    with SealedReader(path, key) as reader:
        assert len(reader.read(reader.size_bytes // 2 + 12_345, _MIB)) == _MIB


def _in_pairs(
    pairs: int,
    ours: Callable[[], float],
    peer: Callable[[], float],
    *,
    before: Callable[[], None] = lambda: None,
) -> tuple[list[float], list[float]]:
    """Return the seconds of both, in pairs; who goes first changes every time."""
    mine, theirs = list[float](), list[float]()
    for n in range(pairs):
        for job, times in ((ours, mine), (peer, theirs))[:: 1 if n % 2 else -1]:
            before()
            times.append(job())
    return mine, theirs


def _run(command: tuple[str, ...]) -> float:
    return _timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _peak_mib(command: tuple[str, ...]) -> int:
    """Return the most memory that a process ever had resident."""
    _, status, used = os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)
    assert status == 0
    return used.ru_maxrss // 1024


if __name__ == "__main__":
    main()
