"""A short-lived process that knows one review code, and what follows from it.

Whatever comes out of a client's code (the master key, the file key, the film in clear) lives here and
dies with the process. The recorder itself never holds it, and the 64 MiB that Argon2id needs are given
back. It talks over the socket it gets as standard input: one JSON line with an optional body each way,
one request at a time, and it ends when the socket closes. It opens sealed films for reading and, to cut,
one new sealed film for writing; never a file in clear.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.control.framing import REPLY_LINE_BYTES, decode, encode
from appliance.control.stream import Stream
from appliance.crypto.header import make_header
from appliance.crypto.identities import parse_recipient
from appliance.crypto.passphrase import PassphraseRecipient
from appliance.crypto.review_key import ReviewMaster, review_master
from appliance.domain.errors import MessageDamaged, PlaybackEnded, SpiegelboxError
from appliance.media.cut import cut, keep
from appliance.media.index import FilmIndex, FragmentEntry, scan
from appliance.recorder.copying import Copy
from appliance.recorder.hygiene import keep_secrets_in_memory
from appliance.store.layout import Layout
from appliance.store.sealed_file import SealedReader, SealedWriter

_FOR_EVER_S = 24 * 3600.0
_WITHIN_S = 60.0
_FILE_KEY_BYTES = 16

Answer = tuple[dict[str, object], bytes]


class CodeWorker:
    """The state of this process: at most one master, one open film."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._master: ReviewMaster | None = None
        self._film = ""
        self._file_key = b""
        self._reader: SealedReader | None = None
        self._index: FilmIndex | None = None
        self._copy: Copy | None = None
        self._verbs: dict[str, Callable[..., Answer]] = {
            "unlock": self._unlock,
            "wrap": self._wrap,
            "open": self._open,
            "take": self._take,
            "read": self._read,
            "index": self._give_index,
            "header": self._header,
            "cut": self._cut,
            "copy": self._begin_copy,
            "copy_read": self._read_copy,
        }

    def answer(self, request: dict[str, object]) -> Answer:
        """Carry out one request. Raises: SpiegelboxError."""
        verb = self._verbs.get(str(request.pop("verb", "")))
        if verb is None:
            raise MessageDamaged
        return verb(**request)

    def _unlock(self, secret: str, salt: str) -> Answer:
        self._master = review_master(bytes.fromhex(secret), bytes.fromhex(salt))
        return {"tag": self._master.tag.hex()}, b""

    def _wrap(self, film: str, file_key: str) -> Answer:
        return {"review": self._known().wrap(bytes.fromhex(file_key), film).hex()}, b""

    def _open(self, film: str, review: str) -> Answer:
        return self._take(film, self._known().unwrap(bytes.fromhex(review), film).hex())

    def _take(self, film: str, file_key: str) -> Answer:
        """Open a film whose key the recorder itself still holds, to cut it at the end of a talk."""
        self._film, self._file_key, self._copy = film, bytes.fromhex(file_key), None
        self._reader = SealedReader(self._layout.sealed(film), self._file_key)
        self._index = scan(self._reader.read, self._reader.size_bytes)
        return {"size_bytes": self._reader.size_bytes, "seconds": self._index.seconds}, b""

    def _read(self, offset: int, length: int) -> Answer:
        return {}, self._opened()[0].read(offset, length)

    def _give_index(self) -> Answer:
        reader, index = self._opened()
        rows = [[f.offset, f.size, f.start_s, f.duration_s] for f in index.fragments]
        body = {
            "init_bytes": index.init_bytes,
            "fragments": rows,
            "size_bytes": reader.size_bytes,
            "seconds": index.seconds,
        }
        return {}, json.dumps(body).encode()

    def _header(self, recipients: list[str]) -> Answer:
        return {"release": make_header(self._file_key, [parse_recipient(r) for r in recipients]).hex()}, b""

    def _cut(
        self, pieces: list[tuple[float, float]], gaps: list[float], film: str, recipients: list[str]
    ) -> Answer:
        """Write the open film without ``pieces`` as a new film under a new key, through memory."""
        reader, index = self._opened()
        file_key = secrets.token_bytes(_FILE_KEY_BYTES)
        kept = keep(index, pieces)
        if not kept:
            return {"nothing_left": True}, b""
        writer = SealedWriter.create(self._layout, film, file_key)
        try:
            for blocks in cut(reader.read, index, kept):
                writer.append(blocks)
            info = writer.close()
        except BaseException:
            writer.abort()
            raise
        review = self._known().wrap(file_key, film)
        self._take(film, file_key.hex())
        answer = {
            "nothing_left": False,
            **self._header(recipients)[0],
            "review": review.hex(),
            "size_bytes": info.size_bytes,
            "sha256": info.sha256,
            "seconds": sum(piece.duration_s for piece in kept),
            "gaps": _gaps(index, kept, before=gaps),
        }
        return answer, b""

    def _begin_copy(self, words: list[str]) -> Answer:
        self._copy = Copy(self._opened()[0], PassphraseRecipient(tuple(words)))
        return {"size_bytes": self._copy.size_bytes}, b""

    def _read_copy(self) -> Answer:
        if self._copy is None:  # never begun, or the film was cut since
            raise PlaybackEnded
        return {}, self._copy.next_piece()

    def _known(self) -> ReviewMaster:
        if self._master is None:
            raise MessageDamaged
        return self._master

    def _opened(self) -> tuple[SealedReader, FilmIndex]:
        if self._reader is None or self._index is None:
            raise MessageDamaged
        return self._reader, self._index


def serve(stream: Stream, worker: CodeWorker) -> None:
    """Answer requests until the recorder hangs up."""
    while True:
        line = stream.receive_line(max_bytes=REPLY_LINE_BYTES, idle_s=_FOR_EVER_S, line_s=_WITHIN_S)
        if line is None:
            return
        try:
            reply, body = worker.answer(decode(line))
        except SpiegelboxError as error:
            reply, body = {"error": error.code}, b""
        stream.send(
            encode({**reply, "body_bytes": len(body)}, max_bytes=REPLY_LINE_BYTES) + body, within_s=_WITHIN_S
        )


def main() -> None:
    """Run the worker; arguments: the data folder."""
    keep_secrets_in_memory()
    link = socket.socket(fileno=os.dup(0))
    data = Path(sys.argv[1])
    serve(Stream(link), CodeWorker(Layout(data=data, run=data)))


def _gaps(index: FilmIndex, kept: Sequence[FragmentEntry], *, before: list[float]) -> list[float]:
    """Return the seconds in the new film at which something is missing: old gaps and new cuts."""
    gaps, plays_s, stays = set[float](), 0.0, set(kept)
    for piece in index.fragments:
        if piece in stays:
            inside = [gap for gap in before if piece.start_s <= gap < piece.end_s]
            gaps.update(round(plays_s + gap - piece.start_s, 3) for gap in inside)
            plays_s += piece.duration_s
        else:
            gaps.add(round(plays_s, 3))
    return sorted(gaps)


if __name__ == "__main__":
    main()
