"""What builds an image, part by part: archives, bundles, file systems, the bill."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import bundle
import debian
import erofs
import pytest

PROJECT = Path(__file__).parents[2]
LISTED = (
    "http://a/debian/|bookworm|Debian|main|Packages|/usr/share/keyrings/x.gpg\n"
    "http://a/debian/|bookworm-updates|Debian|main|Packages|$(SIGNED_BY)\n"
    "http://b/security/|bookworm-security|Debian|main|Packages|$(SIGNED_BY)\n"
    "http://a/debian/|bookworm|Debian|contrib|Packages|$(SIGNED_BY)\n"
    "http://a/debian/|bookworm|Debian|main|Translations|$(SIGNED_BY)\n"
    "http://c/pi/|trixie|Raspberry Pi Foundation|main|Packages|/usr/share/keyrings/pi.gpg\n"
)


def _uris(text: str) -> set[tuple[str, str]]:
    return {(line.split()[2], line.split()[3]) for line in text.splitlines()}


def test_the_archives_are_the_ones_that_this_machine_uses() -> None:
    text = debian.lines_from(LISTED, backports=False, origin=debian.DEBIAN)
    assert _uris(text) == {
        ("http://a/debian/", "trixie"),
        ("http://a/debian/", "trixie-updates"),
        ("http://b/security/", "trixie-security"),
    }


def test_the_archive_of_the_pi_comes_with_its_own_key() -> None:
    text = debian.lines_from(LISTED, backports=False, origin=debian.RASPBERRY_PI)
    assert text == "deb [signed-by=/usr/share/keyrings/pi.gpg] http://c/pi/ trixie main\n"


def test_a_machine_that_does_not_know_the_archive_says_which_one() -> None:
    only_debian = "".join(line for line in LISTED.splitlines(keepends=True) if "|Debian|" in line)
    with pytest.raises(debian.NoArchive, match="Raspberry Pi Foundation"):
        debian.lines_from(only_debian, backports=False, origin=debian.RASPBERRY_PI)


def test_an_update_carries_what_the_file_system_takes_and_no_more(tmp_path: Path) -> None:
    image = tmp_path / "system.raw"
    block = bytearray(128)
    struct.pack_into("<IIIB", block, 0, 0xE0F5E1E2, 0, 0, 12)
    struct.pack_into("<I", block, 36, 777)
    image.write_bytes(bytes(1024) + bytes(block) + bytes(8192))
    assert erofs.size_bytes(image) == 777 * 4096


def test_what_is_no_erofs_is_not_cut(tmp_path: Path) -> None:
    image = tmp_path / "system.raw"
    image.write_bytes(bytes(4096))
    with pytest.raises(ValueError, match="no erofs"):
        erofs.size_bytes(image)


def test_an_update_says_which_state_file_its_program_writes() -> None:
    from appliance.store.schema import STEPS

    assert bundle.state_version(PROJECT) == len(STEPS)


def test_an_update_is_for_one_kind_of_box_in_a_format_that_is_checked_block_by_block() -> None:
    text = bundle.manifest(profile="pi", version="0.2.0", state_version=4)
    assert "compatible=spiegelbox-pi\nversion=0.2.0\n" in text
    assert "format=verity" in text
    assert "state-version=4" in text
    assert text.count("adaptive=block-hash-index") == len(bundle.SLOTS)


def test_the_toolbox_says_how_it_is_called() -> None:
    done = subprocess.run(
        [sys.executable, PROJECT / "image/toolbox.py", "walk"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "image/toolbox.py make" in done.stderr
