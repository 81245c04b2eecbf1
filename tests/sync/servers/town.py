"""Every kind of store that a box can be told to use, each server started once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from appliance.settings.model import Store
from tests.sync.servers.apache import Apache, apache
from tests.sync.servers.moto_s3 import ACCESS_KEY, SECRET_KEY, MotoS3, moto_s3
from tests.sync.servers.openssh import OpenSsh, key_pem, make_key, openssh
from tests.sync.servers.places import BucketPlace, FolderPlace, Place
from tests.sync.servers.running import server_folder
from tests.sync.servers.samba import Samba, samba

USER, PASSWORD = "box", 'ge"heim $(x)'
# What people might type as the folder of a store; none of it may reach a command line.
FOLDER = "map van '$(touch gehackt)' & co"


class Town:
    """Give fresh places; ``Town(stack)`` keeps its servers until the stack is closed."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._number = 0
        self._openssh: dict[bool, OpenSsh] = {}
        self._apache: Apache | None = None
        self._samba: Samba | None = None
        self._moto: MotoS3 | None = None
        self._local: Path | None = None
        self.kinds: dict[str, Callable[[], Place]] = {
            "local": self._on_disk,
            "sftp": lambda: self.on_sftp(only_sftp=False),
            "sftp-only": lambda: self.on_sftp(only_sftp=True),
            "webdav": self._on_webdav,
            "smb": self.on_smb,
            "s3": self.on_s3,
            "s3-versions": lambda: self.on_s3(versions=True),
        }

    def __call__(self, kind: str) -> Place:
        return self.kinds[kind]()

    def openssh(self, *, only_sftp: bool = False) -> OpenSsh:
        if only_sftp not in self._openssh:
            self._openssh[only_sftp] = self._stack.enter_context(openssh(only_sftp=only_sftp))
        return self._openssh[only_sftp]

    def apache(self) -> Apache:
        self._apache = self._apache or self._stack.enter_context(apache(USER, PASSWORD))
        return self._apache

    def samba(self) -> Samba:
        self._samba = self._samba or self._stack.enter_context(samba(PASSWORD))
        return self._samba

    def moto(self) -> MotoS3:
        self._moto = self._moto or self._stack.enter_context(moto_s3())
        return self._moto

    def on_sftp(self, *, only_sftp: bool = False) -> FolderPlace:
        server = self.openssh(only_sftp=only_sftp)
        folder, _ = self._fresh(server.root)
        store = Store(kind="sftp", path=str(folder), options=server.options())
        return FolderPlace(store, folder, {"key_pem": server.key_pem})

    def on_smb(self, share: str = "store") -> FolderPlace:
        server = self.samba()
        folder, path = self._fresh(server.share(share))
        store = Store(kind="smb", path=f"{share}/{path}", options=server.options())
        return FolderPlace(store, folder, {"pass": PASSWORD})

    def on_s3(self, *, versions: bool = False, lock: bool = False) -> BucketPlace:
        server = self.moto()
        bucket = server.new_bucket(versions=versions, lock=lock)
        options = {"endpoint": server.endpoint, "access_key_id": ACCESS_KEY}
        store = Store(kind="s3", path=f"{bucket}/{FOLDER}", options=options)
        return BucketPlace(store, server.client, bucket, FOLDER, {"secret_access_key": SECRET_KEY})

    def other_key_pem(self) -> str:
        """Return an SSH key that no server lets in."""
        folder = self._stack.enter_context(server_folder("other-key"))
        make_key(folder / "key")
        return key_pem(folder / "key")

    def _on_disk(self) -> FolderPlace:
        self._local = self._local or self._stack.enter_context(server_folder("local"))
        folder, _ = self._fresh(self._local)
        return FolderPlace(Store(kind="local", path=str(folder)), folder)

    def _on_webdav(self) -> FolderPlace:
        server = self.apache()
        folder, path = self._fresh(server.root)
        for each in (folder.parent, folder):
            server.own(each)
        store = Store(kind="webdav", path=path, options={"url": server.url, "user": USER})
        return FolderPlace(store, folder, {"pass": PASSWORD})

    def _fresh(self, root: Path) -> tuple[Path, str]:
        self._number += 1
        path = f"test{self._number}/{FOLDER}"
        (root / path).mkdir(parents=True)
        return root / path, path
