"""The box's own processes inside the virtual machine, as its units start them, and the hum in the room."""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
from pathlib import Path

_OPT = Path("/opt/spiegelbox/venv")
_SETTINGS = "/test/settings.toml"
_WORK, _SYNC_WORK = Path("/run/spiegelbox-recorder"), Path("/run/spiegelbox-sync")
_ADJ_MAXERROR, _ADJ_STATUS, _STA_PLL = 0x4, 0x10, 0x1
_TIMEX_BYTES, _MAXERROR_AT, _STATUS_AT = 256, 24, 40  # struct timex of 64-bit Linux


def start_recorder() -> subprocess.Popen[str]:
    """Start the recorder and wait until it says "klaar". Raises: RuntimeError, with what it said instead."""
    _WORK.mkdir(exist_ok=True)
    Path("/run/spiegelbox").mkdir(exist_ok=True)
    env = {**os.environ, "GPIOZERO_PIN_FACTORY": "lgpio", "LG_WD": str(_WORK), "HOME": str(_WORK)}
    process = _start("recorder", "appliance.recorder", env=env)
    assert process.stdout is not None
    if process.stdout.readline() != "klaar\n":
        raise RuntimeError(Path("/test/recorder.log").read_text())
    return process


def start_sync() -> subprocess.Popen[str]:
    """Start the process that brings films to the store."""
    _SYNC_WORK.mkdir(exist_ok=True)
    env = {**os.environ, "HOME": str(_SYNC_WORK)}
    return _start("sync", "appliance.sync", "--scratch", str(_SYNC_WORK), "--poll-s", "1", env=env)


def start_hum() -> subprocess.Popen[bytes]:
    """Fill the room with a tone of 440 Hz."""
    words = ("speaker-test", "-D", "plughw:Loopback,0", "-c", "1", "-r", "48000", "-t", "sine", "-f", "440")
    return subprocess.Popen([*words, "-l", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def keep_time() -> None:
    """Tell the kernel that its clock is right, as a time service does that heard the town hall's server."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)
    struct.pack_into("I", timex, 0, _ADJ_STATUS | _ADJ_MAXERROR)
    struct.pack_into("l", timex, _MAXERROR_AT, 1000)
    struct.pack_into("i", timex, _STATUS_AT, _STA_PLL)
    if ctypes.CDLL(None).adjtimex(timex) < 0:
        raise OSError("adjtimex")


def _start(name: str, module: str, *more: str, env: dict[str, str]) -> subprocess.Popen[str]:
    words = [str(_OPT / name / "bin/python"), "-m", module, "--settings", _SETTINGS, *more]
    with Path(f"/test/{name}.log").open("a") as log:
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, env=env, text=True, cwd="/")
