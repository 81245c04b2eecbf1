"""Stories of a stick: what beheer asks of a box that nobody can log in to, and what a stranger asks."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from appliance.orders.carry_out import outcome_file
from appliance.orders.order import What
from appliance.orders.stick import BOX_FILE, FOLDER
from image.scenario.machine import Box
from image.scenario.orders import BOX, MOVED, NEW_ROOM, order, signer, stranger
from image.scenario.stage import SETTINGS, Stage, must, wait
from image.scenario.updates import BOOT_S, is_tried_and_stays, need, until_s0

_STICK_BYTES = 1 << 30
_FIRST_SECTOR = 2048
_UNIT = "spiegelbox-stick.service"


def sticks(stage: Stage, box: Box) -> None:
    """A stranger, another room, an update and the way back: each with a stick."""
    _a_stranger(stage, box)
    _another_room(stage, box)
    _an_update(stage, box)
    _the_way_back(stage, box)


def first_boot(stage: Stage) -> None:
    """A card that nobody touched, and the folder on a stick: a box, its keys, and no secret on the stick."""
    box = stage.box("from-a-stick", with_folder=False)
    folder = {f"{FOLDER}/{BOX_FILE}": stage.provisioning / BOX_FILE}
    stick = stick_with(stage, folder)
    box.power_on()
    try:
        box.plug_in(stick)
        until_s0(box)
        box.pull_out()
        report = _read(stick, f"{FOLDER}/ingericht-{BOX}.txt")
        must("Kenmerk:" in report, report)
        left = _run("mdir", "-b", "-i", _fat(stick), f"::{FOLDER}").decode()
        must(BOX_FILE not in left, f"left on the stick: {left}")
        stage.note("provisioned from a stick", "its report is on it, the folder's secrets are not")
    finally:
        box.cut_power()


def _a_stranger(stage: Stage, box: Box) -> None:
    before = box.shell(f"sha256sum {SETTINGS}")
    wish = {BOX_FILE: (stage.folder / MOVED / BOX_FILE).read_bytes()}
    said = asked(stage, box, order(stranger(), What.SETTINGS, wish))
    must(said.startswith("NIET GELUKT"), said)
    must(box.shell(f"sha256sum {SETTINGS}") == before, "a stranger's stick changed the settings")
    stage.note("a stranger's stick", said.splitlines()[2])


def _another_room(stage: Stage, box: Box) -> None:
    key = box.shell("sha256sum /var/lib/spiegelbox/recorder/keys/*")
    wish = {BOX_FILE: (stage.folder / MOVED / BOX_FILE).read_bytes()}
    asks = order(signer(stage.folder), What.SETTINGS, wish)
    said = asked(stage, box, asks)
    must(said.startswith("GELUKT"), said)
    must(NEW_ROOM in box.shell(f"grep room {SETTINGS}"), "the room is what it was")
    must(box.shell("sha256sum /var/lib/spiegelbox/recorder/keys/*") == key, "the box has another key")
    until_s0(box)
    again = asked(stage, box, asks)
    must("al gebruikt" in again, again)
    stage.note("another room with a stick", "the settings changed, the keys did not; the order counts once")


def _an_update(stage: Stage, box: Box) -> None:
    stick = stick_with(stage, {"spiegelbox.raucb": need(stage, "good")})
    box.plug_in(stick)
    is_tried_and_stays(box)
    must(outcome(stick).startswith("GELUKT"), outcome(stick))
    stage.note("an update from a stick", outcome(stick).split()[-1])


def _the_way_back(stage: Stage, box: Box) -> None:
    stick = stick_with(stage, order(signer(stage.folder), What.ROLLBACK))
    box.plug_in(stick)
    is_tried_and_stays(box, partition=2)
    must(outcome(stick).startswith("GELUKT"), outcome(stick))
    stage.note("the way back with a stick", outcome(stick).splitlines()[0])


def retired(stage: Stage, box: Box) -> None:
    """The end of a box: its keys are destroyed, the attest lies on the stick, and nothing starts any more."""
    said = asked(stage, box, order(signer(stage.folder), What.RETIRE))
    must(said.startswith("GELUKT"), said)
    box.shell("systemctl reboot", check=False)
    box.restart(timeout_s=BOOT_S)
    box.shell("systemctl is-system-running --wait", timeout_s=BOOT_S, check=False)
    active = box.shell("systemctl is-active spiegelbox-recorder spiegelbox-sync", check=False).split()
    must("active" not in active, f"a retired box runs: {active}")
    stage.note("retired with a stick", "the attest is on it; nothing starts any more")


def asked(stage: Stage, box: Box, files: Mapping[str, bytes | Path]) -> str:
    """Put a stick in, wait until the box is done with it, take it out; return what the box wrote on it."""
    stick = stick_with(stage, files)
    began = _began(box)
    box.plug_in(stick)
    wait(lambda: _began(box) != began, timeout_s=BOOT_S, what="a box that sees its stick")
    wait(lambda: not _is_busy(box), timeout_s=BOOT_S, what="the end of what a stick asks")
    box.pull_out()
    return outcome(stick)


def _began(box: Box) -> str:
    return box.shell(f"systemctl show -P ExecMainStartTimestampMonotonic {_UNIT}").strip()


def _is_busy(box: Box) -> bool:
    state = box.shell(f"systemctl is-active {_UNIT}", check=False).strip()
    return state in {"activating", "deactivating"}


def stick_with(stage: Stage, files: Mapping[str, bytes | Path]) -> Path:
    """Return a stick as a shop sells it, one partition with FAT, with these files on it."""
    stick = stage.folder / "stick.img"
    stick.unlink(missing_ok=True)
    with stick.open("wb") as disk:
        disk.truncate(_STICK_BYTES)
    _run("sfdisk", "-q", str(stick), said=f"label: dos\nstart={_FIRST_SECTOR}, type=c\n".encode())
    _run("mkfs.vfat", "-n", "SPIEGELBOX", "-F", "32", "--offset", str(_FIRST_SECTOR), str(stick))
    _run("mmd", "-i", _fat(stick), f"::{FOLDER}")
    for name, content in files.items():
        if isinstance(content, Path):
            _run("mcopy", "-i", _fat(stick), str(content), f"::{name}")
        else:
            _run("mcopy", "-i", _fat(stick), "-", f"::{name}", said=content)
    return stick


def outcome(stick: Path) -> str:
    return _read(stick, outcome_file(BOX))


def _read(stick: Path, name: str) -> str:
    return _run("mtype", "-t", "-i", _fat(stick), f"::{name}").decode()


def _fat(stick: Path) -> str:
    return f"{stick}@@{_FIRST_SECTOR * 512}"


def _run(*words: str, said: bytes = b"") -> bytes:
    return subprocess.run(words, input=said, capture_output=True, check=True).stdout
