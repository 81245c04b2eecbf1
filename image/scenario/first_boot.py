"""Story of a first boot: a folder on the card, and a box that is ready; measured from the plug to S0."""

from __future__ import annotations

import base64
import subprocess
from statistics import median

from image.scenario.firmware import Choice
from image.scenario.machine import Box
from image.scenario.stage import Stage, is_s0, know_the_time, must, wait

BOOT_S = 3600.0
PAIRS = 3
BARE_WORDS = "root=/dev/vda rootfstype=ext4 ro quiet console=ttyS0"


def play(stage: Stage) -> None:
    """Flash, provision, wait for S0; then look whether the box is what it says."""
    box = stage.box("first-boot")
    box.power_on()
    try:
        _until_s0(box)
        stage.note("first_boot_to_s0_s", _since_power(box, "spiegelbox-recorder.service"))
        _look(stage, box)
        _off(box)
    finally:
        box.cut_power()


def without_a_chip(stage: Stage) -> None:
    """A board like a Pi: the disk's key lies on the card, which is said, and the disk opens again."""
    box = stage.box("without-a-chip", has_chip=False)
    box.power_on()
    try:
        _until_s0(box)
        must(box.shell("cat /run/spiegelbox/data-key").strip() == "carried", "another key than the carried")
        _opens(stage, box)
        _off(box)
        box.power_on()
        _until_s0(box)
        stage.note("without_a_chip", "S0 twice, key carried")
    finally:
        box.cut_power()


def _until_s0(box: Box) -> None:
    box.run("true", timeout_s=BOOT_S)
    know_the_time(box)
    wait(lambda: is_s0(box), timeout_s=BOOT_S, what="S0")


def against_bare(stage: Stage, box: Box) -> None:
    """Boot the provisioned box and a bare Debian in turn, in the same machine; note both, and the ratio."""
    times: dict[str, list[float]] = {"box": [], "bare": []}
    box.shell("systemctl poweroff", check=False)
    box.wait_until_off(timeout_s=BOOT_S)
    for _ in range(PAIRS):
        box.power_on()
        _has_started(box)
        must(is_s0(box), "not at S0 when everything had started")
        times["box"].append(_since_power(box, "spiegelbox-recorder.service"))
        _off(box)
        bare = Box(stage.folder / "bare-box")
        bare.insert(stage.bare / "disk.img", size_bytes=(stage.bare / "disk.img").stat().st_size)
        bare.start(Choice(2, False, stage.bare / "kernel", stage.bare / "initrd", BARE_WORDS))
        _has_started(bare)
        times["bare"].append(_since_power(bare, "multi-user.target"))
        _off(bare)
    stage.note("boot_to_s0_s", times["box"])
    stage.note("bare_debian_boot_s", times["bare"])
    stage.note("boot_ratio", round(median(times["box"]) / median(times["bare"]), 2))


def _opens(stage: Stage, box: Box) -> None:
    """With what lies on the card, and the key that beheer keeps, the disk opens without the box's chip."""
    said = base64.b64decode(box.shell("base64 -w0 /bootconfig/herstelsleutel.age"))
    identity = stage.provisioning.parent / f"{stage.provisioning.name}.key"
    opening = subprocess.run(["age", "-d", "-i", identity], input=said, capture_output=True, check=True)
    key = opening.stdout.strip()
    disk = "/dev/disk/by-partlabel/data"
    opened = f"base64 -d | cryptsetup open --test-passphrase --key-file=- {disk} && echo opens"
    told = box.shell(f"echo {base64.b64encode(key).decode()} | {opened}", timeout_s=BOOT_S)
    must(told.strip() == "opens", f"the recovery key does not open the disk: {told}")
    stage.note("recovery_key", "opens the disk")


def _has_started(box: Box) -> None:
    """Wait with one program that sleeps: every look would take the one processor away from what starts."""
    box.run("systemctl", "is-system-running", "--wait", timeout_s=BOOT_S, check=False)


def _since_power(box: Box, unit: str) -> float:
    """Return the seconds from the start of the kernel until ``unit``, by the box's own clock."""
    told = box.run("systemctl", "show", "-P", "ActiveEnterTimestampMonotonic", unit)
    return round(int(told) / 1e6, 1)


def _off(box: Box) -> None:
    box.shell("systemctl poweroff", check=False)
    box.wait_until_off(timeout_s=BOOT_S)


def _look(stage: Stage, box: Box) -> None:
    found = {
        "root": box.shell("findmnt -no FSTYPE,OPTIONS / | cut -c1-9").strip(),
        "data_key": box.shell("cat /run/spiegelbox/data-key").strip(),
        "data": box.shell("lsblk -nro FSTYPE /dev/disk/by-partlabel/data | head -1").strip(),
        "failed": box.shell("systemctl --failed --plain --no-legend | cut -d' ' -f1").split(),
        "swap": box.shell("cat /proc/swaps | tail -n +2").strip(),
        "version": box.shell("sed -n 's/^IMAGE_VERSION=//p' /etc/os-release").strip(),
        "journal_limit": box.shell(
            "systemd-analyze cat-config systemd/journald.conf | grep ^SystemMaxUse"
        ).strip(),
        "recovery_key_bytes": int(box.shell("stat -c %s /bootconfig/herstelsleutel.age")),
        "carrier": box.shell("ls -R /bootconfig/spiegelbox", check=False).split(),
    }
    _opens(stage, box)
    for name, value in found.items():
        stage.note(name, value)
