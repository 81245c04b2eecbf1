"""The people in the room, inside the virtual machine: they ask over the console's socket."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from appliance.control import ControlClient
from appliance.domain.errors import SpiegelboxError
from tests.bench.one_talk import consent

_SOCKET, _TOKEN_KEY = Path("/run/spiegelbox/console.sock"), Path("/test/token.key")
_PATIENCE_S = 120.0  # an emulated processor is slow
_LOOK_EVERY_S = 0.3


class Room:
    """A tablet and a klantmanager. Keeps the tablet alive while it waits."""

    def __init__(self) -> None:
        self._client = ControlClient(_SOCKET, timeout_s=60.0)

    def talk(self) -> dict[str, Any]:
        """Return what the tablet is told of the talk."""
        talk: dict[str, Any] = self.ask("status", tablet=True)["talk"]
        return talk

    def state(self) -> str:
        return str(self.talk()["state"])

    def says(self) -> str:
        """Return the code of what the tablet must say, "" when there is nothing."""
        notice = self.talk()["notice"]
        return str(notice["code"]) if notice else ""

    def ask(self, verb: str, **fields: Any) -> dict[str, Any]:
        return self._client.ask(verb, **fields)

    def everybody_says_yes(self) -> dict[str, Any]:
        """Give a talk its token; return what the tablet then shows."""
        return consent(self._client, _TOKEN_KEY.read_text().strip())

    def reach(self, state: str) -> None:
        """Wait until the talk stands there."""
        self.until(lambda: self.state() == state, state)

    def film(self, seconds: float) -> None:
        """Wait until so much more film lies sealed."""
        before_s = self.talk()["elapsed_s"]
        self.until(lambda: self.talk()["elapsed_s"] >= before_s + seconds, f"{seconds} s of film")

    def health(self) -> dict[str, dict[str, Any]]:
        """Return what beheer reads, by part."""
        return {part["part"]: part for part in self.ask("health")["parts"]}

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Wait until it holds. Raises: AssertionError, with what the tablet says then."""
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            with suppress(SpiegelboxError):  # a recorder that is being started again
                if holds():
                    return
            time.sleep(_LOOK_EVERY_S)
        raise AssertionError(f"never: {what}; {self.talk()}")
