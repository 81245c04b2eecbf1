"""What a box does with a stick: believe it or not, carry an order out once, and say there what came of it.

Nothing on a stick is believed before its signature is: an order has that of beheer, an update that which RAUC
asks for. What carries out is passed in, so that every refusal is tried without a box.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.crypto.notes import NoteVerifier
from appliance.domain.errors import (
    NoteKeyDamaged,
    OrderError,
    OrderForOther,
    OrderKeyMissing,
    OrderMissing,
    SpiegelboxError,
)
from appliance.orders.order import Order, What, read_order
from appliance.orders.stick import Stick
from appliance.store.durable_file import DurableFile

# Gets the files that were signed, as they were; returns in Dutch what was done. Raises: SpiegelboxError.
Job = Callable[[Stick, Mapping[str, bytes]], str]
# Done twice these are not what was asked: their order is used up before they begin.
_ONCE = {What.ROLLBACK}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisBox:
    """``box``: its name; ``key``: the file with the public key of who may give orders."""

    box: str
    key: Path
    memory: DurableFile
    check_moment: Callable[[What], None]  # Raises: SpiegelboxError when somebody needs the box now
    jobs: Mapping[What, Job]
    update: Callable[[Path], str]

    def last(self) -> datetime | None:
        """Return when the newest order that this box took was signed. Raises: OrderError."""
        content = self.memory.read()
        try:
            return None if content is None else datetime.fromisoformat(content.decode().strip())
        except ValueError as error:
            raise OrderError("wat de box van eerdere opdrachten onthield is beschadigd") from error

    def remember(self, order: Order) -> None:
        self.memory.replace(f"{order.signed_at.isoformat()}\n".encode())


def outcome_file(box: str) -> str:
    """Return the name of the file in which a box says what it did with a stick."""
    return f"uitkomst-{box}.txt"


def carry_out(stick: Stick, this: ThisBox) -> str:
    """Do what the stick asks, and say so on the stick; return what was done.

    Raises: OrderError (nothing happened), or what the job raises; that stands on the stick too.
    """
    stick.tell(outcome_file(this.box), "De box is bezig. Laat de stick zitten.\n")
    try:
        said = _carry_out(stick, this)
    except SpiegelboxError as error:
        stick.tell(outcome_file(this.box), f"NIET GELUKT\n\n{error.page()}")
        raise
    stick.tell(outcome_file(this.box), f"GELUKT\n\n{said}\n")
    return said


def _carry_out(stick: Stick, this: ThisBox) -> str:
    try:
        return _done(stick, this)
    except OSError as error:  # of the box's own disk; a stick never raises one
        raise OrderError(type(error).__name__) from error


def _done(stick: Stick, this: ThisBox) -> str:
    note = stick.note()
    if note is None:
        (bundle, *more) = stick.bundles() or (None,)
        if bundle is None or more:
            raise OrderMissing("meer dan één update" if more else "")
        return this.update(bundle)
    order = read_order(_key_of(this), note)
    order.check_for(this.box, after=this.last())
    files = stick.files()
    order.check_files(files)
    this.check_moment(order.what)
    if order.what in _ONCE:
        this.remember(order)
    said = this.jobs[order.what](stick, files)
    this.remember(order)
    stick.forget()
    return said


def _key_of(this: ThisBox) -> NoteVerifier:
    try:
        return NoteVerifier.from_text(this.key.read_text(encoding="utf-8"))
    except (OSError, NoteKeyDamaged) as error:
        raise OrderKeyMissing from error


def check_name(asked: str, *, box: str) -> None:
    """Return when a file of settings is for this box: its name never changes. Raises: OrderForOther."""
    if asked != box:
        raise OrderForOther(f"box.toml is voor {asked}, dit is {box}")
