"""The same verbs on every kind of store, each a real server (tests/sync/servers), through the real rclone."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.errors import (
    EraseNotProven,
    StoreError,
    StoreRefused,
    StoreUnreachable,
)
from appliance.settings.model import Store
from appliance.sync import erase
from appliance.sync.names import audit_folder
from appliance.sync.rclone import RcloneRemote
from appliance.sync.rclone_process import ask
from appliance.sync.readback import read_back
from appliance.sync.remote import Stored, read_small
from tests.sync.conftest import MakeRemote
from tests.sync.servers.places import Place
from tests.sync.servers.town import Town

ID = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32
# Not UTF-8, with the bytes that text modes and terminals change.
CONTENT = bytes(range(256)) * 400 + b"\r\n\x00\x1a\xff"
SOME_HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmlMM+1RRYpH9Mrd7EIu4rSnVrhGJnBsA9mLNVnIJzZ"


@pytest.fixture(params=["local", "sftp", "sftp-only", "webdav", "smb", "s3", "s3-versions"])
def place(request: pytest.FixtureRequest, town: Town) -> Place:
    return town(request.param)


@pytest.fixture
def remote(place: Place, make_remote: MakeRemote) -> RcloneRemote:
    return make_remote(place.store, place.secrets)


def put(remote: RcloneRemote, name: str, content: bytes = CONTENT, folder: str = ID) -> Stored:
    source = remote._scratch / name
    source.write_bytes(content)
    remote.put(folder, source)
    return Stored(name, len(content), hashlib.sha256(content).hexdigest())


def back(remote: RcloneRemote, name: str) -> Stored:
    return read_back(remote, ID, name, limit_bytes=len(CONTENT))


def test_what_is_put_comes_back_the_same(remote: RcloneRemote, place: Place) -> None:
    made = put(remote, "part-00000")
    assert back(remote, "part-00000") == made
    assert remote.names(ID) == {"part-00000": len(CONTENT)}
    assert remote.folders() == {ID}
    assert place.content() == {f"{ID}/part-00000": CONTENT}


def test_bytes_changed_in_the_store_are_noticed_and_replaced(remote: RcloneRemote, place: Place) -> None:
    made = put(remote, "part-00000")
    altered = bytearray(CONTENT)
    altered[1000] ^= 1
    place.lay(f"{ID}/part-00000", bytes(altered))
    assert back(remote, "part-00000") != made
    put(remote, "part-00000")  # same size: rclone alone would think it is there already
    assert back(remote, "part-00000") == made


def test_a_shortened_file_is_noticed(remote: RcloneRemote, place: Place) -> None:
    made = put(remote, "part-00000")
    place.lay(f"{ID}/part-00000", CONTENT[:-1])
    assert back(remote, "part-00000") != made


def test_reading_stops_soon_when_the_store_sends_too_much(remote: RcloneRemote) -> None:
    put(remote, "part-00000", b"x" * (5 << 20))
    assert read_back(remote, ID, "part-00000", limit_bytes=10).size_bytes < 5 << 20


def test_what_is_not_there_does_not_come_back(remote: RcloneRemote) -> None:
    assert back(remote, "part-00000").size_bytes == 0
    assert remote.names(ID) == {}


def test_deleting_twice_is_deleting(remote: RcloneRemote) -> None:
    put(remote, "part-00000")
    put(remote, "part-00001")
    for _ in range(2):
        remote.delete(ID, "part-00000")
    assert remote.names(ID) == {"part-00001": len(CONTENT)}


def test_an_erased_recording_is_proven_gone_and_its_neighbour_stays(
    remote: RcloneRemote, place: Place
) -> None:
    put(remote, "part-00000", folder=OTHER)
    for name in ("part-00000", "part-00001", "manifest.json"):
        put(remote, name)
    place.lay(f"{ID}/dropped by 'a colleague'; rm.txt", b"x")
    place.lay(f"{ID}/part-00001.0a1b2c3d.partial", b"what a killed rclone left")
    for _ in range(2):  # a second time is harmless
        assert list(erase.steps(remote, ID)) == list(erase.Step)
        assert remote.folders() == {OTHER}
    assert place.content() == {f"{OTHER}/part-00000": CONTENT}


def test_a_boxs_small_notes_are_kept_apart_and_can_be_erased(remote: RcloneRemote) -> None:
    folder = audit_folder("box-1")
    put(remote, "part-00000", folder=OTHER)
    remote.put_small(folder, "checkpoint-1.note", b"first")
    remote.put_small(folder, "checkpoint-1.note", b"other")  # of the same size
    remote.put_small(folder, "checkpoint-2.note", b"second")
    assert read_small(remote, folder, "checkpoint-1.note", limit_bytes=100) == b"other"
    assert read_small(remote, folder, "checkpoint-3.note", limit_bytes=100) is None
    with pytest.raises(StoreError):
        read_small(remote, folder, "checkpoint-2.note", limit_bytes=5)
    assert remote.names(folder) == {"checkpoint-1.note": 5, "checkpoint-2.note": 6}
    remote.delete(folder, "checkpoint-1.note")
    assert remote.names(folder) == {"checkpoint-2.note": 6}
    remote.purge(folder)
    assert remote.names(folder) == {}
    assert OTHER in remote.folders()


# -- stores that are away or refuse --------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        Store(kind="webdav", options={"url": "http://127.0.0.1:9/"}),
        Store(
            kind="sftp", options={"host": "127.0.0.1", "port": "9", "user": "u", "host_keys": SOME_HOST_KEY}
        ),
        Store(kind="s3", path="bucket", options={"endpoint": "http://127.0.0.1:9", "access_key_id": "x"}),
    ],
    ids=lambda store: store.kind,
)
def test_a_store_that_is_away_is_unreachable_and_never_empty(options: Store, make_remote: MakeRemote) -> None:
    remote = make_remote(options, {"secret_access_key": "x"} if options.kind == "s3" else {"pass": "x"})
    verbs: tuple[Callable[[], object], ...] = (
        lambda: put(remote, "part-00000"),
        lambda: remote.names(ID),
        remote.folders,
    )
    for verb in verbs:
        with pytest.raises(StoreUnreachable):
            verb()


def test_a_share_that_is_not_mounted_is_unreachable_and_not_made_on_the_box(
    tmp_path: Path, make_remote: MakeRemote
) -> None:
    remote = make_remote(Store(kind="local", path=str(tmp_path / "share")))
    for verb in (lambda: put(remote, "part-00000"), lambda: remote.names(ID), remote.folders):
        with pytest.raises(StoreUnreachable):
            verb()
    assert not (tmp_path / "share").exists()


def test_another_server_behind_the_same_address_gets_nothing(town: Town, make_remote: MakeRemote) -> None:
    place = town.on_sftp()
    options = place.store.options | {"host_keys": SOME_HOST_KEY}
    remote = make_remote(dataclasses.replace(place.store, options=options), place.secrets)
    with pytest.raises(StoreError):
        put(remote, "part-00000")
    assert place.content() == {}


# -- a store that keeps what was deleted -------------------------------------------------------


@pytest.fixture
def bucket(town: Town, make_remote: MakeRemote) -> RcloneRemote:
    place = town.on_s3(versions=True)
    return make_remote(place.store, place.secrets)


def test_deleting_alone_proves_nothing_where_old_versions_stay(bucket: RcloneRemote, town: Town) -> None:
    put(bucket, "part-00000")
    bucket.delete(ID, "part-00000")
    assert bucket.names(ID) == {}
    assert bucket.folders() == {ID}
    # moto also shows such a folder to who asks for no versions, S3 does not: so look at what was asked.
    # It writes its log after it answers.
    asked = rf"GET /{bucket._store.path.partition('/')[0]}\?[^ ]*\bversions[=& ]"
    while not re.search(asked, town.moto().requests()):
        os.sched_yield()


def test_erasing_takes_old_versions_and_delete_markers_along(bucket: RcloneRemote) -> None:
    put(bucket, "part-00000", folder=OTHER)
    put(bucket, "part-00000", b"an older version")
    put(bucket, "part-00000")
    put(bucket, "part-00001")
    bucket.delete(ID, "part-00001")
    assert list(erase.steps(bucket, ID)) == list(erase.Step)
    assert bucket.folders() == {OTHER}
    status, listing, _ = ask(bucket._environment, "lsf", "-R", "--s3-versions", "store:")
    assert (status, sorted(listing.split())) == (0, [f"{OTHER}/", f"{OTHER}/part-00000"])


def test_erasing_takes_an_upload_along_that_was_cut_off_in_the_middle(
    town: Town, make_remote: MakeRemote
) -> None:
    place = town.on_s3()
    remote = make_remote(place.store, place.secrets)
    for folder in (ID, OTHER):
        begun = place.s3.create_multipart_upload(
            Bucket=place.bucket, Key=f"{place.prefix}/{folder}/part-00000"
        )
        place.s3.upload_part(
            Bucket=place.bucket, Key=begun["Key"], PartNumber=1, UploadId=begun["UploadId"], Body=CONTENT
        )
    assert ID in remote.folders()  # it is paid for and can be completed, so it is there
    list(erase.steps(remote, ID))
    left = place.s3.list_multipart_uploads(Bucket=place.bucket)["Uploads"]
    assert [row["Key"] for row in left] == [f"{place.prefix}/{OTHER}/part-00000"]


def test_a_locked_bucket_says_ok_to_a_deletion_but_is_not_believed(
    town: Town, make_remote: MakeRemote
) -> None:
    place = town.on_s3(lock=True)
    remote = make_remote(place.store, place.secrets)
    put(remote, "part-00000")
    with pytest.raises((EraseNotProven, StoreRefused)):
        list(erase.steps(remote, ID))
    assert remote.folders() == {ID}
