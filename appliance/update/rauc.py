"""RAUC by its own command: what runs, what stands ready, installing a bundle. The only place that calls it.

RAUC checks the signature, the kind of box, the version and every block; our handlers beside it
(image/rauc/handlers) ask whether now is a good moment and read back what was written. Here its words become
ours. Source: rauc.readthedocs.io, "Using RAUC"; versions 1.13 and later.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.domain.errors import (
    BundleDamaged,
    BundleForOther,
    BundleOlder,
    BundleRefused,
    BundleRogue,
    BundleUnreachable,
    NotNow,
    UpdateError,
    UpdaterSilent,
)
from appliance.update.version import Version

OnProgress = Callable[[int], None]
_TIMEOUT_S = 120.0
_PERCENT = re.compile(r"\s*(\d{1,3})% ")

# RAUC's words -> ours; the first that fits.
_CAUSES: tuple[tuple[str, type[UpdateError]], ...] = (
    (r"Compatible mismatch", BundleForOther),
    (r"Version mismatch|invalid.*version", BundleOlder),
    (r"Pre-install handler", NotNow),
    (r"Post-install handler", BundleDamaged),
    (r"signature verification failed|certificate|signer|no signature|[Ii]nvalid signature", BundleRogue),
    (r"format '\w+' not allowed|not supported in streaming", BundleRefused),
    (r"HTTP|nbd|range|Could ?n.t (?:resolve|connect)|[Tt]imeout|download|SSL", BundleUnreachable),
    (r"No such file", BundleUnreachable),
    (r"D-Bus|proxy|rauc service|org\.freedesktop", UpdaterSilent),
    (r"verity|digest|checksum|squashfs|mount|manifest|CMS|bundle", BundleDamaged),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A system slot: ``bootname`` A or B; ``whole`` may be tried; the rest as its installation left it."""

    bootname: str
    whole: bool
    version: Version | None
    installed_at: str  # ISO time, "" when RAUC never wrote this slot
    manifest_hash: str


@dataclass(frozen=True, slots=True)
class SystemState:
    """Which slot runs, which is next, and the two of them."""

    compatible: str
    booted: Slot
    other: Slot
    primary: str  # bootname of the slot that the next start takes


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle that RAUC believes says of itself. ``writes``: the state file's version afterwards."""

    version: Version
    compatible: str
    manifest_hash: str
    writes: int


class Rauc:
    """RAUC's command line; ``program`` is how it is called."""

    def __init__(self, program: Sequence[str] = ("rauc",)) -> None:
        self._program = tuple(program)

    def state(self) -> SystemState:
        """Return what runs and what stands ready. Raises: UpdaterSilent."""
        try:
            told = json.loads(self._run("status", "--detailed", "--output-format=json"))
            slots = [slot for row in told["slots"] for slot in row.values() if slot["bootname"]]
            booted = next(slot for slot in slots if slot["state"] == "booted")
            other = next(slot for slot in slots if slot is not booted)
            primary = next(
                slot["bootname"]
                for row in told["slots"]
                for name, slot in row.items()
                if name == told["boot_primary"]
            )
            return SystemState(str(told["compatible"]), _slot(booted), _slot(other), str(primary))
        except (ValueError, LookupError, TypeError, StopIteration, UpdateError) as error:
            raise UpdaterSilent(str(error)[:200]) from error

    def inspect(self, bundle: str, *, ca: str = "") -> Bundle:
        """Return what a bundle says, once its signature is believed. Raises: BundleRefused and below."""
        said = self._run("info", "--output-format=json-2", *_trusting(ca), bundle)
        try:
            told = json.loads(said)
            writes = told["meta"]["spiegelbox"]["state-version"]
            return Bundle(
                version=Version.parse(told["update"]["version"]),
                compatible=str(told["update"]["compatible"]),
                manifest_hash=str(told["manifest-hash"]),
                writes=int(writes),
            )
        except (ValueError, LookupError, TypeError) as error:
            raise BundleRefused("hierin staat niet wat voor update het is") from error

    def install(self, bundle: str, *, on_progress: OnProgress, ca: str = "") -> None:
        """Write a bundle into the slot that does not run. Raises: UpdateError and below; nothing is tried."""
        command = [*self._program, "install", *_trusting(ca), bundle]
        words: list[str] = []
        try:
            with subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
            ) as running:
                for line in running.stdout or ():
                    if found := _PERCENT.match(line):
                        on_progress(int(found[1]))
                    words.append(line)
        except OSError as error:
            raise UpdaterSilent(type(error).__name__) from error
        if running.returncode != 0:
            raise cause_of("".join(words))

    def choose_other(self) -> None:
        """Let the next restart try the other slot, once. Raises: UpdateError (it was not found whole)."""
        self._run("status", "mark-active", "other")

    def keep(self) -> None:
        """Say that the slot that runs is good: from now on the box starts it. Raises: UpdateError."""
        self._run("status", "mark-good", "booted")

    def _run(self, *words: str) -> str:
        try:
            done = subprocess.run(
                [*self._program, *words],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UpdaterSilent(type(error).__name__) from error
        if done.returncode != 0:
            raise cause_of(done.stderr + done.stdout)
        return done.stdout


def cause_of(words: str) -> UpdateError:
    """Return our error for what RAUC said; its last line goes along for beheer."""
    lines = [line.strip() for line in words.splitlines() if line.strip() and "-Message:" not in line]
    last = next((line for line in reversed(lines) if "rror" in line or "ailed" in line), "")
    whole = "\n".join(lines)
    kind = next((kind for pattern, kind in _CAUSES if re.search(pattern, whole)), UpdateError)
    return kind(last.removeprefix("LastError: ")[:300])


def _slot(told: dict[str, Any]) -> Slot:
    status = told.get("slot_status") or {}
    bundle = status.get("bundle") or {}
    version = bundle.get("version")
    return Slot(
        bootname=str(told["bootname"]),
        whole=told["boot_status"] == "good",
        version=Version.parse(version) if version else None,
        installed_at=str((status.get("installed") or {}).get("timestamp", "")),
        manifest_hash=str(bundle.get("hash", "")),
    )


def _trusting(ca: str) -> tuple[str, ...]:
    return (f"--tls-ca={ca}",) if ca else ()
