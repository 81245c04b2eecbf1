"""How to bring a recording on the bench to each state that holds content, and what the store then has."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

from appliance.crypto.age_file import decrypt_stream
from tests.recorder.bench import Bench

PART_BYTES = 100_000


def sealed(bench: Bench, film: str) -> Path:
    return bench.settings.paths.data / "recordings" / f"{film}.sealed"


def deliver(bench: Bench) -> bytes:
    """Do what sync does, in memory; return what the municipal store then holds."""
    (job,) = bench.sync.ask("sync.jobs")["upload"]
    film = job["id"]
    _, header = bench.sync.ask_body("sync.header", id=film)
    whole = header + sealed(bench, film).read_bytes()
    parts = [
        {
            "name": f"part-{number:05d}",
            "size_bytes": len(piece),
            "sha256": hashlib.sha256(piece).hexdigest(),
        }
        for number, piece in enumerate(whole[at : at + PART_BYTES] for at in range(0, len(whole), PART_BYTES))
    ]
    _, note = bench.sync.ask_body("sync.manifest", id=film, parts=parts)
    bench.sync.ask("sync.delivered", id=film, manifest_sha256=hashlib.sha256(note).hexdigest())
    return whole


def opened_with(bench: Bench, whole: bytes, purpose: str) -> bytes:
    return b"".join(decrypt_stream(io.BytesIO(whole), [bench.identities[purpose]]))


# How to bring a finished recording into each state that holds content.
REACH: dict[str, Callable[[Bench], object]] = {
    "in_review": lambda bench: None,
    "confirmed": lambda bench: None,
    "released": lambda bench: bench.days_pass(15),
    "in_store": lambda bench: (bench.days_pass(15), bench.reach_recording("released"), deliver(bench)),
    "frozen": lambda bench: bench.ask(
        "recordings.freeze", id=bench.recordings()[0]["id"], by=["noor", "fg"], days=30
    ),
}


def bring_to(bench: Bench, state: str, *, people: tuple[str, ...] = ("client",)) -> dict[str, str]:
    """Have a whole talk and bring its recording to ``state``; return everybody's code."""
    codes = bench.codes_of(bench.consent(*people))
    bench.film_and_close(answer="look" if state == "in_review" else "keep")
    REACH[state](bench)
    bench.reach_recording(state)
    return codes
