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
_INSPECT = (
    *("--json=short", "--timeout=110", "call", "de.pengutronix.rauc", "/"),
    *("de.pengutronix.rauc.Installer", "InspectBundle"),
)
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
    """RAUC's command line and, for what only its service may do, D-Bus; how both are called is passed in."""

    def __init__(self, program: Sequence[str] = ("rauc",), bus: Sequence[str] = ("busctl",)) -> None:
        self._program, self._bus = tuple(program), tuple(bus)

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
        except UpdateError as error:
            raise UpdaterSilent(*error.args) from error
        except (ValueError, LookupError, TypeError, StopIteration) as error:
            raise UpdaterSilent(str(error)[:200]) from error

    def inspect(self, bundle: str, *, ca: str = "") -> Bundle:
        """Return what a bundle says, once its signature is believed. Raises: BundleRefused and below.

        Asked of the service: RAUC's own command wants a bundle for itself, which the updater's user may not.
        """
        trusting = ("1", "tls-ca", "s", ca) if ca else ("0",)
        said = self._ask([*self._bus, *_INSPECT, "sa{sv}", bundle, *trusting])
        try:
            told = _without_types(json.loads(said))[0]
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
        return self._ask([*self._program, *words])

    @staticmethod
    def _ask(command: Sequence[str]) -> str:
        try:
            done = subprocess.run(
                command,
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
    wrong = [line for line in lines if "rror" in line or "ailed" in line]
    last = next((line for line in wrong if line.startswith("LastError:")), wrong[-1] if wrong else "")
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


def _without_types(value: Any) -> Any:
    """Return what busctl wrote as JSON without the types it puts beside every value."""
    if isinstance(value, dict):
        if value.keys() == {"type", "data"}:
            return _without_types(value["data"])
        return {name: _without_types(inner) for name, inner in value.items()}
    return [_without_types(inner) for inner in value] if isinstance(value, list) else value


def _trusting(ca: str) -> tuple[str, ...]:
    return (f"--tls-ca={ca}",) if ca else ()
