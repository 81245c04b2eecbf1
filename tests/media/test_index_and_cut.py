"""Finding the pieces of a film in the film itself, and taking some of them out for good."""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from appliance.domain.errors import FilmDamaged
from appliance.media.cut import cut, keep
from appliance.media.index import FilmIndex, scan
from tests.media.films import BLOCK_BYTES, complaints, film, flashes_and_tones, joined, played, read_at

SECONDS = 5.0


@pytest.fixture(scope="module")
def content() -> bytes:
    return joined(film(SECONDS))


@pytest.fixture(scope="module")
def index(content: bytes) -> FilmIndex:
    return scan(read_at(content), len(content))


def _without(content: bytes, index: FilmIndex, *pieces: tuple[float, float]) -> bytes:
    blocks = list(cut(read_at(content), index, keep(index, pieces)))
    assert all(len(block) % BLOCK_BYTES == 0 for block in blocks)
    return b"".join(blocks)


def test_the_index_is_what_was_made(index: FilmIndex) -> None:
    init, *media = film(SECONDS)
    assert index.init_bytes == len(init.data)
    assert [(f.size, f.start_s, f.duration_s) for f in index.fragments] == [
        (len(m.data), pytest.approx(m.start_s), pytest.approx(m.duration_s)) for m in media
    ]
    assert index.seconds == pytest.approx(SECONDS, abs=0.05)


def test_only_heads_of_fragments_are_read(content: bytes) -> None:
    asked = []

    def counting(offset: int, length: int) -> bytes:
        asked.append(length)
        return content[offset : offset + length]

    scan(counting, len(content))
    assert sum(asked) < len(content) / 4


@pytest.mark.parametrize("short", [1, BLOCK_BYTES, 3 * BLOCK_BYTES + 5])
def test_a_torn_film_is_good_to_its_last_whole_fragment(content: bytes, index: FilmIndex, short: int) -> None:
    torn = content[:-short]
    found = scan(read_at(torn), len(torn))
    assert found.fragments == index.fragments[: len(found.fragments)]
    assert 0 < len(found.fragments) < len(index.fragments)
    assert found.size_bytes <= len(torn)


@pytest.mark.parametrize("damaged", [b"", b"\0" * 100_000, b"this is no film" * 9_000])
def test_what_is_no_film_is_a_named_error(damaged: bytes) -> None:
    with pytest.raises(FilmDamaged):
        scan(read_at(damaged), len(damaged))


class _Server:
    """The film and its playlist over HTTP with ranges, as the console gives them."""

    def __init__(self, folder: Path) -> None:
        handler = partial(_RangeHandler, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _RangeHandler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        body = (Path(self.directory) / self.path.lstrip("/")).read_bytes()
        asked = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")
        first, last = int(asked[0]), int(asked[1] or len(body) - 1)
        self.send_response(206 if "Range" in self.headers else 200)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(body)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(body[first : last + 1])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path, content: bytes, index: FilmIndex) -> Iterator[str]:
    (tmp_path / "film.mp4").write_bytes(content)
    (tmp_path / "film.m3u8").write_text(index.playlist("film.mp4"))
    server = _Server(tmp_path)
    yield f"{server.address}/film.m3u8"
    server.close()


def test_the_playlist_plays(served: str) -> None:
    command = ["ffprobe", "-v", "error", "-allowed_extensions", "ALL", "-show_entries", "format=duration"]
    said = subprocess.run([*command, "-of", "csv=p=0", served], capture_output=True, text=True, check=True)
    assert float(said.stdout) == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize("number", range(10))
def test_any_fragment_can_go_and_the_rest_plays_on_in_sync(
    content: bytes, index: FilmIndex, number: int, tmp_path: Path
) -> None:
    gone = index.fragments[number]
    middle_s = gone.start_s + gone.duration_s / 2
    left = _without(content, index, (middle_s, middle_s + 0.01))
    path = tmp_path / "left.mp4"
    path.write_bytes(left)
    assert complaints(path) == ""
    seen, heard = (played(left)[kind] for kind in ("video", "audio"))
    assert seen[1] == pytest.approx(SECONDS - gone.duration_s, abs=0.05)
    assert heard[1] == pytest.approx(seen[1], abs=0.06)
    assert scan(read_at(left), len(left)).seconds == pytest.approx(seen[1], abs=0.05)


def test_sync_holds_after_many_cuts(content: bytes, index: FilmIndex) -> None:
    left = _without(content, index, (0.6, 0.7), (1.6, 1.7), (2.6, 2.7), (3.6, 3.7))
    flashes, tones = flashes_and_tones(left)
    assert len(flashes) == 5
    assert tones == pytest.approx(flashes, abs=0.040)


def test_not_a_byte_of_a_piece_that_goes_is_kept(content: bytes, index: FilmIndex) -> None:
    gone = index.fragments[4]
    left = _without(content, index, (gone.start_s + 0.2, gone.start_s + 0.3))
    body = content[gone.offset : gone.offset + gone.size].rstrip(b"\0")
    samples = [body[at : at + 32] for at in range(0, len(body) - 32, 64)]
    samples = [sample for sample in samples if content.count(sample) == 1]  # a still picture repeats itself
    assert len(samples) > 20
    assert not any(sample in left for sample in samples)


def test_a_piece_takes_every_fragment_it_touches(index: FilmIndex) -> None:
    assert [f.start_s for f in keep(index, [(0.9, 2.1)])] == [
        f.start_s for f in index.fragments if f.end_s <= 0.85 or f.start_s >= 2.15
    ]


def test_everything_can_go(index: FilmIndex) -> None:
    assert keep(index, [(0.0, 100.0)]) == ()


def test_a_piece_without_length_takes_nothing(index: FilmIndex) -> None:
    assert keep(index, [(2.0, 2.0), (3.0, 1.0)]) == index.fragments
