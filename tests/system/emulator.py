"""A PC with a box's disks in it, emulated by QEMU without the help of a processor (TCG): it needs no KVM.

Its clock says what it is told to say, so that days can pass between two runs. Two folders of the host are
seen inside: ``project`` at /project, and the run's own at /test.
"""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.system.machine_root import MachineDisks

_QEMU = "qemu-system-x86_64"
_MEMORY_MIB = 1536
# A PC has more than a box, and a processor that is emulated leaks nothing to guard against.
_UNUSED = "floppy,ata_piix,ata_generic,psmouse,pcspkr,i2c_piix4,kvm,kvm_amd,kvm_intel,powernow_k8"
_INIT = """init=/bin/sh -- -c "mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=262144,cache=loose \
project /project && exec /project/tests/system/virtual/init" """
_LESS_WORK = f"mitigations=off cryptomgr.notests module_blacklist={_UNUSED}"


class EmulatedBox:
    """One box; what it wrote to its disks is there when it is switched on again."""

    def __init__(self, disks: MachineDisks, folder: Path, *, project: Path) -> None:
        self.shared = folder / "shared"
        self.shared.mkdir()
        self._disks, self._folder, self._project = disks, folder, project
        for name, below in (("system", disks.system), ("data", disks.data)):
            layer = ("-q", "-f", "qcow2", "-F", "raw", "-b", str(below), str(folder / f"{name}.qcow2"))
            subprocess.run(["qemu-img", "create", *layer], check=True)

    @property
    def console(self) -> str:
        """What the machine said on its serial line."""
        return (self._folder / "console").read_text(errors="replace")

    def run(self, act: str, *, later: timedelta = timedelta(), within_s: float) -> None:
        """Switch it on for one act of the story, ``later`` than now by its clock, and wait until it is off.

        Raises: AssertionError, with its last words, when it is still on after ``within_s``.
        """
        try:
            subprocess.run(self._command(act, datetime.now(UTC) + later), check=True, timeout=within_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{act}: still on; {self.console[-3000:]}") from None

    def _command(self, act: str, now: datetime) -> list[str]:
        kernel, initrd = self._disks.kernel()
        words = f"root=/dev/vda rw console=ttyS0 panic=-1 {_LESS_WORK} box.act={act} {_INIT}"
        return [
            *(_QEMU, "-nodefaults", "-no-user-config", "-display", "none", "-nic", "none", "-no-reboot"),
            *("-accel", "tcg", "-cpu", "max", "-icount", "shift=0", "-m", f"{_MEMORY_MIB}M"),
            *("-kernel", str(kernel), "-initrd", str(initrd), "-append", words),
            *("-drive", f"file={self._folder / 'system.qcow2'},if=virtio,format=qcow2"),
            *("-drive", f"file={self._folder / 'data.qcow2'},if=virtio,format=qcow2"),
            *("-virtfs", _folder("test", self.shared), "-virtfs", _folder("project", self._project)),
            *("-device", "i6300esb", "-action", "watchdog=reset"),
            *("-rtc", f"base={now:%Y-%m-%dT%H:%M:%S},clock=vm"),
            *("-serial", f"file:{self._folder / 'console'}"),
        ]


def _folder(tag: str, path: Path) -> str:
    writable = "off" if tag == "test" else "on"
    return f"local,path={path},mount_tag={tag},security_model=none,multidevs=remap,readonly={writable}"
