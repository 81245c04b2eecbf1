"""The review codes of everybody who says yes: made here, told once, kept nowhere.

Each person withdraws with a code of their own; only the client's opens the film (ADR 0013). So the client's
code gets a process that stays with the talk, and of the others only the tag is made, in processes that end
at once. Called on socket threads: each code costs one Argon2id.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from appliance.domain.people import CLIENT
from appliance.domain.review import CODE_BITS, ReviewCode
from appliance.recorder.code_keeper import CodeKeeper

_AT_ONCE = 3  # 64 MiB each


@dataclass(slots=True)
class HandedOut:
    """New codes by person, and what the box keeps of them: their tags, and the client's process."""

    codes: dict[str, ReviewCode]
    tags: dict[str, bytes]
    keeper: CodeKeeper | None  # None when the client has a code already

    def take_back(self) -> None:
        """Make the codes worth nothing."""
        if self.keeper is not None:
            self.keeper.close()


class Codes:
    """Makes codes and starts the processes that know them. ``data`` is the box's disk, ``salt`` its own."""

    def __init__(self, *, data: Path, salt: bytes) -> None:
        self._data, self._salt = data, salt

    def keeper_of(self, code: ReviewCode) -> CodeKeeper:
        """Start the process that knows ``code``."""
        return CodeKeeper.start(data=self._data, secret=code.secret, salt=self._salt)

    def hand_out(self, people: Iterable[str]) -> HandedOut:
        """Make a code for each of these people, a few at a time."""
        codes = {person: ReviewCode.from_bits(secrets.randbits(CODE_BITS)) for person in people}
        others = [person for person in codes if person != CLIENT]
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="code") as threads:
            client = threads.submit(self.keeper_of, codes[CLIENT]) if CLIENT in codes else None
            waiting = {person: threads.submit(self._tag_of, codes[person]) for person in others}
        keeper = client.result() if client else None
        try:
            tags = {person: tag.result() for person, tag in waiting.items()}
        except BaseException:
            if keeper is not None:
                keeper.close()
            raise
        return HandedOut(codes, {**tags, **({CLIENT: keeper.tag} if keeper else {})}, keeper)

    def _tag_of(self, code: ReviewCode) -> bytes:
        keeper = self.keeper_of(code)
        keeper.close()
        return keeper.tag
