"""The stick as a box finds it: an order in the folder ``spiegelbox``, or an update beside it.

A stick may be pulled out at any moment, and may be of anybody: what is read is bounded, and a word that
cannot be left on it is not a fault.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from appliance.domain.errors import OrderIncomplete
from appliance.store.shred import shred

FOLDER, NOTE_FILE, BOX_FILE = "spiegelbox", "opdracht.note", "box.toml"
# What an order can have beside it, and nothing else: these go to the box together, or not at all.
FILES = (BOX_FILE, "store.toml", "ca.pem")
_MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Stick:
    """``root`` is where the stick is mounted."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / FOLDER

    def note(self) -> str | None:
        """Return the order, None when there is none. Raises: OrderIncomplete."""
        content = _read(self.folder / NOTE_FILE)
        try:
            return None if content is None else content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise OrderIncomplete(NOTE_FILE) from None

    def files(self) -> dict[str, bytes]:
        """Return what lies beside the order. Raises: OrderIncomplete."""
        found = {name: _read(self.folder / name) for name in FILES}
        return {name: content for name, content in found.items() if content is not None}

    def bundles(self) -> tuple[Path, ...]:
        """Return the updates on the stick."""
        return tuple(sorted({*self.root.glob("*.raucb"), *self.folder.glob("*.raucb")}))

    def tell(self, name: str, text: str) -> None:
        """Leave a text for people, with the line ends of a Windows editor, if the stick still takes it."""
        with (
            contextlib.suppress(OSError),
            (self.root / name).open("w", encoding="utf-8", newline="\r\n") as file,
        ):
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def forget(self) -> None:
        """Take the order away, and write over what is secret beside it."""
        with contextlib.suppress(OSError):
            (self.folder / NOTE_FILE).unlink(missing_ok=True)
            for name in FILES:
                if (self.folder / name).is_file():
                    shred(self.folder / name)


def _read(file: Path) -> bytes | None:
    """Return the content, None when there is no such file. Raises: OrderIncomplete."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OrderIncomplete(f"{file.name} is niet te lezen: {type(error).__name__}") from None
    if len(content) > _MOST_BYTES:
        raise OrderIncomplete(f"{file.name} is te groot")
    return content
