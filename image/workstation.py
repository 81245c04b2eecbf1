#!/usr/bin/env python3
"""From a bare Debian 12 or 13 to a running demo or a checked project, in one command.

    python3 image/workstation.py demo [what `spiegelbox demo` takes]
    python3 image/workstation.py test [what pytest takes]

Needs python3 (3.11 or newer), and root or sudo when a Debian package is missing. Uses the standard library
only, since it runs before anything is installed. The first run fetches packages; a next run needs no network.
It installs only what the locks name, by hash, and writes nothing outside the checkout's own .venv but for the
image that the tests build and start, as root: /var/cache/spiegelbox, or where SPIEGELBOX_CACHE says.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
STAMP = VENV / "spiegelbox.stamp"
OLDEST = (3, 11)

RUN_LOCKS = ("requirements.txt", "requirements-build.txt")
TEST_LOCKS = (*RUN_LOCKS, "requirements-dev.txt")
BUILT_LOCKS = ("requirements-tpm.txt",)  # no wheels; built here with what TEST_LOCKS brought


def _has_program(name: str) -> Callable[[], bool]:
    # Servers stand where an ordinary user has no path to.
    return lambda: shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


def _has_library(name: str) -> Callable[[], bool]:
    def is_there() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return is_there


def _has_file(pattern: str) -> Callable[[], bool]:
    return lambda: any(Path("/").glob(pattern.lstrip("/")))


def _has_header(path: Path) -> Callable[[], bool]:
    return path.is_file


def _has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


# What is asked of Debian, and how to see that it is there (a Python of pyenv brings its own ensurepip).
RUN_PACKAGES = {"python3-venv": _has_ensurepip}
TEST_PACKAGES = RUN_PACKAGES | {
    "chromium-headless-shell": _has_program("chromium-headless-shell"),
    "ffmpeg": _has_program("ffmpeg"),
    "age": _has_program("age"),
    "nodejs": _has_program("node"),  # another age, written by age's own author, to hold ours against
    "npm": _has_program("npm"),
    "libatomic1": _has_library("libatomic.so.1"),  # for playwright's own node
    # For a TPM in software, and to build the library that speaks to it.
    "swtpm": _has_program("swtpm"),
    "libtss2-dev": _has_header(Path("/usr/include/tss2/tss2_esys.h")),
    "pkg-config": _has_program("pkg-config"),
    "build-essential": _has_program("cc"),
    "python3-dev": _has_header(Path(sysconfig.get_path("include")) / "Python.h"),
    # The kinds of store that municipalities have; the tests start them on loopback, each in its own folder.
    "openssh-server": _has_program("sshd"),
    "apache2-bin": _has_program("apache2"),
    "samba": _has_program("smbd"),
    "samba-vfs-modules": _has_file("/usr/lib/*/samba/vfs/recycle.so"),
    "openssl": _has_program("openssl"),  # certificates for servers on loopback
    "systemd": _has_program("systemd-analyze"),  # weighs the units of a box
    "mmdebstrap": _has_program("mmdebstrap"),  # makes the toolbox in which an image is built and started
    # A microphone without a sound card.
    "pulseaudio": _has_program("pulseaudio"),
    "libasound2-plugins": _has_file("/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"),
}
# What Debian would start, and start again at every boot, with the packages above. The tests need the
# programs only, and somebody's desk must not become a server by running tests.
SERVICES = {
    "openssh-server": ("ssh.service", "ssh.socket"),
    "samba": ("smbd.service", "nmbd.service", "samba-ad-dc.service"),
}

TEST_STEPS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


class CannotPrepare(Exception):
    """The machine cannot be made ready; the text says what a person can do about it."""


def main(argv: Sequence[str]) -> int:
    """Prepare the machine and run; return the exit code. The demo replaces this process and never returns."""
    jobs = {"demo": _demo, "test": _test}
    if not argv or argv[0] not in jobs:
        print("gebruik: python3 image/workstation.py demo|test [...]", file=sys.stderr)
        return 2
    try:
        return jobs[argv[0]](argv[1:])
    except CannotPrepare as problem:
        print(f"workstation: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _demo(words: Sequence[str]) -> int:
    _prepare(RUN_PACKAGES, RUN_LOCKS)
    program = str(VENV / "bin" / "spiegelbox")
    os.execv(program, [program, "demo", *words])  # noqa: S606 - no shell is the point


def _test(words: Sequence[str]) -> int:
    _prepare(TEST_PACKAGES, TEST_LOCKS, BUILT_LOCKS)
    with nullcontext(_nothing) if words else _image_built() as end_of_image:  # not for a few tests
        failed = [" ".join(step) for step in TEST_STEPS if _step(*step) != 0]
        # A file stays on one core, so that its tests share what they started.
        if _step("pytest", "-n", "auto", "--dist", "loadfile", *words) != 0:
            failed.append("pytest")
        if end_of_image() != 0:
            failed.append("the image")
    if failed:
        print(f"\nworkstation: not right: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def _nothing() -> int:
    return 0


@contextmanager
def _image_built() -> Iterator[Callable[[], int]]:
    """Build an image beside what follows; give what waits for it and plays its short story.

    Building waits for downloads much of the time. What is started then has the machine to itself: a slow one
    makes a box that fails.
    """
    kept = [f"{key}={value}" for key, value in os.environ.items() if key.startswith(("PIP_", "SPIEGELBOX_"))]
    as_root = _as_root("python3 image/workstation.py test")
    if as_root:
        _must([*as_root, "-v"], "sudo lukt niet.")  # asked now, and not in the midst of the tests
        as_root = [*as_root, "env", *kept]
    play = [*as_root, str(VENV / "bin/python"), "-B", "-m", "image.scenario", "--short"]
    print("\n== the image is built meanwhile", flush=True)
    with tempfile.TemporaryFile() as said:
        building = subprocess.Popen(
            ["nice", "-n", "5", *play, "--build"],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )

        def end() -> int:
            if code := building.wait():
                said.seek(0)
                print(said.read().decode(errors="replace"), flush=True)
                return code
            print("\n== python -m image.scenario --short", flush=True)
            return subprocess.run(play, cwd=PROJECT).returncode

        try:
            yield end
        finally:
            building.terminate()
            building.wait()


def _step(tool: str, *words: str) -> int:
    print(f"\n== {' '.join((tool, *words))}", flush=True)
    return subprocess.run([str(VENV / "bin" / tool), *words], cwd=PROJECT).returncode


def _prepare(
    packages: dict[str, Callable[[], bool]], locks: Sequence[str], built: Sequence[str] = ()
) -> None:
    if sys.version_info < OLDEST:
        raise CannotPrepare(
            "Python 3.11 of nieuwer is nodig (Debian 12 of 13). / Python 3.11 or newer is needed."
        )
    _install_packages([name for name, is_there in packages.items() if not is_there()])
    _install_locks(locks, built)


def _install_packages(missing: Sequence[str]) -> None:
    """Install Debian packages; nothing happens when none is missing. Raises: CannotPrepare."""
    if not missing:
        return
    names = " ".join(missing)
    if shutil.which("apt-get") is None:
        raise CannotPrepare(f"installeer eerst: {names}. / Install these first: {names}.")
    as_root = _as_root(f"apt-get install {names}")
    print(f"workstation: Debian: {names}", flush=True)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    _must([*apt, "update"], f"apt-get update lukt niet; nodig is: {names}.")
    with _kept_off([unit for name in missing for unit in SERVICES.get(name, ())], as_root):
        _must(
            [*apt, "install", "-y", "--no-install-recommends", *missing],
            f"apt-get install {names} lukt niet.",
        )


def _as_root(what: str) -> list[str]:
    """Return what makes a command root's. Raises: CannotPrepare."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        raise CannotPrepare(f"voer dit uit als root: {what}. / No root and no sudo: run that as root.")
    return ["sudo"]


@contextmanager
def _kept_off(units: Sequence[str], as_root: Sequence[str]) -> Iterator[None]:
    """Keep services that are being installed from starting, now and at the next boot."""
    if not units or shutil.which("systemctl") is None:
        yield
        return
    ask = [*as_root, "systemctl", "--quiet"]
    subprocess.run([*ask, "mask", *units], capture_output=True)
    try:
        yield
    finally:
        subprocess.run([*ask, "unmask", *units], capture_output=True)
        subprocess.run([*ask, "disable", *units], capture_output=True)


def _install_locks(locks: Sequence[str], built: Sequence[str]) -> None:
    """Make .venv hold the locked packages and this project. A changed lock or Python starts it afresh."""
    wanted = {_fingerprint(name) for name in (*locks, *built, "pyproject.toml")} | {f"python {sys.version}"}
    there = set(STAMP.read_text(encoding="utf-8").splitlines()) if STAMP.is_file() else set()
    python = str(VENV / "bin" / "python")
    if wanted <= there and _runs(python):
        return
    print("workstation: .venv", flush=True)
    fresh = [] if there <= wanted and there and _runs(python) else ["--clear"]
    _must([sys.executable, "-m", "venv", *fresh, str(VENV)], "een .venv maken lukt niet.")
    STAMP.unlink(missing_ok=True)
    pip = [python, "-I", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    hashed = [*pip, "--require-hashes", "--no-deps", "--only-binary=:all:"]
    _must(
        [*hashed, *(word for lock in locks for word in ("-r", str(PROJECT / lock)))], "pip install lukt niet."
    )
    for lock in built:
        _must(
            [*pip, "--require-hashes", "--no-deps", "--no-build-isolation", "-r", str(PROJECT / lock)],
            f"{lock} bouwen lukt niet.",
        )
    _must(
        [*pip, "--no-deps", "--no-build-isolation", "-e", str(PROJECT)], "het project installeren lukt niet."
    )
    # Written last: a run that was cut off half-way starts again.
    STAMP.write_text("\n".join(sorted(wanted)) + "\n", encoding="utf-8")


def _fingerprint(name: str) -> str:
    return f"{name} {hashlib.sha256((PROJECT / name).read_bytes()).hexdigest()}"


def _runs(python: str) -> bool:
    """Tell whether the interpreter still works: its base may have been upgraded or moved away."""
    try:
        return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def _must(command: Sequence[str], sentence: str) -> None:
    if subprocess.run(command, cwd=PROJECT).returncode != 0:
        raise CannotPrepare(f"{sentence} Kijk hierboven wat er misging. / See the messages above.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
