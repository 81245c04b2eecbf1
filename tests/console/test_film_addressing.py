"""The playlist and the byte ranges, as pure values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.client.playlist import SEGMENT_S, playlist, segments
from console.client.ranges import RangeUnsatisfiable, read_range

HALF_SECONDS = [(1000 + 500 * n, 500, 0.5 * n, 0.5) for n in range(19)]


def test_half_second_fragments_become_segments_of_four_seconds():
    found = list(segments(HALF_SECONDS))
    assert [segment.duration_s for segment in found] == [4.0, 4.0, 1.5]
    assert [segment.offset for segment in found] == [1000, 5000, 9000]


def test_fragments_that_do_not_touch_stay_apart():
    found = list(segments([(100, 50, 0.0, 0.5), (200, 50, 0.5, 0.5)]))
    assert [(segment.offset, segment.size) for segment in found] == [(100, 50), (200, 50)]


def test_a_film_without_fragments_has_an_empty_playlist():
    assert playlist(100, [], film="/f").endswith("#EXT-X-ENDLIST\n")


@given(st.lists(st.tuples(st.integers(1, 10**6), st.floats(0.04, 3.0)), max_size=60))
def test_segments_cover_every_byte_once_and_stay_short(sizes):
    fragments, offset, start = [], 700, 0.0
    for size, duration in sizes:
        fragments.append((offset, size, start, duration))
        offset, start = offset + size, start + duration
    found = list(segments(fragments))
    assert sum(segment.size for segment in found) == offset - 700
    assert all(segment.duration_s <= SEGMENT_S + 0.01 for segment in found)
    ends = [segment.offset + segment.size for segment in found]
    assert [segment.offset for segment in found][1:] == ends[:-1]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("bytes=0-", (0, 1000)),
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 10)),
        ("bytes=990-5000", (990, 10)),
        ("bytes=-5", (995, 5)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=x-y", None),
    ],
)
def test_a_range_header_reads_as_offset_and_length(header, expected):
    assert read_range(header, 1000) == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5-4", "bytes=-0"])
def test_a_range_outside_the_file_is_unsatisfiable(header):
    with pytest.raises(RangeUnsatisfiable):
        read_range(header, 1000)
