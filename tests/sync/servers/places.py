"""A place on a real server: what a box is told about it, and a back door to see what really lies there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from appliance.settings.model import Store


class Place(Protocol):
    """One municipality's folder, bucket or share."""

    store: Store
    secrets: dict[str, str]

    def content(self) -> dict[str, bytes]:
        """Return every file with its path below the store's folder, not through rclone."""

    def lay(self, path: str, content: bytes) -> None:
        """Write a file from behind."""


@dataclass
class FolderPlace:
    """Its folder lies on this machine's disk."""

    store: Store
    folder: Path
    secrets: dict[str, str] = field(default_factory=dict)

    def content(self) -> dict[str, bytes]:
        files = (each for each in self.folder.rglob("*") if each.is_file())
        return {str(each.relative_to(self.folder)): each.read_bytes() for each in files}

    def lay(self, path: str, content: bytes) -> None:
        (self.folder / path).write_bytes(content)


@dataclass
class BucketPlace:
    """A prefix in an S3 bucket; ``content`` holds old versions too, as ``path?version``."""

    store: Store
    s3: Any
    bucket: str
    prefix: str
    secrets: dict[str, str] = field(default_factory=dict)

    def content(self) -> dict[str, bytes]:
        return dict(self._objects())

    def lay(self, path: str, content: bytes) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=f"{self.prefix}/{path}", Body=content)

    def _objects(self) -> Iterator[tuple[str, bytes]]:
        listed = self.s3.list_object_versions(Bucket=self.bucket, Prefix=f"{self.prefix}/")
        for row in listed.get("Versions", []):
            body = self.s3.get_object(Bucket=self.bucket, Key=row["Key"], VersionId=row["VersionId"])["Body"]
            path = row["Key"].removeprefix(f"{self.prefix}/")
            yield path if row["IsLatest"] else f"{path}?{row['VersionId']}", body.read()
        for row in listed.get("DeleteMarkers", []):
            yield f"{row['Key']}?deleted", b""
