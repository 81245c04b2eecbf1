"""A build that goes on from an earlier one has the times of a build from nothing."""

from __future__ import annotations

import os
from pathlib import Path

from box import moments


def test_what_a_build_made_has_one_moment_and_what_a_package_brought_keeps_its_own(tmp_path: Path) -> None:
    packaged, made, link = tmp_path / "etc/packaged", tmp_path / "etc/made", tmp_path / "etc/link"
    packaged.parent.mkdir()
    packaged.touch()
    made.touch()
    link.symlink_to("packaged")
    mounted = tmp_path / "proc/mounted"
    mounted.parent.mkdir()
    mounted.touch()
    os.utime(packaged, ns=(1, 1_600_000_000_000_000_000))
    for path in (made, link, mounted, packaged.parent):
        os.utime(path, ns=(1, 1_700_000_000_000_000_001), follow_symlinks=False)
    moments.settle(tmp_path, epoch_s=1_650_000_000)
    assert packaged.stat().st_mtime_ns == 1_600_000_000_000_000_000
    assert {path.lstat().st_mtime for path in (made, link, packaged.parent)} == {1_650_000_000.0}
    assert mounted.stat().st_mtime_ns == 1_700_000_000_000_000_001
