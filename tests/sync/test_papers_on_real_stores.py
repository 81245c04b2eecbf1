"""Anchors and the daily look on every kind of store, each a real server, through the real rclone."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.store.anchor_check import check_against_anchors, check_anchors
from appliance.store.audit_anchor import read_anchor
from appliance.sync.anchor import LIMIT_BYTES, Anchoring
from appliance.sync.inventory import Inventory
from appliance.sync.names import audit_folder
from appliance.sync.progress import Progress
from appliance.sync.rclone import RcloneRemote
from appliance.sync.remote import read_small
from tests.sync.conftest import MakeRemote
from tests.sync.servers.town import Town
from tests.sync.test_anchor import Box
from tests.sync.test_inventory import DELIVERED, ERASED, STRANGE, Holder, signed_by


@pytest.fixture(params=["local", "sftp", "sftp-only", "webdav", "smb", "s3", "s3-versions"])
def remote(request: pytest.FixtureRequest, town: Town, make_remote: MakeRemote) -> RcloneRemote:
    place = town(request.param)
    return make_remote(place.store, place.secrets)


def test_a_log_is_anchored_in_stretches_also_when_sync_forgot_what_it_brought(
    remote: RcloneRemote, tmp_path: Path
) -> None:
    box = Box(tmp_path / "box")
    for number in range(3):
        box.write(2)
        memory = Progress(tmp_path / f"memory-{number}.sqlite")  # a new one each time: all is forgotten
        Anchoring(recorder=box, remote=remote, progress=memory, box="box-1").walk(lambda step: None)
        assert memory.anchored()[0] == 2 * (number + 1)
        memory.close()
    folder = audit_folder("box-1")
    stored = [read_small(remote, folder, name, limit_bytes=LIMIT_BYTES) for name in remote.names(folder)]
    anchors = [read_anchor(content) for content in stored if content]
    assert len(anchors) == 3
    assert check_anchors(anchors) == check_against_anchors(box.log, anchors) == []


def test_the_daily_look_sees_what_lies_there_and_what_does_not(
    remote: RcloneRemote, tmp_path: Path, progress: Progress
) -> None:
    for folder, box in ((ERASED, "box-1"), (STRANGE, "box-1"), ("5" * 32, "box-2")):
        remote.put_small(folder, "manifest.json", signed_by(box)["manifest.json"])
    holder = Holder(**{f"f{DELIVERED}": "store", f"f{ERASED}": "gone"})
    Inventory(recorder=holder, remote=remote, progress=progress, box="box-1").walk(lambda step: None)
    assert holder.heard == {"missing": [DELIVERED], "unknown": [STRANGE], "back": [ERASED]}
    assert progress.foreign() == {"5" * 32}
