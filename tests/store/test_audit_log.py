"""The audit log notices every change and survives a torn last line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.domain.errors import AuditDamaged
from appliance.store.audit import AuditLog, read_audit

AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def _log(path: Path, count: int = 4) -> list[bytes]:
    log = AuditLog(path)
    for number in range(count):
        log.append("press", at=AT, film="f" * 32, number=number)
    log.close()
    return path.read_bytes().splitlines(keepends=True)


def test_entries_come_back_and_a_reopened_log_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "audit" / "audit.jsonl"
    _log(path, 2)
    _log(path, 1)
    assert [(e.seq, e.event, e.detail) for e in read_audit(path)] == [
        (0, "press", {"number": 0}),
        (1, "press", {"number": 1}),
        (2, "press", {"number": 0}),
    ]


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda lines: [lines[0].replace(b'"press"', b'"prexx"'), *lines[1:]], "regel 1 "),
        (lambda lines: [lines[0], *lines[2:]], "regel 2 "),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "regel 2 "),
        (lambda lines: [*lines[:2], b"{}\n", *lines[2:]], "regel 3 "),
        (lambda lines: [*lines, b"not json\n"], "regel 5 "),
        (lambda lines: [*lines, lines[-1]], "regel 5 "),
    ],
    ids=["altered", "dropped", "reordered", "foreign", "garbage", "doubled"],
)
def test_a_changed_log_is_noticed_and_the_line_named(tmp_path: Path, damage, line: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b"".join(damage(_log(path))))
    with pytest.raises(AuditDamaged, match=line):
        read_audit(path)


@pytest.mark.parametrize("kept", [1, 10, -1])
def test_a_line_torn_by_a_power_cut_is_taken_off(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "audit.jsonl"
    lines = _log(path)
    path.write_bytes(b"".join(lines[:3]) + lines[3][:kept])
    log = AuditLog(path)
    log.append("boot", at=AT)
    assert [e.event for e in read_audit(path)] == ["press", "press", "press", "boot"]
