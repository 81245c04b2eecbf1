"""What sync does with a released film, in memory, and a box that is told other settings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from appliance.settings.model import Policy
from tests.recorder.bench import Bench

PART_BYTES = 100_000


def parts_of(bench: Bench, film: str) -> list[dict[str, Any]]:
    """Cut a released film as sync would."""
    _, header = bench.sync.ask_body("sync.header", id=film)
    whole = header + (bench.settings.paths.data / "recordings" / f"{film}.sealed").read_bytes()
    pieces = [whole[at : at + PART_BYTES] for at in range(0, len(whole), PART_BYTES)]
    return [
        {"name": f"part-{number:05d}", "size_bytes": len(piece), "sha256": hashlib.sha256(piece).hexdigest()}
        for number, piece in enumerate(pieces)
    ]


def sign(bench: Bench, film: str, parts: list[dict[str, Any]]) -> str:
    """Ask for the manifest; return its hash."""
    _, note = bench.sync.ask_body("sync.manifest", id=film, parts=parts)
    return hashlib.sha256(note).hexdigest()


def deliver(bench: Bench) -> str:
    """Bring the one film that is waiting to the store; return its id."""
    (job,) = bench.sync.ask("sync.jobs")["upload"]
    film = str(job["id"])
    bench.sync.ask("sync.delivered", id=film, manifest_sha256=sign(bench, film, parts_of(bench, film)))
    return film


def tell_other_settings(
    bench: Bench, *, policy: Policy | None = None, retention_days: Mapping[str, int] | None = None
) -> None:
    """Restart the box under another policy, or with other terms for some purposes."""
    bench.shut_down()
    own = retention_days or {}
    purposes = {
        name: replace(purpose, retention_days=own.get(name, purpose.retention_days))
        for name, purpose in bench.settings.purposes.items()
    }
    bench.settings = replace(bench.settings, policy=policy or bench.settings.policy, purposes=purposes)
    bench.boot()
