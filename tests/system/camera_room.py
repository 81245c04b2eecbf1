"""A box in the Debian of camera_root.py, that films known pictures with sound."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from appliance.control import ControlClient, new_token_key
from appliance.settings.model import MicrophoneProfile
from appliance.settings.writer import dumps
from tests.bench.processes import settings_of
from tests.system.debian_root import DebianRoot

_ALSA = """
</usr/share/alsa/alsa.conf>
pcm.mic { type pulse server "unix:/test/pulse.sock" device "room" }
ctl.mic { type pulse server "unix:/test/pulse.sock" }
"""
_ROOM_SOUND = "module-pipe-source source_name=room file=/test/sound format=s16le rate=48000 channels=1"
_PATIENCE_S = 60.0

# What the processes of this room are told; one heap, as the recorder's unit says.
ENVIRONMENT = {
    "PYTHONPATH": "/project",
    "ALSA_CONFIG_PATH": "/test/alsa.conf",
    "LD_PRELOAD": "/usr/lib/box_kernel.so",
    "LIBCAMERA_PIPELINES_MATCH_LIST": "virtual",
    "LIBCAMERA_LOG_LEVELS": "*:ERROR",
    "MALLOC_ARENA_MAX": "1",
}


class CameraRoom:
    """One box in one folder of the Debian: its pictures, its sound, its button and its lamp."""

    def __init__(self, root: DebianRoot, folder: Path) -> None:
        self.folder = folder
        self._root = root
        self.token_key = new_token_key()
        inside = settings_of(Path("/test"), self.token_key)
        self.settings = replace(inside, microphone=MicrophoneProfile(device="mic"))
        (folder / "settings.toml").write_text(dumps(self.settings))
        (folder / "alsa.conf").write_text(_ALSA)
        self._running: list[subprocess.Popen[str]] = []
        self.recorder: subprocess.Popen[str] | None = None

    def sound(self) -> None:
        """Fill the room with a tone a second."""
        self._start(
            *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit"),
            *("-L", _ROOM_SOUND),
            *("-L", "module-native-protocol-unix socket=/test/pulse.sock auth-anonymous=1"),
        )
        wait_for(lambda: (self.folder / "pulse.sock").exists(), "the sound server")
        self._start("python3", "/project/tests/system/camera/beeper.py")

    def start(self) -> ControlClient:
        """Start the recorder and return the console's end."""
        self.recorder = self._start(
            *(
                "python3",
                "/project/tests/system/camera/virtual_camera.py",
                "--settings",
                "/test/settings.toml",
            )
        )
        assert self.recorder.stdout is not None
        said = self.recorder.stdout.readline()
        if said != "klaar\n":
            raise RuntimeError((self.folder / "log").read_text())
        return ControlClient(self.folder / "run" / "console.sock", timeout_s=30.0)

    def stop(self) -> None:
        """Stop the recorder; the room and its sound go on."""
        assert self.recorder is not None
        self.recorder.terminate()
        self.recorder.wait(20)

    def press(self) -> None:
        """Push the button."""
        self._say("press")

    def freeze(self) -> None:
        """Let the camera hang: from now on no picture comes."""
        self._say("freeze")

    def _say(self, word: str) -> None:
        assert self.recorder is not None
        assert self.recorder.stdin is not None
        self.recorder.stdin.write(f"{word}\n")
        self.recorder.stdin.flush()

    def unplug_microphone(self) -> None:
        """Take the sound server away, and with it the microphone."""
        self._running[0].kill()

    def takes(self) -> list[list[float]]:
        """Return, for each time the camera was open, when it took its pictures (monotonic seconds)."""
        takes = (self.folder / "pictures").read_text().split("opened\n")[1:]
        return [[float(line) for line in take.splitlines()] for take in takes]

    def beeps(self) -> list[float]:
        """Return when each tone was played (monotonic seconds)."""
        return [float(line) for line in (self.folder / "beeps").read_text().splitlines()]

    def lamp(self) -> list[tuple[float, str]]:
        """Return what the lamp shows (red, red+green+blue, dark), and since when (monotonic seconds)."""
        lines = (self.folder / "lamp").read_text().splitlines()
        return [(float(at), shown) for at, shown in map(str.split, lines)]

    def close(self) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, *words: str) -> subprocess.Popen[str]:
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                # A busy test machine would film and play late, which is not what is asked here.
                ["nice", "-n", "-15", *self._root.command(*words, shared=self.folder, env=ENVIRONMENT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._running.append(process)
        return process


def wait_for(look: Callable[[], object], what: str, *, every_s: float = 0.02) -> None:
    """Wait until ``look()`` is true."""
    never = threading.Event()
    for _ in range(int(_PATIENCE_S / every_s)):
        if look():
            return
        never.wait(every_s)
    raise AssertionError(f"never: {what}")
