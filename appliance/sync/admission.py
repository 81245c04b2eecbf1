"""Whether this store may be given recordings: only after it showed that it can erase (store_check.py).

What was found holds for a week and for these settings: another address or folder is another store. It is
taken back when the store fails to erase later on. The box checks by itself before the first delivery; a
person can ask the same questions with ``spiegelbox store check``.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from appliance.domain.errors import StoreUnfit
from appliance.settings.model import Store
from appliance.sync.progress import Progress
from appliance.sync.store_check import Checked, Finding, Mark, StoreCheck

VALID_S = 7 * 24 * 3600.0  # somebody may switch a recycle bin on
_SOME_BYTES = 100_000  # enough to see what a store does, little enough for a slow line


class Admission(Protocol):
    """What the worker asks before anything goes up."""

    def is_given(self) -> bool: ...

    def ask(self, on_step: Callable[[str], None]) -> None:
        """Check the store, now. Raises StoreUnfit, or the StoreError that got in between."""

    def take_back(self) -> None:
        """Forget that the store was ever fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAdmission:
    """Remembered in ``progress``, per settings of the store; ``now`` gives seconds since the epoch."""

    store: Store
    remote: Checked
    progress: Progress
    now: Callable[[], float]

    def is_given(self) -> bool:
        at_s = self.progress.admitted_at_s(_fingerprint(self.store))
        # A clock that was put back makes the check look as if it is still to come: then it is done anew.
        return at_s is not None and 0 <= self.now() - at_s < VALID_S

    def ask(self, on_step: Callable[[str], None]) -> None:
        recording_id = secrets.token_hex(16)
        # Noted as an upload: if we die in the middle, what the check left is erased like one.
        self.progress.begin(recording_id, "check")
        check = StoreCheck(remote=self.remote, recording_id=recording_id, size_bytes=_SOME_BYTES)
        for finding in check.findings():
            on_step(finding.name)
            if finding.mark is Mark.WRONG:
                raise _unfit(finding)
        self.progress.forget(recording_id)
        self.progress.admit(_fingerprint(self.store), self.now())

    def take_back(self) -> None:
        self.progress.revoke()


def _unfit(finding: Finding) -> StoreUnfit:
    error = StoreUnfit(finding.name)
    error.sentence, error.next_step = f"{error.sentence} {finding.sentence}", finding.next_step
    return error


def _fingerprint(store: Store) -> str:
    return hashlib.sha256(repr((store.kind, store.path, sorted(store.options.items()))).encode()).hexdigest()
