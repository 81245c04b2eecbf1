"""The recorder's end of a code worker: start it, ask it, let it die.

One keeper is one process is one code. ``close`` ends the process, and with it every key that came out of
the code. Calls block for as long as the work takes, so they are made on a socket's thread, never on the
owner's; the two short ones that the owner does make say so.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from appliance.control.framing import REPLY_LINE_BYTES, decode, encode
from appliance.control.stream import Stream
from appliance.domain.errors import PlaybackEnded, SpiegelboxError, error_classes

_WITHIN_S = 600.0  # cutting an hour and a half of film on a slow card
_SHUT_S = 5.0


@dataclass(frozen=True, slots=True)
class CutFilm:
    """What a cut made: a new sealed film and the two blobs of its key."""

    release: bytes
    review: bytes
    size_bytes: int
    sha256: str
    seconds: float
    gaps: tuple[float, ...]


class CodeKeeper:
    """A process that knows one review code."""

    def __init__(self, process: subprocess.Popen[bytes], stream: Stream) -> None:
        self._process, self._stream = process, stream
        self._one_at_a_time = threading.Lock()
        self.tag = b""

    @classmethod
    def start(cls, *, data: Path, secret: bytes, salt: bytes) -> Self:
        """Start a worker and let it derive the master of a code (about a second on a Pi 4)."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "appliance.recorder.code_worker", str(data)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
            )
        keeper = cls(process, Stream(ours))
        try:
            answer, _ = keeper._ask("unlock", secret=secret.hex(), salt=salt.hex())
        except BaseException:
            keeper.close()
            raise
        keeper.tag = bytes.fromhex(str(answer["tag"]))
        return keeper

    def wrap(self, film: str, file_key: bytes) -> bytes:
        """Return the review blob of a film's key. Short: the owner may call it."""
        return bytes.fromhex(str(self._ask("wrap", film=film, file_key=file_key.hex())[0]["review"]))

    def open(self, film: str, review: bytes) -> float:
        """Open a film with its review blob; return its seconds. Raises: CodeUnknown, SealError."""
        return _number(self._ask("open", film=film, review=review.hex())[0]["seconds"])

    def take(self, film: str, file_key: bytes) -> None:
        """Open a film that was just made. Raises: SealError."""
        self._ask("take", film=film, file_key=file_key.hex())

    def read(self, offset: int, length: int) -> bytes:
        """Return film bytes in clear. Raises: SealError, PlaybackEnded."""
        return self._ask("read", offset=offset, length=length)[1]

    def index(self) -> dict[str, object]:
        """Return where the fragments of the open film lie."""
        found: dict[str, object] = json.loads(self._ask("index")[1])
        return found

    def header(self, recipients: tuple[str, ...]) -> bytes:
        """Return an age header of the open film for these recipients. Short."""
        return bytes.fromhex(str(self._ask("header", recipients=recipients)[0]["release"]))

    def cut(
        self,
        pieces: tuple[tuple[float, float], ...],
        *,
        gaps: tuple[float, ...],
        film: str,
        recipients: tuple[str, ...],
    ) -> CutFilm | None:
        """Make a new film without ``pieces``; from now on that is the open one. Takes its time.

        ``gaps`` are the seconds of the open film where something was left out before. Returns None when
        nothing would stay.
        """
        answer, _ = self._ask("cut", pieces=pieces, gaps=gaps, film=film, recipients=recipients)
        if answer["nothing_left"]:
            return None
        missing = answer["gaps"]
        assert isinstance(missing, list)  # noqa: S101 - our own worker's word
        return CutFilm(
            release=bytes.fromhex(str(answer["release"])),
            review=bytes.fromhex(str(answer["review"])),
            size_bytes=int(_number(answer["size_bytes"])),
            sha256=str(answer["sha256"]),
            seconds=_number(answer["seconds"]),
            gaps=tuple(map(_number, missing)),
        )

    def begin_copy(self, words: tuple[str, ...]) -> int:
        """Begin a copy of the open film for these words; return the bytes of the whole file."""
        return int(_number(self._ask("copy", words=words)[0]["size_bytes"]))

    def read_copy(self) -> bytes:
        """Return the next bytes of the copy, none at its end. Raises: SealError, PlaybackEnded."""
        return self._ask("copy_read")[1]

    def close(self) -> None:
        """End the process, and with it the keys. Safe to call twice, from any thread."""
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_SHUT_S)
        self._stream.close()

    def _ask(self, verb: str, **fields: object) -> tuple[dict[str, object], bytes]:
        line = encode({"verb": verb, **fields}, max_bytes=REPLY_LINE_BYTES)
        with self._one_at_a_time:
            try:
                self._stream.send(line, within_s=_SHUT_S)
                answer_line = self._stream.receive_line(
                    max_bytes=REPLY_LINE_BYTES, idle_s=_WITHIN_S, line_s=_SHUT_S
                )
                if answer_line is None:
                    raise PlaybackEnded
                answer = decode(answer_line)
                body = self._stream.receive_exactly(int(_number(answer["body_bytes"])), within_s=_SHUT_S)
            except OSError:
                self.close()  # an answer that comes late must not pass for the answer to the next question
                raise PlaybackEnded from None
        if "error" in answer:
            raise error_classes().get(str(answer["error"]), SpiegelboxError)
        return answer, body


def _number(value: object) -> float:
    assert isinstance(value, int | float)  # noqa: S101 - our own worker's word
    return float(value)
