"""The film on its way from the recorder to the player: piece by piece, through memory, never to a file.

The playlist and the plain film are the same bytes; the recorder decrypts each piece when it is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from console.box import BoxPort
from console.client.blueprint import bp, on_the_tablet
from console.client.playlist import playlist
from console.client.ranges import RangeUnsatisfiable, read_range
from console.client.visits import Visit
from console.parts import parts
from console.security.gate import the_tablet

PIECE_BYTES = 256 * 1024  # below waitress's own buffer, so that it never spills a film to a file


@bp.get("/film/lijst.m3u8")
@on_the_tablet
def film_list() -> ResponseReturnValue:
    index = _index(_open_visit())
    text = playlist(index["init_bytes"], index["fragments"], film=url_for("client.film_bytes"))
    return Response(text, mimetype="application/vnd.apple.mpegurl")


@bp.get("/film/film.mp4")
@on_the_tablet
def film_bytes() -> ResponseReturnValue:
    visit = _open_visit()
    size_bytes: int = _index(visit)["size_bytes"]
    try:
        wanted = read_range(request.headers.get("Range"), size_bytes)
    except RangeUnsatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{size_bytes}"})
    offset, length = wanted or (0, size_bytes)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(length)}
    if wanted:
        headers["Content-Range"] = f"bytes {offset}-{offset + length - 1}/{size_bytes}"
    pieces = _pieces(parts().box, visit.playback, offset, length)
    return Response(pieces, 206 if wanted else 200, headers, mimetype="video/mp4")


def _pieces(box: BoxPort, playback: str, offset: int, length: int) -> Iterator[bytes]:
    end = offset + length
    while offset < end:
        _, body = box.ask_body(
            "review.read", playback=playback, offset=offset, length=min(PIECE_BYTES, end - offset)
        )
        if not body:
            return
        offset += len(body)
        yield body


def _open_visit() -> Visit:
    visit = parts().visits.of(the_tablet().id)
    if not visit.playback:
        abort(404)
    return visit


def _index(visit: Visit) -> dict[str, Any]:
    if visit.index is None:
        visit.index = json.loads(parts().box.ask_body("review.index", playback=visit.playback)[1])
    return visit.index
