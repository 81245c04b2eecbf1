"""The recorder over its socket: whether anybody needs the box, and whether the recorder and sync are well.

What comes back is checked for form; a recorder that does not answer means that nobody knows, so: not now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.control.client import ControlClient
from appliance.domain.errors import MessageDamaged
from appliance.update.moment import Situation

_IDLE, _HELP = "idle", "help"


@dataclass(frozen=True, slots=True)
class Wellness:
    """What is wrong with the recorder, in sentences; how long ago sync asked it something (None: never)."""

    faults: tuple[str, ...]
    sync_heard_s: float | None


class RecorderLink:
    """The updater's door to the recorder."""

    def __init__(self, socket: Path) -> None:
        self._client = ControlClient(socket, timeout_s=10.0)

    def situation(self, now: datetime) -> Situation:
        """Return what goes on in the room. Raises: ControlError."""
        told = self._client.ask("update.situation")
        try:
            return Situation(
                now=now,
                clock_known=_flag(told["clock_known"]),
                talk_idle=told["state"] == _IDLE,
                needs_help=told["state"] == _HELP,
                quiet_s=float(told["quiet_s"]),
                looking_back=_flag(told["looking_back"]),
                delivering=_flag(told["delivering"]),
                window_ends=tuple(datetime.fromisoformat(text) for text in told["window_ends"]),
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise MessageDamaged("update.situation") from fault

    def tell(self, *, ok: bool, sentence: str) -> None:
        """Let beheer see how updating goes, on the page with the health of the box. Raises: ControlError."""
        self._client.ask("update.told", ok=ok, sentence=sentence[:300])

    def wellness(self) -> Wellness:
        """Return how the recorder and sync are. Raises: ControlError."""
        told = self._client.ask("update.wellness")
        try:
            faults = [f"{part['part']}: {part['sentence']}" for part in told["parts"] if not part["ok"]]
            heard = told["sync_heard_s"]
            return Wellness(tuple(faults), None if heard is None else float(heard))
        except (KeyError, TypeError, ValueError) as fault:
            raise MessageDamaged("update.wellness") from fault


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a flag")
    return value
