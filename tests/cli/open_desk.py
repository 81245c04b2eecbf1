"""A person at a desk who opens a recording with ``spiegelbox open``."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.cli.main import main
from appliance.crypto.age_file import encrypt_stream
from appliance.crypto.identities import new_identity
from appliance.crypto.notes import NoteSigner
from appliance.recorder import receipts

IDENTITY = new_identity(pq=True)
OTHER = new_identity(pq=True)
FILM = os.urandom(300_000)
SEALED = b"".join(encrypt_stream(io.BytesIO(FILM), [IDENTITY.recipient]))
PART_BYTES = 100_000
COMMAND = [sys.executable, "-m", "appliance.cli.main", "open"]


@dataclass(frozen=True)
class Desk:
    """What a person has: a recording in parts, a key, and a place for the film."""

    folder: Path
    recording: Path
    key: Path
    out: Path

    def part(self, index: int) -> Path:
        return self.recording / f"part-{index:05d}"

    def open(self, *more: str | Path, recording: Path | None = None, key: Path | None = None) -> int:
        words = [recording or self.recording, "-i", key or self.key, "-o", self.out, *more]
        return main(["open", *map(str, words)])

    def shell(self, *more: str | Path) -> list[str]:
        return [*COMMAND, str(self.recording), "-i", str(self.key), *map(str, more)]

    def write_manifest(self, text: str | None = None) -> None:
        parts = [self.part(index) for index in range(len(list(self.recording.glob("part-*"))))]
        listed = [
            {
                "name": part.name,
                "size_bytes": part.stat().st_size,
                "sha256": hashlib.sha256(part.read_bytes()).hexdigest(),
            }
            for part in parts
        ]
        body = json.dumps({"v": 1, "parts": listed}, indent=1) + "\n"
        note = NoteSigner.generate("box.example/kamer-2").sign_as(receipts.MANIFEST_KIND, body)
        (self.recording / "manifest.json").write_text(note if text is None else text, encoding="utf-8")

    def nothing_left(self) -> bool:
        return sorted(path.name for path in self.folder.iterdir()) == ["key.txt", "opname"]


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x01
    path.write_bytes(content)


def refused(desk: Desk, capsys, *expected: str, code: int, left: Sequence[str] = ()) -> None:
    """Check exit code, sentence, next step, no traceback, and that no film was left anywhere."""
    out, err = capsys.readouterr()
    assert code == 1
    assert out == ""
    assert len(err.splitlines()) >= 2
    assert "Traceback" not in err
    for sentence in expected:
        assert sentence in err
    names = {path.name for path in desk.folder.iterdir()}
    assert names == {"key.txt", "opname", *left}
