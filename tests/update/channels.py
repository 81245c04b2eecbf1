"""A maker of channels, and the moment that the tests live in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from appliance.crypto.notes import NoteSigner
from appliance.update.channel import Channel, Release, sign_channel
from appliance.update.rings import Ring
from appliance.update.version import Version

NOW = datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
MAKER = NoteSigner.generate("updates.zaandam.example")
RELEASE = Release(
    version=Version.parse("1.4.0"),
    compatible="spiegelbox-pi",
    url="https://updates.zaandam.example/spiegelbox-1.4.0.raucb",
    manifest_sha256="ab" * 32,
    size_bytes=300_000_000,
    ring=Ring.ALL,
    boxes=(),
    not_before=NOW - timedelta(days=1),
)
CHANNEL = Channel(
    sequence=41, issued=NOW - timedelta(days=2), expires=NOW + timedelta(days=12), releases=(RELEASE,)
)


def note(**changes: object) -> str:
    return sign_channel(MAKER, replace(CHANNEL, **changes))  # type: ignore[arg-type]


def release(**changes: object) -> Release:
    return replace(RELEASE, **changes)  # type: ignore[arg-type]
