"""The channel: a small signed note beside the bundles that says which release is for whom, and from when.

Any static server can carry it: it is believed by its signature (kind ``spiegelbox/update-channel/v1``), and
it cannot be held back for ever or played again, for it has a number that only grows and a last day. What a
bundle *is* (for which kind of box, what it does to the data) is told by the bundle itself, which RAUC checks.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.errors import ChannelExpired, ChannelRefused, ChannelReplayed, ClockBehind, NoteAltered
from appliance.update.rings import Ring
from appliance.update.version import Version

KIND = "spiegelbox/update-channel/v1"
CHANNEL_MAX_BYTES = 256 * 1024
LONGEST_LIFE = timedelta(days=90)
# Two machines are never of one mind about the second.
CLOCK_SLACK = timedelta(minutes=10)

_URL = re.compile(r"https://[!-~]{1,500}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COMPATIBLE = re.compile(r"[a-z0-9-]{1,64}")
_BOX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
_SIZE_MAX = 8 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One bundle and who may have it.

    ``manifest_sha256`` is of the bundle's manifest, in which stand the hashes of all the rest: so a bundle
    that is fetched in pieces is pinned too. ``size_bytes`` is of the whole file.
    """

    version: Version
    compatible: str
    url: str
    manifest_sha256: str
    size_bytes: int
    ring: Ring
    boxes: tuple[str, ...]
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What the channel says today. ``sequence`` grows with every note that is made."""

    sequence: int
    issued: datetime
    expires: datetime
    releases: tuple[Release, ...]


def sign_channel(signer: NoteSigner, channel: Channel) -> str:
    """Return the channel as a signed note. Raises: ChannelRefused (a value that no box would accept)."""
    body = {
        "sequence": channel.sequence,
        "issued": _text(channel.issued),
        "expires": _text(channel.expires),
        "releases": [
            {
                "version": str(one.version),
                "compatible": one.compatible,
                "url": one.url,
                "manifest_sha256": one.manifest_sha256,
                "size_bytes": one.size_bytes,
                "ring": one.ring.value,
                "boxes": list(one.boxes),
                "not_before": _text(one.not_before),
            }
            for one in channel.releases
        ],
    }
    _parse(json.dumps(body))
    return signer.sign_as(KIND, json.dumps(body, indent=1, ensure_ascii=True) + "\n")


def read_channel(
    verifier: NoteVerifier, note: str, *, now: datetime, seen: int, newest: datetime | None
) -> Channel:
    """Return a channel that can be believed now.

    ``seen`` is the highest number this box ever believed (0: none) and ``newest`` the latest moment it can be
    sure of. Raises: ChannelRefused (unsigned, another key, a changed letter, an impossible value),
    ChannelReplayed, ChannelExpired, ClockBehind.
    """
    try:
        channel = _parse(verifier.verify_as(KIND, note))
    except NoteAltered as error:
        raise ChannelRefused(*error.args) from error
    if channel.sequence < seen:
        raise ChannelReplayed(f"nummer {channel.sequence}, gezien {seen}")
    # Before the last day is looked at: with a clock in the past nothing ever expires.
    if now < max(channel.issued, newest or channel.issued) - CLOCK_SLACK:
        raise ClockBehind(f"{now:%Y-%m-%d %H:%M} UTC")
    if now >= channel.expires:
        raise ChannelExpired(f"op {channel.expires:%d-%m-%Y}")
    return channel


def _parse(body: str) -> Channel:
    """Read the body. Raises: ChannelRefused."""
    try:
        table = _fields(json.loads(body), "sequence", "issued", "expires", "releases")
        channel = Channel(
            sequence=_whole(table["sequence"], 2**53),
            issued=_time(table["issued"]),
            expires=_time(table["expires"]),
            releases=tuple(map(_release, _list(table["releases"]))),
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise ChannelRefused(str(error)[:120]) from error
    if not channel.issued < channel.expires <= channel.issued + LONGEST_LIFE:
        raise ChannelRefused("het bericht geldt langer dan 90 dagen, of is meteen verlopen")
    return channel


def _release(row: object) -> Release:
    names = ("version", "compatible", "url", "manifest_sha256", "size_bytes", "ring", "boxes", "not_before")
    table = _fields(row, *names)
    return Release(
        version=Version.parse(_shaped(table["version"], re.compile(".{1,40}"))),
        compatible=_shaped(table["compatible"], _COMPATIBLE),
        url=_shaped(table["url"], _URL),
        manifest_sha256=_shaped(table["manifest_sha256"], _SHA256),
        size_bytes=_whole(table["size_bytes"], _SIZE_MAX),
        ring=Ring(table["ring"]),
        boxes=tuple(_shaped(box, _BOX) for box in _list(table["boxes"])),
        not_before=_time(table["not_before"]),
    )


def _fields(value: object, *names: str) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != set(names):
        raise ValueError(f"niet precies deze velden: {', '.join(names)}")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or len(value) > 1000:
        raise ValueError("geen lijst, of een te lange")
    return value


def _whole(value: object, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= high:
        raise ValueError("een getal klopt niet")
    return value


def _shaped(value: object, form: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError("een waarde klopt niet")
    return value


def _time(value: object) -> datetime:
    moment = datetime.fromisoformat(_shaped(value, re.compile(r"[0-9TZ:+-]{10,40}")))
    if moment.tzinfo is None:
        raise ValueError("een tijd zonder tijdzone")
    return moment.astimezone(UTC)


def _text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ChannelRefused("een tijd zonder tijdzone")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
