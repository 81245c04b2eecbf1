"""May this store be used? Try everything the box will ever ask of it on some noise, and look back.

A store must keep what it is given, give back the newest, and truly delete: not into a bin, not under an older
version, not under a lock. The noise lies in a folder named like a recording's and is erased at the end. What
a server does outside the store's own reach (backups) cannot be seen from here.
Source: design §5, docs/beheer/stores.md.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from time import monotonic
from typing import Protocol

from appliance.domain.errors import EraseNotProven, StoreError, StoreLocked, StoreRightsMissing
from appliance.sync import erase
from appliance.sync.names import part_name, probe_name
from appliance.sync.readback import comes_back
from appliance.sync.remote import Remote, Stored, stored_bytes


class Mark(Enum):
    """RIGHT: as it should be. MIND: it works, but somebody should know. WRONG: not to be used."""

    RIGHT = "right"
    MIND = "mind"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one step showed, in Dutch; ``name`` is for the log."""

    name: str
    mark: Mark
    sentence: str
    next_step: str = ""


class Checked(Remote, Protocol):
    """A store that also tells what it keeps beside what is asked of it."""

    def leftovers(self, name: str) -> tuple[str, ...]:
        """Return the kinds of bin, as people know them, in which a deleted file of this name still lies."""

    def snapshots(self) -> tuple[str, ...]:
        """Return the snapshot folders that can be seen and hold something."""

    def keeps_versions(self) -> bool:
        """Say whether the store keeps what was overwritten or deleted, until that is erased too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCheck:
    """One check, under ``recording_id``, with a file of ``size_bytes``."""

    remote: Checked
    recording_id: str
    size_bytes: int
    announce: Callable[[str], None] = lambda _: None  # told in Dutch what is about to be tried

    def findings(self) -> Iterator[Finding]:
        """Yield what each step showed; after a WRONG one nothing follows. Raises StoreError.

        Whatever happens, it tries to leave nothing behind.
        """
        try:
            for what, step in (
                ("De lijst opvragen", self._answers),
                ("Brengen en teruglezen", self._keeps),
                ("Overschrijven", self._overwrites),
                ("Wissen", self._erases),
                ("Zoeken naar een prullenbak, oude versies en momentopnamen", self._keeps_elsewhere),
            ):
                self.announce(what)
                for finding in step():
                    yield finding
                    if finding.mark is Mark.WRONG:
                        return
        finally:
            with suppress(StoreError):
                self.remote.purge(self.recording_id)

    def _answers(self) -> Iterator[Finding]:
        self.remote.folders()
        yield Finding("answers", Mark.RIGHT, "De opslag antwoordt en laat zien wat er staat.")

    def _keeps(self) -> Iterator[Finding]:
        took_up_s, took_down_s = self._bring(os.urandom(self.size_bytes))
        if took_up_s is None:
            yield _wrong(
                "keeps", "De opslag geeft iets anders terug dan de box bracht.", "Controleer de schijf."
            )
            return
        up, down = _mbps(self.size_bytes, took_up_s), _mbps(self.size_bytes, took_down_s)
        yield Finding(
            "keeps",
            Mark.RIGHT,
            f"Wat de box brengt, komt hetzelfde terug. Brengen: {up} Mbit/s, teruglezen: {down} Mbit/s.",
        )

    def _overwrites(self) -> Iterator[Finding]:
        # Of the same size: some stores, and some programs, think that nothing changed.
        if self._bring(os.urandom(self.size_bytes))[0] is None:
            yield _wrong(
                "overwrites",
                "De opslag geeft de oude inhoud terug nadat de box er iets nieuws overheen schreef.",
                "Geef het account het recht om te overschrijven. Zet WORM of bewaarplicht uit.",
            )
        else:
            yield Finding("overwrites", Mark.RIGHT, "Overschrijven werkt.")

    def _erases(self) -> Iterator[Finding]:
        name = probe_name(self.recording_id)
        self.remote.put_small(self.recording_id, name, b"spiegelbox")
        try:
            self.remote.delete(self.recording_id, name)
            if name in self.remote.names(self.recording_id):
                raise EraseNotProven  # noqa: TRY301  told in one place, below
            for _ in erase.steps(self.remote, self.recording_id):
                pass
        except StoreRightsMissing:
            yield _wrong(
                "erases",
                "De box mag niet wissen in deze opslag.",
                "Geef het account het recht om te wissen, ook van oude versies. Of zet object lock uit.",
            )
        except (EraseNotProven, StoreLocked):
            yield _wrong(
                "erases",
                "De opslag zegt dat er gewist is, maar houdt het vast.",
                "Zet object lock, bewaarplicht of WORM uit voor deze map of bucket, of kies een andere.",
            )
        else:
            yield Finding("erases", Mark.RIGHT, "Wissen werkt, en de lijst van de opslag bewijst het.")

    def _keeps_elsewhere(self) -> Iterator[Finding]:
        if bins := self.remote.leftovers(probe_name(self.recording_id)):
            yield _wrong(
                "bins",
                f"Wat gewist is, ligt nog in de prullenbak van de opslag ({', '.join(bins)}).",
                "Zet de prullenbak uit voor de map van de box.",
            )
            return
        yield Finding("bins", Mark.RIGHT, "Er is geen prullenbak te zien waarin het gewiste blijft liggen.")
        if self.remote.keeps_versions():
            yield Finding(
                "versions",
                Mark.MIND,
                "De opslag bewaart oude versies. De box wist die mee; dat is nu bewezen.",
                "Eenvoudiger is het om versies uit te zetten voor deze bucket.",
            )
        if snapshots := self.remote.snapshots():
            yield Finding(
                "snapshots",
                Mark.MIND,
                f"De opslag maakt momentopnamen ({', '.join(snapshots)}). Daarin blijft staan wat gewist is.",
                "Zet ze uit voor de map van de box, of bewaar ze hooguit een paar dagen.",
            )

    def _bring(self, content: bytes) -> tuple[float | None, float]:
        """Return the seconds up and down; None when something else came back."""
        part: Stored = stored_bytes(part_name(0), content)
        began_s = monotonic()
        self.remote.put_small(self.recording_id, part.name, content)
        up_s = monotonic() - began_s
        is_same = comes_back(self.remote, self.recording_id, part)
        return up_s if is_same else None, monotonic() - began_s - up_s


def _wrong(name: str, sentence: str, next_step: str) -> Finding:
    return Finding(name, Mark.WRONG, sentence, next_step)


def _mbps(size_bytes: int, took_s: float) -> str:
    return f"{size_bytes * 8 / 1e6 / max(took_s, 1e-3):.1f}".replace(".", ",")
