"""The program in /opt/spiegelbox: its source, and a Python environment for each process with only its extra.

Everything comes from the hash locks beside this file. The recorder's environment sees Debian's own packages:
picamera2, libcamera and their numpy must match the system's libraries (docs/adr/0004).
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from box.work import Step, run

PROJECT = Path(__file__).resolve().parents[2]
OPT = Path("/opt/spiegelbox")
CARRIED = (
    *("appliance", "console", "docs", "systemd", "image", "pyproject.toml", "README.md", "LICENSE"),
    *("requirements-build.txt",),
)
PROCESSES = ("recorder", "sync", "console")
_BUILD = OPT / "venv" / "build"
_WHEELS = OPT / "wheels"


def steps() -> list[Step]:
    """Return the steps: the source, its wheel, and three environments."""
    return [
        Step("programma in /opt/spiegelbox", _source_is_right, _copy_source),
        *(Step(f"omgeving van {name}", _is_made(name), _make(name)) for name in PROCESSES),
    ]


def remove() -> None:
    """Take the program away."""
    shutil.rmtree(OPT, ignore_errors=True)


def fingerprint(root: Path) -> str:
    """Return a hash of everything that is carried, by name and content."""
    total = hashlib.sha256()
    for name in CARRIED:
        top = root / name
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                total.update(f"{file.relative_to(root)}\0".encode())
                total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _source_is_right() -> bool:
    stamp = OPT / "source.sha256"
    return stamp.is_file() and stamp.read_text().strip() == fingerprint(PROJECT) == fingerprint(OPT)


def _copy_source() -> None:
    OPT.mkdir(parents=True, exist_ok=True)
    for name in CARRIED:
        there = OPT / name
        if there.is_dir():
            shutil.rmtree(there)
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / name, there)
    (OPT / "source.sha256").write_text(fingerprint(OPT) + "\n")


def _is_made(name: str) -> Callable[[], bool]:
    def is_made() -> bool:
        stamp = OPT / "venv" / name / "spiegelbox.stamp"
        return stamp.is_file() and stamp.read_text() == _stamp(name)

    return is_made


def _stamp(name: str) -> str:
    lock = hashlib.sha256((OPT / f"image/box/{name}.txt").read_bytes()).hexdigest()
    return f"{lock}\n{fingerprint(OPT)}\n{sys.version}\n"


def _make(name: str) -> Callable[[], None]:
    def make() -> None:
        venv = OPT / "venv" / name
        sees_system = ("--system-site-packages",) if name == "recorder" else ()
        run(
            sys.executable,
            "-m",
            "venv",
            "--clear",
            *sees_system,
            str(venv),
            sentence="een venv maken lukt niet.",
        )
        pip = (
            str(venv / "bin/python"),
            "-I",
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
        )
        locked = ("--require-hashes", "--no-deps", "--only-binary=:all:")
        run(*pip, *locked, "-r", str(OPT / f"image/box/{name}.txt"), sentence="pip install lukt niet.")
        run(*pip, "--no-deps", str(_wheel()), sentence="het programma installeren lukt niet.")
        (venv / "spiegelbox.stamp").write_text(_stamp(name))
        if name == PROCESSES[-1]:
            shutil.rmtree(_BUILD, ignore_errors=True)
            shutil.rmtree(_WHEELS, ignore_errors=True)

    return make


def _wheel() -> Path:
    """Return the wheel of this source, built with the locked tools the first time."""
    for wheel in _WHEELS.glob("*.whl"):
        return wheel
    run(sys.executable, "-m", "venv", "--clear", str(_BUILD), sentence="een venv maken lukt niet.")
    pip = (str(_BUILD / "bin/python"), "-I", "-m", "pip", "--disable-pip-version-check")
    locked = ("--require-hashes", "--no-deps", "--only-binary=:all:")
    run(
        *pip,
        "install",
        "--quiet",
        *locked,
        "-r",
        str(OPT / "requirements-build.txt"),
        sentence="pip lukt niet.",
    )
    run(*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(_WHEELS), str(OPT))
    (wheel,) = _WHEELS.glob("*.whl")
    return wheel
