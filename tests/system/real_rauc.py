"""The real RAUC on our backend, handlers, settings and D-Bus policy, with slots that are files.

One command, as root, with ``mmdebstrap``; it builds its Debian in pytest's own folder::

    python -m pytest tests/system/real_rauc.py

A machine like this has no device mapper and no nbd: formats that need them, streaming and a restart by a real
firmware are tried in a virtual machine (image/scenario). With SPIEGELBOX_DEBIAN naming a folder, the Debian
is built there once and used again.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.system.debian_root import DebianRoot

pytestmark = pytest.mark.timeout(900)
PROJECT = Path(__file__).parents[2]
PACKAGES = ("rauc", "rauc-service", "dbus", "openssl", "squashfs-tools", "python3", "systemd")


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> DebianRoot:
    named = os.environ.get("SPIEGELBOX_DEBIAN")
    folder = Path(named) / "rauc" if named else tmp_path_factory.mktemp("rauc")
    root = DebianRoot(folder / "root", project=PROJECT)
    if not (folder / "built").exists():
        folder.mkdir(parents=True, exist_ok=True)
        root.make(PACKAGES)
        (folder / "built").touch()
    return root


def test_rauc_behaves_as_the_box_expects(debian: DebianRoot, tmp_path: Path) -> None:
    command = debian.command(
        "python3", "/project/tests/system/updates/story.py", shared=tmp_path, env={"PYTHONPATH": "/project"}
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "the story ends well" in done.stdout) == (0, True), (
        done.stdout + done.stderr[-6000:]
    )
