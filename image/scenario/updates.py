"""Stories of an update: the good one, those that are refused, and those that go back by themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from image.scenario.bundles import FROZEN, STALLED, UNWELL
from image.scenario.firmware import boot_partition
from image.scenario.machine import Box
from image.scenario.server import DEAF, DROPPING, HONEST, LYING
from image.scenario.stage import Stage, digest, is_s0, know_the_time, must, show, untouched, wait, write

INSTALL_S = 3600.0
BOOT_S = 1800.0
GROWTH_KIB = 256
# Of the whole data partition, and of the journal on it (journald.conf.d).
_USED = "sync; df --output=used -B1024 /data | tail -1; du -s -B1024 /var/log/journal | cut -f1"
_CA = "/run/server-ca.pem"


# Made when a story asks for it: each of full size is half a minute of work.
BUNDLES: dict[str, Callable[[Stage], object]] = {
    "good": lambda stage: stage.new.make("good", version="0.2.0"),
    "rogue": lambda stage: stage.old.make("rogue", version="0.2.0", signer=stage.stranger, small=True),
    "wrong-device": lambda stage: stage.old.make("wrong-device", version="0.2.0", profile="pi", small=True),
    "older": lambda stage: stage.old.make("older", version="0.0.9", small=True),
    "tampered-head": lambda stage: stage.new.tampered(need(stage, "good"), "tampered-head", at=0.01),
    "tampered-middle": lambda stage: stage.new.tampered(need(stage, "good"), "tampered-middle", at=0.5),
    "tampered-end": lambda stage: stage.new.tampered(need(stage, "good"), "tampered-end", at=0.99999),
    "unwell": lambda stage: stage.new.make("unwell", version="0.2.0", words=UNWELL),
    "frozen": lambda stage: stage.new.make("frozen", version="0.2.0", words=FROZEN),
    "stalled": lambda stage: stage.new.make("stalled", version="0.2.0", words=STALLED),
    "panicking": lambda stage: stage.new.make("panicking", version="0.2.0", initrd=b"no initrd at all"),
}


def need(stage: Stage, name: str) -> Path:
    """Return the bundle ``name``, made now when it is not there yet."""
    bundle = stage.server.folder / f"{name}.raucb"
    if not bundle.is_file():
        BUNDLES[name](stage)
    return bundle


def install(stage: Stage, box: Box, name: str) -> tuple[int, str]:
    """Let RAUC stream the bundle ``name`` into the other slot; return its exit code and words."""
    bundle = need(stage, name).name
    write(box, _CA, stage.tls.read_bytes())
    command = f"rauc install --tls-ca={_CA} {stage.url(bundle)}"
    answer = box.line().ask({"run": ["sh", "-c", command]}, timeout_s=INSTALL_S)
    return answer["code"], answer["said"]


def holds_the_new(stage: Stage, box: Box) -> bool:
    """Tell whether the other slot holds the new version's system, by its hash."""
    image = stage.new.built / "system.img"
    read = f"head -c {image.stat().st_size} /dev/disk/by-partlabel/system_b | sha256sum"
    return box.shell(read, timeout_s=INSTALL_S).split()[0] == digest(image)


def why(said: str) -> str:
    """Return RAUC's own reason from what `rauc install` said, or its last line."""
    lines = said.strip().splitlines()
    return next((line for line in lines if line.startswith("LastError: ")), lines[-1])


def until_s0(box: Box) -> None:
    """Wait until the box is up and the camera is off."""
    box.run("true", timeout_s=BOOT_S)
    know_the_time(box)
    wait(lambda: is_s0(box), timeout_s=BOOT_S, what="S0")


def try_other(box: Box) -> None:
    """Make the installed slot the one to try, and restart."""
    box.shell("rauc status mark-active other", timeout_s=300)
    box.shell("systemctl reboot", check=False)


def good(stage: Stage, box: Box) -> None:
    """Stream a version with one file changed; it is tried, found well, and stays."""
    size = need(stage, "good").stat().st_size
    before = stage.server.sent.get("good.raucb", 0)
    code, said = install(stage, box, "good")
    must(code == 0, said)
    fetched = stage.server.sent["good.raucb"] - before
    stage.note("bundle_bytes", size)
    stage.note("fetched_bytes", fetched)
    stage.note("fetched_percent", round(100 * fetched / size, 2))
    board = box.shell("cat /etc/machine-id")
    try_other(box)
    choice = box.restart(timeout_s=BOOT_S)
    must((choice.partition, choice.tryboot) == (3, True), f"tried {choice}")
    until_s0(box)
    wait(lambda: commit_of(box) == 3, timeout_s=BOOT_S, what="the commit")
    must(box.shell("cat /etc/machine-id") == board, "another machine-id after the update")
    stage.note("committed_to", show(box)["booted"])
    box.shell("systemctl reboot", check=False)
    choice = box.restart(timeout_s=BOOT_S)
    must((choice.partition, choice.tryboot) == (3, False), f"started {choice}")


def refused(stage: Stage, box: Box) -> None:
    """Everything that may not be installed, one after another, on one running box.

    A byte that was changed where this box fetches nothing, since it has that block, cannot be seen; then
    the slot must be the good one all the same, to the byte.
    """
    at_the_door(stage, box)
    before = untouched(box)
    for name, manner in (
        ("tampered-head", HONEST),
        ("tampered-middle", HONEST),
        ("tampered-end", HONEST),
        ("good", DEAF),
        ("good", LYING),
        ("good", DROPPING),
    ):
        stage.server.manner = manner
        code, said = install(stage, box, name)
        stage.server.manner = HONEST
        if code == 0 and name.startswith("tampered"):
            must(holds_the_new(stage, box), f"{name} was installed, and is not what was signed")
            stage.note(f"{name} ({manner})", "that part was not fetched: the slot holds what was signed")
            before = untouched(box)
            continue
        must(code != 0, f"{name} from a server that is {manner} was installed")
        must(untouched(box) == before, f"{name} changed what starts")
        stage.note(f"refused {name} ({manner})", why(said))


def at_the_door(stage: Stage, box: Box) -> None:
    """What its signature or its manifest already gives away: a stranger's, another device's, an older one."""
    before = untouched(box)
    for name in ("rogue", "wrong-device", "older"):
        code, said = install(stage, box, name)
        must(code != 0, f"{name} was installed")
        must(untouched(box) == before, f"{name} changed what starts")
        stage.note(f"refused {name}", why(said))


def falls_back(stage: Stage, box: Box, name: str) -> None:
    """Install a version that does not get well; the box comes back by itself to the one that worked."""
    code, said = install(stage, box, name)
    must(code == 0, said)
    try_other(box)
    tried = box.restart(timeout_s=BOOT_S)
    must((tried.partition, tried.tryboot) == (3, True), f"tried {tried}")
    back = box.restart(timeout_s=2 * BOOT_S)
    must((back.partition, back.tryboot) == (2, False), f"came back to {back}")
    until_s0(box)
    stage.note(f"fell back from {name}", box.boots[-1].partition)


def cut(stage: Stage, box: Box, *, at_bytes: int) -> None:
    """Take the plug out when so much of a bundle was sent; the next start is the version that worked."""
    need(stage, "good")
    sent = stage.server.sent.get("good.raucb", 0)
    write(box, _CA, stage.tls.read_bytes())
    box.shell(f"systemd-run --unit=install rauc install --tls-ca={_CA} {stage.url('good.raucb')}")
    wait(
        lambda: stage.server.sent.get("good.raucb", 0) - sent >= at_bytes,
        timeout_s=INSTALL_S,
        what=f"{at_bytes} bytes",
    )
    box.cut_power()
    choice = box.power_on()
    must((choice.partition, choice.tryboot) == (2, False), f"started {choice}")
    until_s0(box)
    stage.note(f"power cut after {at_bytes} bytes", "started A, S0")


def cut_waiting(stage: Stage, box: Box) -> None:
    """The plug out between the installation and the restart: the update still waits, is tried, and stays."""
    code, said = install(stage, box, "good")
    must(code == 0, said)
    box.cut_power()
    choice = box.power_on()
    must((choice.partition, choice.tryboot) == (2, False), f"started {choice}")
    until_s0(box)
    try_other(box)
    choice = box.restart(timeout_s=BOOT_S)
    must((choice.partition, choice.tryboot) == (3, True), f"tried {choice}")
    # And once more in the trial itself, before it is called good: back to the version that worked.
    box.cut_power()
    choice = box.power_on()
    must((choice.partition, choice.tryboot) == (2, False), f"came back to {choice}")
    until_s0(box)
    stage.note("power cut while an update waits, and in its trial", "A each time, and the update still there")
    try_other(box)
    box.restart(timeout_s=BOOT_S)
    until_s0(box)
    wait(lambda: commit_of(box) == 3, timeout_s=BOOT_S, what="the commit")


def full(stage: Stage, box: Box) -> None:
    """With no room on the data partition an update is refused or done, and the box goes on either way."""
    before = untouched(box)
    box.shell("fallocate -l $(df --output=avail -B1 /data | tail -1) /data/full || true", timeout_s=600)
    code, said = install(stage, box, "good")
    must(untouched(box) == before, "a full disk changed what starts")
    must(is_s0(box), "a full disk took the box out of S0")
    box.shell("rm /data/full")
    stage.note("update with a full data partition", why(said) if code else "installed")


def twenty(stage: Stage, box: Box) -> None:
    """Twenty installations in a row: the data partition does not grow, but for the log, which has a limit."""
    used, logged = [], []
    for _ in range(20):
        code, said = install(stage, box, "good")
        must(code == 0, said)
        all_of_it, log = box.shell(_USED).split()
        used.append(int(all_of_it) - int(log))
        logged.append(int(log))
    stage.note("log_kib_after_each_of_20", logged)
    stage.note("data_used_kib_beside_the_log_after_each_of_20", used)
    must(used[-1] - used[0] <= GROWTH_KIB, f"the data partition grew: {used}")


def is_tried_and_stays(box: Box, *, partition: int = 3) -> None:
    """Wait for the restart into the boot partition that is tried, for S0, and for the commit to it."""
    tried = box.restart(timeout_s=INSTALL_S)
    must((tried.partition, tried.tryboot) == (partition, True), f"tried {tried}")
    until_s0(box)
    wait(lambda: commit_of(box) == partition, timeout_s=BOOT_S, what="the commit")


def commit_of(box: Box) -> int:
    """Return the boot partition that the box starts by itself."""
    return boot_partition(box.shell("cat /bootconfig/autoboot.txt"), tryboot=False)
