"""moto's S3, which keeps versions and object locks as Amazon's does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

from tests.sync.servers.running import Server, free_port, running, server_folder

ACCESS_KEY, SECRET_KEY = "AKTESTKEY0000000001", "secretsecretsecret01"


class MotoS3:
    """A running S3 service."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.endpoint = f"http://127.0.0.1:{server.port}"
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
            region_name="us-east-1",
        )

    def new_bucket(self, *, versions: bool = False, lock: bool = False) -> str:
        """Make a bucket; with ``lock`` nothing in it can be deleted for a year."""
        name = f"bucket-{len(self.client.list_buckets()['Buckets'])}"
        self.client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
        if versions or lock:
            status = {"Status": "Enabled"}
            self.client.put_bucket_versioning(Bucket=name, VersioningConfiguration=status)
        if lock:
            rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}
            self.client.put_object_lock_configuration(
                Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule}
            )
        return name

    def requests(self) -> str:
        """Return the service's own log: what was really asked."""
        return self.server.log.read_text()


@contextmanager
def moto_s3() -> Iterator[MotoS3]:
    with server_folder("s3") as base:
        port = free_port()
        command = [sys.executable, "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        with running(Server(command, port, base / "log")) as server:
            yield MotoS3(server)
