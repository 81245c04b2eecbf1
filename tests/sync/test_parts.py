"""Cutting header + payload into parts."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

import pytest

from appliance.domain.errors import ContentTruncated
from appliance.sync.parts import PART_BYTES, Span, build, plan

HEADER = bytes(range(200))


def test_a_part_is_64_mib() -> None:
    assert PART_BYTES == 64 * 1024 * 1024


@pytest.mark.parametrize("payload_bytes", [0, 1, 99, 100, 101, 300, 799, 800, 801])
@pytest.mark.parametrize("part_bytes", [1, 7, 200, 1000])
def test_the_parts_in_order_are_the_header_and_the_payload(
    tmp_path: Path, payload_bytes: int, part_bytes: int
) -> None:
    payload = tmp_path / "payload"
    payload.write_bytes(b"p" * payload_bytes)
    whole = b""
    for span in plan(len(HEADER) + payload_bytes, part_bytes=part_bytes):
        part = build(span, header=HEADER, payload=payload, scratch=tmp_path)
        content = (tmp_path / part.name).read_bytes()
        assert part.size_bytes == len(content)
        assert part.sha256 == hashlib.sha256(content).hexdigest()
        whole += content
    assert whole == HEADER + b"p" * payload_bytes


def test_parts_sort_by_name_as_cat_reads_them() -> None:
    names = [span.name for span in plan(120, part_bytes=1)]
    assert names == sorted(names)
    assert names[0] == "part-00000"


def test_a_file_that_became_shorter_is_not_sent_as_if_it_were_whole(tmp_path: Path) -> None:
    payload = tmp_path / "payload"
    payload.write_bytes(b"p" * 10)
    with pytest.raises(ContentTruncated):
        build(Span("part-00000", 0, 211), header=HEADER, payload=payload, scratch=tmp_path)


def test_building_a_part_holds_a_few_blocks_in_memory_and_not_the_part(tmp_path: Path) -> None:
    payload = tmp_path / "payload"
    with payload.open("wb") as file:
        file.truncate(PART_BYTES)
    span = plan(len(HEADER) + PART_BYTES)[0]
    tracemalloc.start()
    build(span, header=HEADER, payload=payload, scratch=tmp_path)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 4 << 20
