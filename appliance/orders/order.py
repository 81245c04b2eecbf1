"""An order: what, for which box, signed when, and with which files beside it. Pure.

A signed note (kind ``spiegelbox/order/v1``). It counts once: a box takes no order that was signed at or
before the moment of the last one it took. So a stick that is found again is worth nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.errors import NoteAltered, OrderForOther, OrderIncomplete, OrderNotOurs, OrderUsed

KIND = "spiegelbox/order/v1"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class What(Enum):
    """What a box can be asked to do by hand."""

    SETTINGS = "settings"  # other settings, such as another room, from box.toml beside the order
    UPDATE = "update"  # look in the channel now, and go over to what is there
    ROLLBACK = "rollback"  # back to the version before
    RETIRE = "retire"  # destroy the keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``signed_at`` has a time zone; ``files`` gives the SHA-256 (hex) of each file that belongs to it."""

    what: What
    box: str
    signed_at: datetime
    files: Mapping[str, str] = field(default_factory=dict)

    def check_for(self, box: str, *, after: datetime | None) -> None:
        """Return when this box may take it. Raises: OrderForOther, OrderUsed."""
        if self.box != box:
            raise OrderForOther(f"de opdracht is voor {self.box}, dit is {box}")
        if after is not None and self.signed_at <= after:
            raise OrderUsed(f"ondertekend op {self.signed_at:%d-%m-%Y %H:%M} UTC")

    def check_files(self, files: Mapping[str, bytes]) -> None:
        """Return when exactly the files that were signed lie beside it. Raises: OrderIncomplete."""
        there = digests(files)
        wrong = sorted({name for name, _ in there.items() ^ self.files.items()})
        if wrong:
            raise OrderIncomplete(", ".join(wrong))


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 (hex) of each file."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def sign_order(signer: NoteSigner, order: Order) -> str:
    """Return the order as a signed note."""
    body = {
        "what": order.what.value,
        "box": order.box,
        "signed_at": order.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "files": dict(sorted(order.files.items())),
    }
    return signer.sign_as(KIND, json.dumps(body, indent=1) + "\n")


def read_order(verifier: NoteVerifier, note: str) -> Order:
    """Return an order that this key signed. Raises: OrderNotOurs."""
    try:
        return _parse(json.loads(verifier.verify_as(KIND, note)))
    except NoteAltered as error:
        raise OrderNotOurs(*error.args) from error
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise OrderNotOurs("dit is geen opdracht die deze versie kent") from error


def _parse(told: Any) -> Order:
    if not isinstance(told, dict) or told.keys() != {"what", "box", "signed_at", "files"}:
        raise ValueError("other fields")
    if not isinstance(told["files"], dict):
        raise TypeError("files without names")
    files = {str(name): str(mark) for name, mark in told["files"].items()}
    moment = datetime.fromisoformat(told["signed_at"])
    if moment.tzinfo is None or not all(map(_SHA256.fullmatch, files.values())):
        raise ValueError("a moment without a zone, or a hash that is none")
    return Order(what=What(told["what"]), box=str(told["box"]), signed_at=moment, files=files)
