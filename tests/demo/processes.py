"""What the kernel knows about processes, for tests that must leave none behind."""

from __future__ import annotations

import os
import select
from collections.abc import Iterable
from pathlib import Path


def is_alive(process_id: int) -> bool:
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return fields[0] != "Z"


def wait_gone(process_ids: Iterable[int]) -> None:
    """Wait for the kernel's word that each process ended."""
    for process_id in process_ids:
        try:
            handle = os.pidfd_open(process_id)
        except ProcessLookupError:
            continue
        try:
            assert select.select([handle], [], [], 20)[0], f"{process_id} lives on"
        finally:
            os.close(handle)


def descendants(process_id: int) -> set[int]:
    """Return the processes that this one started, and those they started."""
    children = {
        int(child)
        for task in Path(f"/proc/{process_id}/task").iterdir()
        for child in (task / "children").read_text().split()
    }
    return children.union(*(descendants(child) for child in children))
