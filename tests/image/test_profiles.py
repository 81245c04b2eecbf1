"""One description, three profiles: what differs is said in one place, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from box import boot, packages

IMAGE = Path(__file__).parents[2] / "image"
MKOSI = IMAGE / "mkosi"
PROFILES = sorted(path.stem for path in (MKOSI / "mkosi.profiles").glob("*.conf"))


def _lines(profile: str) -> set[str]:
    text = (MKOSI / f"mkosi.profiles/{profile}.conf").read_text()
    return {line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")}


def _listed(path: Path) -> set[str]:
    block = re.search(r"^Packages=\n((?:    .*\n?|\n)+)", path.read_text(), flags=re.MULTILINE)
    assert block
    return {line.strip() for line in block[1].splitlines() if line.strip() and "#" not in line}


def test_the_profiles_are_these_three_and_each_has_its_boot() -> None:
    assert PROFILES == sorted(boot.PROFILES) == ["pi", "virt", "virt-arm64"]


def test_the_two_of_debian_differ_in_their_processor_only() -> None:
    assert _lines("virt") - _lines("virt-arm64") == {"Architecture=x86-64", "linux-image-amd64"}
    assert _lines("virt-arm64") - _lines("virt") == {"Architecture=arm64", "linux-image-arm64"}


def test_the_pi_differs_from_arm64_in_kernel_and_firmware_only() -> None:
    pi = _listed(MKOSI / "mkosi.profiles/pi.conf") - {"linux-image-arm64"}
    assert pi == {
        "linux-image-rpi-v8",
        "linux-image-rpi-2712",
        "raspi-firmware",
        "rpi-eeprom",
        "firmware-brcm80211",
    }
    settings = {line.partition("=")[0] for line in _lines("pi") if "=" in line}
    assert settings == {"Architecture", "Packages"}


@pytest.mark.parametrize("profile", ["virt", "virt-arm64", "pi"])
def test_every_boot_stops_waiting_and_restarts_by_itself(profile: str) -> None:
    words = {*boot.COMMAND_LINE, *boot.PROFILES[profile].console}
    # RAUC 1.13 believes root= before it asks the backend, and no command line can name the right slot.
    assert not [word for word in words if word.startswith("root=")]
    assert {"rootwait=15", "panic=5", "ro", "rootfstype=erofs"} <= words
    assert not [word for word in words if word.startswith("rootdelay=")], "Debian's initrd sleeps all of it"


def test_no_package_of_the_description_stands_in_the_installers_table_too() -> None:
    ours = _listed(MKOSI / "mkosi.conf")
    assert not ours & {*packages.NEEDED, *packages.OF_THE_PI, *packages.OF_A_TPM}


def test_both_slots_are_the_same_and_lie_where_the_firmware_is_sent() -> None:
    parts = [path.read_text() for path in sorted((MKOSI / "mkosi.repart").glob("*.conf"))]
    labels = [re.search(r"^Label=(.*)$", part, flags=re.MULTILINE)[1] for part in parts]  # type: ignore[index]
    assert labels == ["bootconfig", "boot_a", "boot_b", "system_a", "system_b"]
    sizes = [set(re.findall(r"^Size(?:Min|Max)Bytes=(.*)$", part, flags=re.MULTILINE)) for part in parts]
    assert all(len(size) == 1 for size in sizes)
    assert (sizes[1], sizes[3]) == (sizes[2], sizes[4])


def test_the_data_partition_has_a_type_that_no_slot_has() -> None:
    types = [
        set(re.findall(r"^Type=(.*)$", path.read_text(), flags=re.MULTILINE))
        for path in (MKOSI / "mkosi.extra/usr/lib/spiegelbox/repart").rglob("*.conf")
    ]
    slots = {
        kind
        for path in (MKOSI / "mkosi.repart").glob("*.conf")
        for kind in re.findall(r"^Type=(.*)$", path.read_text(), flags=re.MULTILINE)
    }
    assert len(types) == 2
    assert types[0] == types[1]
    assert not types[0] & slots


def test_everything_a_box_keeps_has_its_folder_made_before_it_is_bound() -> None:
    extra = MKOSI / "mkosi.extra"
    bound = re.findall(r"^/data(/\S+)\s", (extra / "etc/fstab").read_text(), flags=re.MULTILINE)
    made = re.findall(
        r"^d /data(/\S+) ",
        (extra / "usr/lib/tmpfiles.d/spiegelbox-image.conf").read_text(),
        flags=re.MULTILINE,
    )
    assert bound
    assert set(bound) <= set(made)


def test_the_root_is_read_only_and_nothing_swaps() -> None:
    fstab = (MKOSI / "mkosi.extra/etc/fstab").read_text()
    assert "swap" not in fstab
    every = "".join(
        path.read_text() for path in [MKOSI / "mkosi.conf", *(MKOSI / "mkosi.profiles").iterdir()]
    )
    assert "zram" not in every
    assert " swap" not in every


def test_the_journal_has_a_limit() -> None:
    text = (MKOSI / "mkosi.extra/etc/systemd/journald.conf.d/spiegelbox.conf").read_text()
    assert re.search(r"^SystemMaxUse=\d+M$", text, flags=re.MULTILINE)
