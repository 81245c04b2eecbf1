from __future__ import annotations

import struct
from pathlib import Path

import pytest

from image.scenario.firmware import WillNotBoot, boot_files, boot_partition, partitions, wants_tryboot

AUTOBOOT = (
    Path(__file__).parents[2] / "image/mkosi/mkosi.extra/usr/lib/spiegelbox/bootconfig/autoboot.txt"
).read_text()


@pytest.mark.parametrize(("tryboot", "partition"), [(False, 2), (True, 3)])
def test_a_fresh_card_starts_slot_a_and_tries_slot_b(tryboot: bool, partition: int) -> None:
    assert boot_partition(AUTOBOOT, tryboot=tryboot) == partition


def test_after_a_commit_the_two_change_places() -> None:
    turned = "[all]\ntryboot_a_b=1\nboot_partition=3\n[tryboot]\nboot_partition=2\n# whole: A B\n"
    assert (boot_partition(turned, tryboot=False), boot_partition(turned, tryboot=True)) == (3, 2)


def test_without_tryboot_a_b_a_trial_starts_what_always_starts() -> None:
    text = AUTOBOOT.replace("tryboot_a_b=1\n", "")
    assert boot_partition(text, tryboot=True) == 2


def test_a_comment_is_no_setting() -> None:
    assert boot_partition("[all]\n#boot_partition=3\nboot_partition=2\n", tryboot=False) == 2


def test_a_torn_autoboot_starts_the_first_partition_which_cannot_start() -> None:
    assert boot_partition("", tryboot=False) == 1


def test_kernel_and_initrd_have_the_names_of_config_txt() -> None:
    assert boot_files("arm_64bit=1\nkernel=vmlinuz\ninitramfs initrd.img followkernel\n") == {
        "kernel": "vmlinuz",
        "initrd": "initrd.img",
    }


def test_a_config_without_an_initrd_does_not_start() -> None:
    with pytest.raises(WillNotBoot):
        boot_files("kernel=vmlinuz\n")


@pytest.mark.parametrize(
    ("console", "tried"),
    [
        ("[   9.1] reboot: Restarting system with command '0 tryboot'\n", True),
        ("[   9.1] reboot: Restarting system\n", False),
        ("reboot: Restarting system with command '0 tryboot'\n[ 1.0] reboot: Restarting system\n", False),
        ("somebody typed 0 tryboot\n", False),
        ("", False),
    ],
)
def test_only_the_kernels_last_word_makes_the_next_start_a_trial(console: str, tried: bool) -> None:
    assert wants_tryboot(console) is tried


def test_partitions_are_read_from_the_table_on_the_card(tmp_path: Path) -> None:
    card = tmp_path / "card.img"
    card.write_bytes(_table(("bootconfig", 2048, 4095), ("boot_a", 4096, 8191)))
    table = partitions(card)
    assert {number: one.label for number, one in table.items()} == {1: "bootconfig", 2: "boot_a"}
    assert (table[2].start, table[2].size) == (4096 * 512, 4096 * 512)


def test_a_card_without_a_table_does_not_start(tmp_path: Path) -> None:
    card = tmp_path / "card.img"
    card.write_bytes(bytes(4096))
    with pytest.raises(WillNotBoot):
        partitions(card)


def _table(*rows: tuple[str, int, int]) -> bytes:
    header = bytearray(512)
    header[:8] = b"EFI PART"
    struct.pack_into("<QII", header, 72, 2, 4, 128)
    entries = b"".join(
        b"\x01" * 32 + struct.pack("<QQQ", first, last, 0) + label.encode("utf-16-le").ljust(72, b"\0")
        for label, first, last in rows
    )
    return bytes(512) + bytes(header) + entries.ljust(512, b"\0")
