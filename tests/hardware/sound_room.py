"""A room with sound and a microphone, without a sound card: PulseAudio's null sink and ALSA's pulse plugin.

Whoever ends the server has unplugged the microphone. It shares no memory with whoever listens: a server
killed in the middle of that leaves a lock behind which libpulse waits for ever, and no microphone does.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_CONF = """
</usr/share/alsa/alsa.conf>
pcm.mic {{ type pulse server "unix:{socket}" device "room.monitor" }}
ctl.mic {{ type pulse server "unix:{socket}" }}
"""


class SoundRoom:
    """A PulseAudio server of its own in ``folder``, into which ffmpeg plays a tone."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket = folder / "pulse.sock"
        self.alsa_conf = folder / "alsa.conf"
        self.alsa_conf.write_text(_CONF.format(socket=self.socket))
        home = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        self._server = subprocess.Popen(
            [
                *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit"),
                "--disable-shm=yes",
                *("-L", "module-null-sink sink_name=room rate=48000"),
                *("-L", f"module-native-protocol-unix socket={self.socket} auth-anonymous=1"),
            ],
            env=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._home = home
        self._player: subprocess.Popen[bytes] | None = None

    def is_up(self) -> bool:
        """Tell whether a microphone can be opened."""
        return self.socket.exists()

    def play(self, source: str) -> None:
        """Play an FFmpeg source, such as ``sine=frequency=440``, into the room until the end."""
        self._player = subprocess.Popen(
            [
                *("ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", source),
                *("-f", "pulse", "-server", f"unix:{self.socket}", "-device", "room", "test"),
            ],
            env=self._home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def hush(self) -> None:
        """Stop playing: the microphone then hears nothing at all."""
        if self._player is not None:
            self._player.kill()
            self._player.wait()
            self._player = None

    def unplug(self) -> None:
        """Pull the microphone's cable."""
        self._server.kill()
        self._server.wait()

    def close(self) -> None:
        self.hush()
        self.unplug()
