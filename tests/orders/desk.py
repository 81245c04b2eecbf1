"""A desk where orders are signed, a stick, and a box that takes it; what a job does is only written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.crypto.notes import NoteSigner
from appliance.domain.errors import SpiegelboxError
from appliance.orders.carry_out import ThisBox
from appliance.orders.order import Order, What, digests, sign_order
from appliance.orders.stick import BOX_FILE, NOTE_FILE, Stick
from appliance.store.durable_file import DurableFile

BOX = "zaandam-3"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OURS, STRANGER = NoteSigner.generate("beheer.zaandam.nl"), NoteSigner.generate("beheer.zaandam.nl")
WISH = {BOX_FILE: b"the settings", "store.toml": b"the secrets"}


class Desk:
    """``did`` is what the box was made to do, ``wrong`` what its next job or moment says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.did: list[str] = []
        self.now_is_wrong: SpiegelboxError | None = None
        self.wrong: SpiegelboxError | None = None
        (folder / "stick").mkdir(parents=True)
        (folder / "box").mkdir()
        self.stick = Stick(folder / "stick")
        self.key = folder / "box/orders.key"
        self.key.write_text(f"{OURS.verifier}\n")

    @property
    def box(self) -> ThisBox:
        return ThisBox(
            box=BOX,
            key=self.key,
            memory=DurableFile(self.folder / "box/last-order"),
            check_moment=self._check_moment,
            jobs={what: self._job(what) for what in What},
            update=lambda bundle: self._does(f"update {bundle.name}"),
        )

    def sign(
        self,
        what: What = What.SETTINGS,
        *,
        box: str = BOX,
        after: timedelta = timedelta(0),
        signer: NoteSigner = OURS,
        files: Mapping[str, bytes] | None = None,
    ) -> str:
        """Put an order on the stick with its files; return the note."""
        wished = WISH if files is None and what is What.SETTINGS else files or {}
        self.stick.folder.mkdir(exist_ok=True)
        for name, content in wished.items():
            (self.stick.folder / name).write_bytes(content)
        note = sign_order(signer, Order(what=what, box=box, signed_at=NOON + after, files=digests(wished)))
        (self.stick.folder / NOTE_FILE).write_text(note, encoding="utf-8")
        return note

    def outcome(self) -> str:
        return (self.stick.root / f"uitkomst-{BOX}.txt").read_text(encoding="utf-8")

    def _check_moment(self, what: What) -> None:
        if self.now_is_wrong:
            raise self.now_is_wrong

    def _job(self, what: What) -> Callable[[Stick, Mapping[str, bytes]], str]:
        return lambda _, files: self._does(" ".join([what.value, *sorted(files)]))

    def _does(self, what: str) -> str:
        if self.wrong:
            raise self.wrong
        self.did.append(what)
        return f"gedaan: {what}"
