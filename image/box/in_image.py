"""What only an image gets, beside what image/install.py places: the updates' files, and Python that is the
same for the same input. Standard library only; runs inside the image while it is made.
"""

from __future__ import annotations

import compileall
import py_compile
import shutil
from dataclasses import dataclass
from pathlib import Path

from box.program import OPT

LIB = Path("/usr/lib/spiegelbox")
UNIT_FOLDER = Path("/usr/lib/systemd/system")
# A box that was installed by hand is updated by hand: these have no place on it.
UNITS = (
    *("spiegelbox-first-boot.service", "spiegelbox-recovery-key.service", "spiegelbox-health.service"),
    *("run-stick.mount", "spiegelbox-stick.service", "spiegelbox-retire.service"),
    "spiegelbox-trust.service",
    *("spiegelbox-update.service", "spiegelbox-update.timer"),
    *("spiegelbox-update-restart.path", "spiegelbox-update-restart.service"),
    *("spiegelbox-update-deadline.timer", "spiegelbox-update-deadline.service"),
)

# What Debian would start and no box needs: time at every boot, and one more way in.
MASKED = (
    # Nobody logs in: there is no password and no screen.
    *("getty.target", "systemd-logind.service", "systemd-user-sessions.service", "modprobe@drm.service"),
    # Windows on the kernel that nothing here looks through.
    *("sys-kernel-debug.mount", "sys-kernel-tracing.mount", "sys-kernel-config.mount"),
    *("sys-fs-fuse-connections.mount", "modprobe@fuse.service", "modprobe@configfs.service"),
    *("dev-hugepages.mount", "dev-mqueue.mount"),
    # Programs for another processor.
    *("systemd-binfmt.service", "proc-sys-fs-binfmt_misc.automount"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A file under /opt/spiegelbox and where it goes; one that is ``filled`` gets the image's own words."""

    source: str
    target: Path
    mode: int = 0o644
    filled: bool = False


# Debian's list of whom to believe, and the one that a box makes of it (spiegelbox-trust.service).
DEBIANS_LIST, LIST = (
    Path("/usr/share/spiegelbox/ca-certificates.crt"),
    Path("/etc/ssl/certs/ca-certificates.crt"),
)
THE_BOXES_LIST = Path("/run/spiegelbox-trust/ca-certificates.crt")

KEYRING = "image/rauc/keyring.pem"  # brought by image/build.py: whose updates this box takes
FILES = (
    Given("image/rauc/system.conf", Path("/etc/rauc/system.conf"), filled=True),
    Given("image/rauc/tryboot-backend", LIB / "rauc-backend", 0o755),
    Given("image/rauc/handlers/pre-install", LIB / "rauc/pre-install", 0o755),
    Given("image/rauc/handlers/post-install", LIB / "rauc/post-install", 0o755),
    Given(KEYRING, Path("/etc/rauc/keyring.pem")),
    Given("image/rauc/dbus.conf", Path("/etc/dbus-1/system.d/spiegelbox-update.conf")),
    Given("image/rauc/hold-nbd", LIB / "rauc/hold-nbd", 0o755),
    Given("image/rauc/udev.rules", Path("/usr/lib/udev/rules.d/50-spiegelbox-rauc.rules")),
    Given("systemd/image/stick.rules", Path("/usr/lib/udev/rules.d/90-spiegelbox-stick.rules")),
    *(Given(f"systemd/system/{unit}", UNIT_FOLDER / unit) for unit in UNITS),
)


def settle(root: Path, *, profile: str, version: str) -> None:
    """Place the files, and the limits that units have in an image only; make the Python reproducible."""
    words = {"@COMPATIBLE@": f"spiegelbox-{profile}", "@VERSION@": version}
    for given in FILES:
        target = root / given.target.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (root / OPT.relative_to("/") / given.source).read_text(encoding="utf-8")
        target.write_text(fill(text, words) if given.filled else text, encoding="utf-8")
        target.chmod(given.mode)
    opt = root / OPT.relative_to("/")
    for folder in sorted((opt / "systemd/image").glob("*.d")):
        shutil.copytree(folder, root / UNIT_FOLDER.relative_to("/") / folder.name, dirs_exist_ok=True)
    for unit in MASKED:
        mask = root / "etc/systemd/system" / unit
        mask.parent.mkdir(parents=True, exist_ok=True)
        mask.symlink_to("/dev/null")
    _let_the_box_say_whom_it_believes(root)
    compile_by_content(opt)


def _let_the_box_say_whom_it_believes(root: Path) -> None:
    kept, listed = root / DEBIANS_LIST.relative_to("/"), root / LIST.relative_to("/")
    kept.parent.mkdir(parents=True, exist_ok=True)
    listed.rename(kept)
    listed.symlink_to(THE_BOXES_LIST)


def fill(text: str, words: dict[str, str]) -> str:
    """Return ``text`` with every word replaced."""
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def compile_by_content(folder: Path) -> None:
    """Compile every module to bytes that follow from its text alone, not from when it was installed."""
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    compileall.compile_dir(
        folder, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH, workers=1
    )
