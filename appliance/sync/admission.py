"""Whether this store may be given recordings: only after it showed that it can erase (store_check.py).

What was found is remembered with the store's settings: another address or folder is another store. It is
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
    """Remembered in ``progress``, per settings of the store."""

    store: Store
    remote: Checked
    progress: Progress

    def is_given(self) -> bool:
        return self.progress.is_admitted(_fingerprint(self.store))

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
        self.progress.admit(_fingerprint(self.store))

    def take_back(self) -> None:
        self.progress.admit(None)


def _unfit(finding: Finding) -> StoreUnfit:
    error = StoreUnfit(finding.name)
    error.sentence, error.next_step = f"{error.sentence} {finding.sentence}", finding.next_step
    return error


def _fingerprint(store: Store) -> str:
    return hashlib.sha256(repr((store.kind, store.path, sorted(store.options.items()))).encode()).hexdigest()
