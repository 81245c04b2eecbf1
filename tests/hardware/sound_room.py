"""A room with sound and a microphone, without a sound card: a pipe that PulseAudio hears, through ALSA.

Whoever ends the server has unplugged the microphone. It shares no memory with whoever listens: a server
killed in the middle of that leaves a lock behind which libpulse waits for ever, and no microphone does.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_CONF = """
</usr/share/alsa/alsa.conf>
pcm.mic {{ type pulse server "unix:{socket}" device "room" }}
ctl.mic {{ type pulse server "unix:{socket}" }}
"""


class SoundRoom:
    """A PulseAudio server of its own in ``folder``, which hears what ffmpeg plays."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket = folder / "pulse.sock"
        self._pipe = folder / "sound"
        self.alsa_conf = folder / "alsa.conf"
        self.alsa_conf.write_text(_CONF.format(socket=self.socket))
        home = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        self._server = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit"),
                "--disable-shm=yes",
                *("-L", f"module-pipe-source source_name=room file={self._pipe} rate=48000 channels=1"),
                *("-L", f"module-native-protocol-unix socket={self.socket} auth-anonymous=1"),
            ],
            env=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._player: subprocess.Popen[bytes] | None = None

    def is_up(self) -> bool:
        """Tell whether a microphone can be opened."""
        return self.socket.exists()

    def play(self, source: str) -> None:
        """Play an FFmpeg source, such as ``sine=frequency=440``, into the room until the end.

        Not with -re, which from FFmpeg 6.1 on plays the first half second at once: no room sounds like that.
        """
        self._player = subprocess.Popen(
            [
                *("ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", f"{source},arealtime"),
                *("-f", "s16le", "-ac", "1", "-ar", "48000", "-y", str(self._pipe)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def unplug(self) -> None:
        """Pull the microphone's cable."""
        self._server.kill()
        self._server.wait()

    def close(self) -> None:
        if self._player is not None:
            self._player.kill()
            self._player.wait()
        self.unplug()
