"""The same verbs on real servers: a folder, WebDAV, SFTP and S3, all through the real rclone."""

from __future__ import annotations

import hashlib
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
from appliance.sync.remote import Stored, read_back, read_small
from tests.sync.conftest import ACCESS_KEY, FOLDER, SECRET_KEY, MakeRemote, Servers

ID = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32
# Not UTF-8, with the bytes that text modes and terminals change.
CONTENT = bytes(range(256)) * 400 + b"\r\n\x00\x1a\xff"
SOME_HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJmlMM+1RRYpH9Mrd7EIu4rSnVrhGJnBsA9mLNVnIJzZ"


@pytest.fixture(params=["local", "webdav", "sftp", "s3"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(kind: str, servers: Servers) -> tuple[Store, Path]:
    return servers(kind)


@pytest.fixture
def remote(place: tuple[Store, Path], make_remote: MakeRemote) -> RcloneRemote:
    return make_remote(place[0])


def put(remote: RcloneRemote, name: str, content: bytes = CONTENT, folder: str = ID) -> Stored:
    source = remote._scratch / name
    source.write_bytes(content)
    remote.put(folder, source)
    return Stored(name, len(content), hashlib.sha256(content).hexdigest())


def back(remote: RcloneRemote, name: str) -> Stored:
    return read_back(remote, ID, name, limit_bytes=len(CONTENT))


def test_what_is_put_comes_back_the_same(remote: RcloneRemote, place: tuple[Store, Path]) -> None:
    made = put(remote, "part-00000")
    assert back(remote, "part-00000") == made
    assert remote.names(ID) == {"part-00000": len(CONTENT)}
    assert remote.folders() == {ID}
    assert (place[1] / ID / "part-00000").read_bytes() == CONTENT


def test_bytes_changed_in_the_store_are_noticed_and_replaced(
    remote: RcloneRemote, place: tuple[Store, Path]
) -> None:
    made = put(remote, "part-00000")
    file = place[1] / ID / "part-00000"
    altered = bytearray(CONTENT)
    altered[1000] ^= 1
    file.write_bytes(altered)
    assert back(remote, "part-00000") != made
    put(remote, "part-00000")  # same size: rclone alone would think it is there already
    assert back(remote, "part-00000") == made


def test_a_shortened_file_is_noticed(remote: RcloneRemote, place: tuple[Store, Path]) -> None:
    made = put(remote, "part-00000")
    (place[1] / ID / "part-00000").write_bytes(CONTENT[:-1])
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
    remote: RcloneRemote, place: tuple[Store, Path]
) -> None:
    put(remote, "part-00000", folder=OTHER)
    for name in ("part-00000", "part-00001", "manifest.json"):
        put(remote, name)
    (place[1] / ID / "dropped by 'a colleague'; rm.txt").write_bytes(b"x")
    for _ in range(2):  # a second time is harmless
        assert list(erase.steps(remote, ID)) == list(erase.Step)
        assert remote.folders() == {OTHER}
    assert not (place[1] / ID).exists()
    assert (place[1] / OTHER / "part-00000").read_bytes() == CONTENT


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
    remote = make_remote(options)
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


@pytest.mark.parametrize("kind", ["webdav", "sftp", "s3"])
def test_a_wrong_password_is_a_refusal(kind: str, servers: Servers, make_remote: MakeRemote) -> None:
    wrong = {"secret_access_key": "wrong"} if kind == "s3" else {"pass": "wrong"}
    remote = make_remote(servers(kind)[0], **wrong)
    with pytest.raises(StoreRefused):
        put(remote, "part-00000")
    with pytest.raises(StoreRefused):
        remote.folders()


def test_another_server_behind_the_same_address_gets_nothing(
    servers: Servers, make_remote: MakeRemote
) -> None:
    store, folder = servers("sftp")
    remote = make_remote(
        Store(kind="sftp", path=store.path, options=store.options | {"host_keys": SOME_HOST_KEY})
    )
    with pytest.raises(StoreError):
        put(remote, "part-00000")
    assert list(folder.iterdir()) == []


# -- a store that keeps what was deleted -------------------------------------------------------


@pytest.fixture
def bucket(
    versioned_s3: tuple[str, Path], make_remote: MakeRemote, request: pytest.FixtureRequest
) -> RcloneRemote:
    """A remote on a fresh bucket that keeps old versions; with the mark ``lock`` it keeps them for years."""
    import boto3

    s3 = boto3.client(
        "s3",
        endpoint_url=versioned_s3[0],
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        region_name="us-east-1",
    )
    locked = getattr(request, "param", "") == "locked"
    name = f"bucket-{len(s3.list_buckets()['Buckets'])}"
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=locked)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if locked:
        rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}
        s3.put_object_lock_configuration(
            Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule}
        )
    options = {"endpoint": versioned_s3[0], "access_key_id": ACCESS_KEY}
    return make_remote(Store(kind="s3", path=f"{name}/{FOLDER}", options=options))


def test_deleting_alone_proves_nothing_where_old_versions_stay(
    bucket: RcloneRemote, versioned_s3: tuple[str, Path]
) -> None:
    put(bucket, "part-00000")
    bucket.delete(ID, "part-00000")
    assert bucket.names(ID) == {}
    assert bucket.folders() == {ID}
    # moto also shows such a folder to who asks for no versions, S3 does not: so look at what was asked.
    last_listing = [line for line in versioned_s3[1].read_text().splitlines() if "delimiter=" in line][-1]
    assert re.search(r"[?&]versions[=& ]", last_listing)


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


@pytest.mark.parametrize("bucket", ["locked"], indirect=True)
def test_a_locked_bucket_says_ok_to_a_deletion_but_is_not_believed(bucket: RcloneRemote) -> None:
    put(bucket, "part-00000")
    with pytest.raises((EraseNotProven, StoreRefused)):
        list(erase.steps(bucket, ID))
    assert bucket.folders() == {ID}
