"""A Debian 13 with the real picamera2 over the real libcamera, built once and kept for the next run.

libcamera 0.7.1 of trixie-backports: the virtual camera of trixie's own 0.4.0 never fills in when a picture
was taken. On a box picamera2 comes from Raspberry Pi's archive; here its wheel is used, on the same Debian.
What it is made of decides whether the one that is kept will do. Never stays half made.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system.debian_root import DebianRoot

PACKAGES = (
    *("ca-certificates", "python3", "python3-venv", "python3-numpy", "python3-av", "python3-piexif"),
    *("python3-prctl", "python3-jsonschema", "python3-tqdm", "python3-libarchive-c", "python3-pil"),
    *("libasound2-plugins", "libasound2-data", "pulseaudio", "pulseaudio-utils"),
)
FROM_BACKPORTS = ("python3-libcamera", "libcamera-ipa")
HERE = Path(__file__).parent
_KERNEL = HERE / "camera/box_kernel.c"
_LOCKS = ("tests/system/camera/requirements.txt", "image/box/recorder.txt", "requirements-build.txt")
_YAML = Path("usr/share/libcamera/pipeline/virtual/virtual.yaml")
_CAMERA = """%YAML 1.1
---
"Virtual0":
  supported_formats:
  - width: 1280
    height: 720
    frame_rates: [25, 25]
  frames:
    path: "/test/pictures.d/"
  location: "CameraLocationFront"
  model: "Virtual Video Device"
"""
_PROGRAMS = {"mmdebstrap": "mmdebstrap", "cc": "build-essential", "unshare": "util-linux"}


class CannotBuild(Exception):
    """This machine cannot make the Debian; the text says what it lacks."""


def usual_folder() -> Path:
    """Return where the Debian is kept: SPIEGELBOX_DEBIAN, or the user's cache."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("SPIEGELBOX_DEBIAN") or Path(cache) / "spiegelbox/camera-debian")


@contextmanager
def camera_root(folder: Path, *, project: Path) -> Iterator[DebianRoot]:
    """Yield the Debian of ``folder``, built first when it is not there or of other parts (two minutes).

    Nobody builds it anew while it is used. Raises: CannotBuild.
    """
    _check_machine()
    root = DebianRoot(folder / "root", project=project)
    folder.mkdir(parents=True, exist_ok=True)
    made_of, wanted = folder / "made-of", _fingerprint(project)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made_of.exists() or made_of.read_text() != wanted:
            made_of.unlink(missing_ok=True)
            _clear(root.folder)  # half made, or of other parts
            _make(root)
            made_of.write_text(wanted)
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield root


def _make(root: DebianRoot) -> None:
    root.make(PACKAGES, from_backports=FROM_BACKPORTS)
    (root.folder / _YAML).write_text(_CAMERA)
    kernel = root.folder / "usr/lib/box_kernel.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", kernel, _KERNEL, "-ldl"], check=True)
    pip = ("/venv/bin/pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:")
    itself = ("/venv/bin/pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "/project")
    shared = root.folder / "srv"
    root.run("python3", "-m", "venv", "--system-site-packages", "/venv", shared=shared)
    root.run(*pip, *(word for lock in _LOCKS for word in ("-r", f"/project/{lock}")), shared=shared)
    root.run(*itself, shared=shared)


def _clear(folder: Path) -> None:
    """Remove a Debian; never when a builder that was killed left this machine's /dev mounted in it."""
    if f" {folder}/" in Path("/proc/self/mountinfo").read_text():
        raise CannotBuild(f"something is still mounted in {folder}: umount it")
    shutil.rmtree(folder, ignore_errors=True)


def _fingerprint(project: Path) -> str:
    """Return what the Debian is made of, as one hash."""
    parts = [
        project / "image/debian.py",
        HERE / "debian_root.py",
        Path(__file__),
        _KERNEL,
        *(project / lock for lock in _LOCKS),
    ]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def _check_machine() -> None:
    """Say what is missing now, and not as a riddle of mmdebstrap's later."""
    if os.geteuid() != 0:
        raise CannotBuild("run this as root: it films in a Debian of its own (chroot)")
    missing = [package for program, package in _PROGRAMS.items() if shutil.which(program) is None]
    if missing:
        raise CannotBuild(f"apt-get install {' '.join(missing)}")
    mounts = ("unshare", "--mount", "--propagation", "unchanged", "true")
    if subprocess.run(mounts, capture_output=True, check=False).returncode != 0:
        raise CannotBuild("this container may not mount: give it CAP_SYS_ADMIN, or use a machine of its own")
