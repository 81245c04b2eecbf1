"""Take pieces out of a film: whole fragments go, the rest plays on as if they had never been.

What the client wants gone is gone: a piece is rounded out to whole fragments, and a little wider, since
a frame of AAC carries sound of its neighbour. Not a byte of a dropped fragment is kept. Streams: one
fragment in RAM at a time, each written as whole 64 KiB blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from appliance.domain.errors import FilmDamaged
from appliance.media.boxes import ReadAt, boxes, pack_box, pad
from appliance.media.index import FilmIndex, FragmentEntry
from appliance.media.moof import MovieFragment, Run
from appliance.media.moov import Track, read_tracks

Piece = tuple[float, float]

# Two frames of AAC at 48 kHz are 43 ms: the one that sticks out of its fragment, and its overlap.
_SOUND_REACH_S = 0.050


def keep(index: FilmIndex, pieces: Iterable[Piece]) -> tuple[FragmentEntry, ...]:
    """Return the fragments that stay when the ``pieces`` (from, to; seconds) go.

    Nothing may stay: the caller then destroys the recording instead of cutting it.
    """
    gone = [(from_s - _SOUND_REACH_S, to_s + _SOUND_REACH_S) for from_s, to_s in pieces if from_s < to_s]
    return tuple(
        entry
        for entry in index.fragments
        if not any(from_s < entry.end_s and entry.start_s < to_s for from_s, to_s in gone)
    )


def cut(read_at: ReadAt, index: FilmIndex, kept: Sequence[FragmentEntry]) -> Iterator[bytes]:
    """Yield the film of only the ``kept`` fragments, in blocks: the init, then fragment by fragment.

    Raises: FilmDamaged.
    """
    init = read_at(0, index.init_bytes)
    yield init
    splice = _Splice(read_tracks(init))
    for entry in kept:
        yield b"".join(splice.add(read_at(entry.offset, entry.size)))


class _Splice:
    """Number and time the fragments anew, so that each begins where the one before it ended."""

    def __init__(self, tracks: dict[int, Track]) -> None:
        self._tracks = tracks
        self._ends: dict[int, int] = {}
        self._sequence = 0
        self._now = Fraction(0)

    def add(self, data: bytes) -> Iterator[bytes]:
        found = [box for box in boxes(data) if box.kind != b"free"]
        for moof, mdat in zip(found[::2], found[1::2], strict=True):
            if (moof.kind, mdat.kind) != (b"moof", b"mdat"):
                raise FilmDamaged("a fragment in another order")
            fragment = self._retime(MovieFragment.parse(data[moof.start : moof.end]))
            yield pad(fragment.pack() + pack_box(b"mdat", data[mdat.body]))

    def _retime(self, fragment: MovieFragment) -> MovieFragment:
        picture = next(run for run in fragment.runs if self._tracks[run.track].is_picture)
        earlier = self._seconds(picture.track, picture.starts_at) - self._now
        runs = [self._move(run, earlier) for run in fragment.runs]
        self._sequence += 1
        self._now += self._seconds(picture.track, picture.duration)
        runs = [run for run in runs if run.samples]
        self._ends.update((run.track, run.ends_at) for run in runs)
        return MovieFragment(self._sequence, tuple(runs))

    def _move(self, run: Run, earlier_s: Fraction) -> Run:
        """Play a run ``earlier_s`` sooner, joined to the one before it.

        Sound comes in frames, so at a cut the two ends meet with a hole or an overlap of less than a
        frame. Up to half a frame it is closed; beyond that a frame goes or a hole stays, so that the
        sound is never further than half a frame from its picture, however many cuts there are.
        """
        if not run.samples:
            return run
        track = self._tracks[run.track]
        wanted = run.starts_at - round(earlier_s * track.ticks_hz)
        before = self._ends.get(run.track, wanted)
        half = run.samples[0].duration // 2
        if not track.is_picture and before - wanted > half:
            return self._move(run.without_first(), earlier_s)
        joined = track.is_picture or abs(before - wanted) <= half
        return replace(run, starts_at=before if joined else wanted)

    def _seconds(self, track: int, ticks: int) -> Fraction:
        return Fraction(ticks, self._tracks[track].ticks_hz)
