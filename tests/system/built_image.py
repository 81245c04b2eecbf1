"""The real image, built by mkosi: the same to the byte for the same input; and the description of a Pi.

One command, as root, with ``mmdebstrap``; it makes the toolbox and builds twice (10 to 30 minutes)::

    python -m pytest tests/system/built_image.py

The second build installs every package anew, so that nothing of the first is compared with itself. Everything
lies in the folder that SPIEGELBOX_CACHE names, or in /var/cache/spiegelbox.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(7200)
PROJECT = Path(__file__).parents[2]
OUT = Path(os.environ.get("SPIEGELBOX_CACHE", "/var/cache/spiegelbox")) / "out"

DELIVERED = ("boot.img", "system.img", "spiegelbox.raw", "sbom.cdx.json", "licences.tsv")


def _build(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, PROJECT / "image/build.py", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    keyring = tmp_path_factory.mktemp("keys") / "ca.pem"
    keyring.write_text("nobody's updates\n")
    for suffix, more in (("-once", ()), ("-again", ("--cold",))):
        _build("virt", "--version", "0.0.1", f"--suffix={suffix}", "--keyring", str(keyring), *more)
    return OUT / "virt-0.0.1-once", OUT / "virt-0.0.1-again"


@pytest.mark.parametrize("name", DELIVERED)
def test_two_builds_of_the_same_input_are_the_same_to_the_byte(twice: tuple[Path, Path], name: str) -> None:
    hashes = []
    for folder in twice:
        with (folder / name).open("rb") as file:
            hashes.append(hashlib.file_digest(file, "sha256").hexdigest())
    assert hashes[0] == hashes[1]


def test_every_package_of_the_image_stands_in_the_bill_of_materials(twice: tuple[Path, Path]) -> None:
    manifest = json.loads((twice[0] / "spiegelbox.manifest").read_text())
    bill = json.loads((twice[0] / "sbom.cdx.json").read_text())
    names = {part["name"] for part in bill["components"]}
    assert {package["name"] for package in manifest["packages"]} <= names
    assert {"Flask", "cryptography", "rauc", "nginx-light"} <= names


def test_mkosi_understands_the_description_of_a_pi_and_it_asks_what_virt_asks_but_for_the_kernel() -> None:
    asked = {profile: _packages(_build(profile, "--summary")) for profile in ("pi", "virt-arm64")}
    assert asked["virt-arm64"] - asked["pi"] == {"linux-image-arm64"}
    assert asked["pi"] - asked["virt-arm64"] == {
        *("linux-image-rpi-v8", "linux-image-rpi-2712", "raspi-firmware", "rpi-eeprom", "firmware-brcm80211"),
        *("python3-picamera2", "python3-libcamera", "python3-lgpio", "raspi-utils"),
    }


def _packages(summary: str) -> set[str]:
    pattern = r"^\s+Packages: ((?:.*\n)+?)\s+(?:Build|Volatile) Packages"
    block = re.search(pattern, summary, flags=re.MULTILINE)
    assert block, summary[:2000]
    return {line.strip() for line in block[1].splitlines()}
