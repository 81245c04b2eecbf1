"""What a store keeps beside what is asked of it: bins and snapshots. Looked for, never changed.

Only what a file server shows can be found: a bin outside the share, or a backup, stays unseen. The names are
those that file servers and desktops give their bins. Folders above the store that may not be listed are
passed over. Source: the manuals of Samba, Synology, QNAP, NetApp, ZFS and Windows; docs/beheer/stores.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.settings.model import StoreKind
from appliance.sync.rclone_process import ask

_BINS = (
    *(".recycle", "#recycle", "@recycle", "$recycle.bin", "recycler", ".recycler"),
    *(".trash", ".trash-*", ".trashes", "trash", "prullenbak", ".deleted", "network trash folder"),
)
_SNAPSHOTS = (".snapshot", ".snapshots", "~snapshot", ".zfs/snapshot")
_WITH_FOLDERS: tuple[StoreKind, ...] = ("local", "sftp", "smb", "webdav")
_WITH_SNAPSHOTS: tuple[StoreKind, ...] = ("local", "sftp", "smb")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Looks with rclone; ``above`` counts the folders from the store up to the top of the share."""

    environment: Mapping[str, str]
    kind: StoreKind
    above: int

    def leftovers(self, name: str) -> tuple[str, ...]:
        """Return the bins in which a deleted file of this (our own) name lies."""
        if self.kind not in _WITH_FOLDERS:
            return ()
        searched = [word for each in _BINS for word in ("--include", f"/{each}/**{name}*")]
        found: set[str] = set()
        for number in range(self.above):
            _, listed, _ = self._ask("lsf", "-R", "--files-only", "--ignore-case", *searched, _above(number))
            found.update(line.partition("/")[0] for line in listed.splitlines())
        return tuple(sorted(found))

    def snapshots(self) -> tuple[str, ...]:
        """Return the snapshot folders that hold something, beside the store and at the top of the share."""
        if self.kind not in _WITH_SNAPSHOTS:
            return ()
        ends = sorted({0, self.above - 1})
        return tuple(
            dict.fromkeys(
                each
                for number in ends
                for each in _SNAPSHOTS
                if self._ask("lsf", "--max-depth", "1", f"{_above(number)}{each}")[1].strip()
            )
        )

    def _ask(self, *arguments: str) -> tuple[int, str, str]:
        return ask(self.environment, *arguments)


def _above(number: int) -> str:
    return f"above{number}:"
