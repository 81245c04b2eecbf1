"""After an installation every slot is read back: what is not whole is never tried."""

from __future__ import annotations

import configparser
import hashlib
import subprocess
from pathlib import Path

import pytest

from tests.update.firmware import BACKEND, Box

RAUC = Path(__file__).parents[2] / "image/rauc"
SYSTEM, BOOT = b"system" * 50_000, b"boot" * 20_000


class Installed:
    """Two slots that RAUC just wrote, and what it tells the handler about them."""

    def __init__(self, folder: Path) -> None:
        self.box = Box(folder)
        self.box.ask("set-state", "B", "bad")
        self.bundle = folder / "bundle"
        self.bundle.mkdir()
        self.slots = {3: ("system.1", "system.img", SYSTEM, "B"), 4: ("boot.1", "boot.vfat", BOOT, "")}
        self.told = {"RAUC_TARGET_SLOTS": "3 4", "RAUC_BUNDLE_MOUNT_POINT": str(self.bundle)}
        for number, (name, image, content, bootname) in self.slots.items():
            (self.bundle / image).write_bytes(content)
            self.device(number).write_bytes(content + b"\0" * 4096)  # a slot is larger than its image
            self.told |= {
                f"RAUC_SLOT_NAME_{number}": name,
                f"RAUC_SLOT_DEVICE_{number}": str(self.device(number)),
                f"RAUC_SLOT_BOOTNAME_{number}": bootname,
                f"RAUC_IMAGE_NAME_{number}": image,
                f"RAUC_IMAGE_DIGEST_{number}": hashlib.sha256(content).hexdigest(),
            }

    def device(self, number: int) -> Path:
        return self.box.folder / f"device{number}"

    def handle(self, **told: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(RAUC / "handlers/post-install")],
            env=self.box.environ | self.told | told | {"SPIEGELBOX_BACKEND": str(BACKEND)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return Installed(tmp_path)


def test_slots_that_hold_what_the_manifest_says_may_be_tried(installed: Installed) -> None:
    assert installed.handle().returncode == 0
    assert installed.box.ask("get-state", "B") == "good"


@pytest.mark.parametrize("number", [3, 4])
@pytest.mark.parametrize("place", [0, 40_000, -1])
def test_one_byte_that_differs_in_any_slot_is_found(installed: Installed, number: int, place: int) -> None:
    content = bytearray(installed.slots[number][2])
    content[place] ^= 1
    installed.device(number).write_bytes(content)
    done = installed.handle()
    assert done.returncode == 1
    assert "staat niet wat in de update zit" in done.stdout
    assert installed.box.ask("get-state", "B") == "bad"


def test_a_slot_that_is_too_short_is_found(installed: Installed) -> None:
    installed.device(3).write_bytes(SYSTEM[:-1])
    assert installed.handle().returncode == 1
    assert installed.box.ask("get-state", "B") == "bad"


def test_an_update_that_leaves_a_slot_as_it_was_is_refused(installed: Installed) -> None:
    """Half an update: a new kernel under an old system."""
    assert installed.handle(RAUC_IMAGE_DIGEST_3="", RAUC_IMAGE_NAME_3="").returncode == 1
    assert installed.box.ask("get-state", "B") == "bad"


def test_an_update_without_a_system_is_refused(installed: Installed) -> None:
    assert installed.handle(RAUC_TARGET_SLOTS="4").returncode == 1
    assert installed.box.ask("get-state", "B") == "bad"


def test_before_an_installation_the_box_itself_is_asked_as_its_own_user(tmp_path: Path) -> None:
    """The user's name is not one of this machine, so its program stands in for runuser."""
    runuser = tmp_path / "runuser"
    runuser.write_text('#!/bin/sh\necho "$*"; exit 3\n')
    runuser.chmod(0o755)
    done = subprocess.run(
        [str(RAUC / "handlers/pre-install")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "RAUC_META_SPIEGELBOX_STATE_VERSION": "4"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, "what the box says is what RAUC hears"
    assert done.stdout.split() == [
        *("-u", "spiegelbox-update", "--", "/opt/spiegelbox/venv/recorder/bin/spiegelbox"),
        *("update", "may", "--writes", "4"),
    ]


def test_rauc_is_told_to_refuse_what_cannot_be_checked_and_to_try_nothing_by_itself() -> None:
    told = configparser.ConfigParser()
    told.read(RAUC / "system.conf")
    system = told["system"]
    assert system["bundle-formats"] == "-plain"
    assert (system["bootloader"], system["activate-installed"]) == ("custom", "false")
    assert system["min-bundle-version"] == "@VERSION@"
    assert told["keyring"]["check-purpose"] == "codesign"
    assert {told[f"slot.boot.{number}"]["parent"] for number in (0, 1)} == {"system.0", "system.1"}
