"""The disks of a virtual machine: a Debian 13 with its own kernel, a box put on it by its installer, and the
parts that only Raspberry Pi's archive has.

Those parts are gpiozero and lgpio: from the package index here, at the versions of a lock.
Debian's kernel has no chip with pins, so the kernel's own gpio-sim is built from Debian's source.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.system import installed_root
from tests.system.debian_root import DebianRoot

PACKAGES = (*installed_root.PACKAGES, "linux-image-amd64", "kmod", "v4l-utils")
BUILDING = (
    *("linux-headers-amd64", "linux-source", "xz-utils", "make", "gcc", "libc6-dev"),
    *("python3-dev", "python3-pip", "python3-setuptools", "python3-wheel", "swig"),
)
_LOCK = ("-r", "/project/tests/system/virtual/requirements.txt")
# The disks, and the folders of the host.
_EARLY_MODULES = "virtio_pci\nvirtio_blk\next4\n9p\n9pnet_virtio\n"
_SYSTEM_MIB, _DATA_MIB = 3072, 512

_BUILD_CHIP = r"""
cd /usr/src
mkdir -p chip
tar -xf linux-source-*.tar.xz --wildcards --strip-components=3 -C chip \
    '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c'
cd chip
# Both become one module: nothing to export, and of the core's functions only what modules may call.
sed -i '/EXPORT_SYMBOL/d' irq_sim.c
sed -i 's/handle_simple_irq(irq_to_desc(irqnum))/generic_handle_irq(irqnum)/' irq_sim.c
printf 'obj-m += box-chip.o\nbox-chip-y := gpio-sim.o irq_sim.o\n' > Makefile
make -s -C /lib/modules/*/build M="$PWD" modules
cp box-chip.ko /test/
"""
_PLACE_CHIP = r"""
kernel=$(ls /lib/modules)
install -D -m 644 /test/box-chip.ko "/lib/modules/$kernel/extra/box-chip.ko"
depmod "$kernel"
sed -i 's/^MODULES=.*/MODULES=list/' /etc/initramfs-tools/initramfs.conf
update-initramfs -u -k "$kernel"
"""
_PLACE_WHEELS = """
python3 -m venv /tmp/pip
/tmp/pip/bin/pip --python /usr/bin/python3 install --quiet --no-deps --no-index --ignore-installed \
    --break-system-packages /test/wheels/*.whl
"""


@dataclass(frozen=True, slots=True)
class MachineDisks:
    """Where the finished disks lie; nobody writes to them, each run has layers of its own above them."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "root"

    @property
    def system(self) -> Path:
        return self.folder / "system.img"

    @property
    def data(self) -> Path:
        return self.folder / "data.img"

    def kernel(self) -> tuple[Path, Path]:
        """Return the kernel and its first file system."""
        (kernel,) = (self.root / "boot").glob("vmlinuz-*")
        (initrd,) = (self.root / "boot").glob("initrd.img-*")
        return kernel, initrd


def make_debian(folder: Path, *, project: Path) -> DebianRoot:
    """Build the Debian without a box in ``folder``, or return the one that was built there."""
    root = DebianRoot(folder / "debian", project=project)
    if (folder / "built").exists():
        return root
    shared = folder / "making"
    shared.mkdir(parents=True, exist_ok=True)
    workshop = DebianRoot(folder / "workshop", project=project)
    workshop.make(BUILDING)
    workshop.run("sh", "-ec", _BUILD_CHIP, shared=shared)
    pip = ("python3", "-m", "pip")
    wheels = ("wheel", "--quiet", "--no-deps", "--require-hashes", "--wheel-dir", "/test/wheels")
    # PYPI: lgpio with its own C library inside, since Debian has none.
    workshop.run(*pip, *wheels, "--no-build-isolation", *_LOCK, shared=shared, env={"PYPI": "1"})
    root.make(PACKAGES)
    (root.folder / "etc/initramfs-tools/modules").write_text(_EARLY_MODULES)
    root.run("sh", "-ec", _PLACE_CHIP, shared=shared)
    root.run("sh", "-ec", _PLACE_WHEELS, shared=shared)
    (folder / "built").touch()
    return root


def make_disks(debian: DebianRoot, folder: Path) -> MachineDisks:
    """Write the two disks of a machine from a Debian with a box in it."""
    disks = MachineDisks(folder)
    (debian.folder / "srv/store").mkdir()
    data = debian.folder / "var/lib/spiegelbox"
    _write_disk(disks.data, data, mib=_DATA_MIB)
    shutil.rmtree(data)
    data.mkdir(mode=0o711)
    _write_disk(disks.system, debian.folder, mib=_SYSTEM_MIB)
    return disks


def _write_disk(image: Path, content: Path, *, mib: int) -> None:
    subprocess.run(
        ["mke2fs", "-q", "-F", "-t", "ext4", "-d", str(content), str(image), f"{mib}M"], check=True
    )
