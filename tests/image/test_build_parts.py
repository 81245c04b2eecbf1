from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import bundle
import debian
import erofs
import pytest
from box import in_image, moments, placed
from box.program import OPT

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


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a box that got what only an image has."""
    root = tmp_path_factory.mktemp("root")
    opt = root / OPT.relative_to("/")
    for folder in ("image/rauc", "systemd"):
        shutil.copytree(PROJECT / folder, opt / folder)
    (opt / in_image.KEYRING).write_text("whose updates this box takes\n")
    in_image.settle(root, profile="virt", version="0.1.0")
    return root


def test_every_word_of_raucs_settings_is_filled_in(settled: Path) -> None:
    text = (settled / "etc/rauc/system.conf").read_text()
    assert "compatible=spiegelbox-virt" in text
    assert "min-bundle-version=0.1.0" in text
    assert "@" not in text


def test_what_rauc_and_udev_run_is_where_they_are_told_and_can_be_run(settled: Path) -> None:
    said = (settled / "etc/rauc/system.conf").read_text()
    said += (settled / "usr/lib/udev/rules.d/50-spiegelbox-rauc.rules").read_text()
    programs = {Path(found) for found in re.findall(r"/usr/lib/spiegelbox/[\w/-]+", said)}
    assert len(programs) == 4
    for program in programs:
        assert os.access(settled / program.relative_to("/"), os.X_OK), program


def test_what_no_box_needs_cannot_start_and_what_it_needs_can(settled: Path) -> None:
    masked = {path.name for path in (settled / "etc/systemd/system").iterdir() if path.is_symlink()}
    assert masked == {*in_image.MASKED}
    assert not masked & {*placed.UNITS, *in_image.UNITS}
    limits = (settled / "usr/lib/systemd/system/spiegelbox-recorder.service.d/provisioned.conf").read_text()
    assert "ConditionPathExists=/var/lib/spiegelbox/provisioned" in limits


def test_every_unit_goes_to_every_box_or_to_those_with_an_image() -> None:
    units = {path.name for path in (PROJECT / "systemd/system").iterdir()}
    assert units == {*placed.UNITS, *in_image.UNITS}
    assert not {*placed.UNITS} & {*in_image.UNITS}


def test_what_a_build_made_has_one_moment_and_what_a_package_brought_keeps_its_own(tmp_path: Path) -> None:
    packaged, made, link = tmp_path / "etc/packaged", tmp_path / "etc/made", tmp_path / "etc/link"
    packaged.parent.mkdir()
    packaged.touch()
    made.touch()
    link.symlink_to("packaged")
    mounted = tmp_path / "proc/mounted"
    mounted.parent.mkdir()
    mounted.touch()
    os.utime(packaged, ns=(1, 1_600_000_000_000_000_000))
    for path in (made, link, mounted, packaged.parent):
        os.utime(path, ns=(1, 1_700_000_000_000_000_001), follow_symlinks=False)
    moments.settle(tmp_path, epoch_s=1_650_000_000)
    assert packaged.stat().st_mtime_ns == 1_600_000_000_000_000_000
    assert {path.lstat().st_mtime for path in (made, link, packaged.parent)} == {1_650_000_000.0}
    assert mounted.stat().st_mtime_ns == 1_700_000_000_000_000_001


def test_python_compiled_at_another_moment_is_the_same_to_the_byte(tmp_path: Path) -> None:
    made = []
    for moment in (1_000_000_000, 1_700_000_000):
        folder = tmp_path / "opt"
        folder.mkdir(exist_ok=True)
        (folder / "module.py").write_text("def f():\n    return 1\n")
        os.utime(folder / "module.py", (moment, moment))
        in_image.compile_by_content(folder)
        (compiled,) = folder.rglob("*.pyc")
        made.append(compiled.read_bytes())
    assert made[0] == made[1]


def test_the_toolbox_says_how_it_is_called() -> None:
    done = subprocess.run(
        [sys.executable, PROJECT / "image/toolbox.py", "walk"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "image/toolbox.py make" in done.stderr
