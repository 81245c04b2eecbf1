"""The movie fragment: which samples follow, when they play, where their bytes lie.

Read and written here alone, so that a recording and a cut of it come out of one pen. We write it
ourselves because cutting has to rewrite it anyway, and because libavformat holds a fragment back until
the next one starts, which a pause or a power cut does not wait for.
Source: ISO/IEC 14496-12, sections 8.8.4 to 8.8.12. Offsets count from the first byte of the moof
(default-base-is-moof), so a fragment may stand anywhere in a file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from appliance.domain.errors import FilmDamaged
from appliance.media.boxes import boxes, find, pack_box

_DEFAULT_BASE_IS_MOOF = 0x020000
_DATA_OFFSET = 0x000001
_PER_SAMPLE_DURATION_SIZE_FLAGS = 0x000100 | 0x000200 | 0x000400
_TRUN_FLAGS = _DATA_OFFSET | _PER_SAMPLE_DURATION_SIZE_FLAGS
_STANDS_ALONE = 0x02000000  # sample_depends_on = 2
_LEANS_ON_OTHERS = 0x01010000  # sample_depends_on = 1, sample_is_non_sync_sample

_SAMPLE = struct.Struct(">III")  # duration, size, flags
_TRUN = struct.Struct(">IIi")  # version and flags, sample count, data offset


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture or one frame of sound, its duration in ticks of its track."""

    size_bytes: int
    duration: int
    keyframe: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """The samples of one track in a fragment; ``starts_at`` in ticks, ``data_offset`` into the mdat body."""

    track: int
    starts_at: int
    samples: tuple[Sample, ...]
    data_offset: int

    @property
    def duration(self) -> int:
        """How long the run plays, in ticks."""
        return sum(sample.duration for sample in self.samples)

    @property
    def ends_at(self) -> int:
        """The tick at which the run is over."""
        return self.starts_at + self.duration

    def without_first(self) -> Run:
        """Return the run without its first sample: the rest plays when it did."""
        first, *rest = self.samples
        return replace(
            self,
            starts_at=self.starts_at + first.duration,
            samples=tuple(rest),
            data_offset=self.data_offset + first.size_bytes,
        )


@dataclass(frozen=True, slots=True)
class MovieFragment:
    """A moof: its number in the film and a run for each track that has samples in it."""

    sequence: int
    runs: tuple[Run, ...] = field(default=())

    def pack(self) -> bytes:
        """Return the moof box for an mdat that follows it at once."""
        size = len(self._pack(moof_bytes=0))
        return self._pack(moof_bytes=size)

    def run_of(self, track: int) -> Run | None:
        """Return the run of a track, or None when it has no samples here."""
        return next((run for run in self.runs if run.track == track), None)

    def _pack(self, *, moof_bytes: int) -> bytes:
        trafs = (_pack_traf(run, body_at=moof_bytes + 8) for run in self.runs)
        return pack_box(b"moof", pack_box(b"mfhd", struct.pack(">II", 0, self.sequence)), *trafs)

    @classmethod
    def parse(cls, moof: bytes) -> MovieFragment:
        """Read a moof box that :meth:`pack` wrote. Raises: FilmDamaged."""
        try:
            body = next(boxes(moof)).body
            header = find(moof, b"mfhd", within=body)
            if header is None:
                raise FilmDamaged("a fragment without a number")
            _, sequence = struct.unpack_from(">II", moof, header.body.start)
            trafs = (box.body for box in boxes(moof, body) if box.kind == b"traf")
            return cls(sequence, tuple(_parse_traf(moof, traf, body_at=len(moof) + 8) for traf in trafs))
        except (struct.error, StopIteration) as error:
            raise FilmDamaged("a fragment that stops too early") from error


def _pack_traf(run: Run, *, body_at: int) -> bytes:
    tfhd = pack_box(b"tfhd", struct.pack(">II", _DEFAULT_BASE_IS_MOOF, run.track))
    tfdt = pack_box(b"tfdt", struct.pack(">IQ", 1 << 24, run.starts_at))
    head = _TRUN.pack(_TRUN_FLAGS, len(run.samples), body_at + run.data_offset)
    return pack_box(b"traf", tfhd, tfdt, pack_box(b"trun", head, *map(_pack_sample, run.samples)))


def _pack_sample(sample: Sample) -> bytes:
    flags = _STANDS_ALONE if sample.keyframe else _LEANS_ON_OTHERS
    return _SAMPLE.pack(sample.duration, sample.size_bytes, flags)


def _parse_traf(moof: bytes, traf: slice, *, body_at: int) -> Run:
    tfhd, tfdt, trun = (find(moof, kind, within=traf) for kind in (b"tfhd", b"tfdt", b"trun"))
    if tfhd is None or tfdt is None or trun is None:
        raise FilmDamaged("a track in a fragment without its boxes")
    _, track = struct.unpack_from(">II", moof, tfhd.body.start)
    _, starts_at = struct.unpack_from(">IQ", moof, tfdt.body.start)
    flags, count, offset = _TRUN.unpack_from(moof, trun.body.start)
    if flags != _TRUN_FLAGS:
        raise FilmDamaged("a fragment that this box did not write")
    samples = tuple(_parse_samples(moof, slice(trun.body.start + _TRUN.size, trun.body.stop)))
    if len(samples) != count:
        raise FilmDamaged("a fragment with another number of samples than it says")
    return Run(track, starts_at, samples, offset - body_at)


def _parse_samples(moof: bytes, table: slice) -> Iterator[Sample]:
    for duration, size_bytes, flags in _SAMPLE.iter_unpack(moof[table]):
        yield Sample(size_bytes, duration, keyframe=flags == _STANDS_ALONE)
