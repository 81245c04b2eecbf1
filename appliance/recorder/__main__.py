"""``python -m appliance.recorder``: the process with the camera and the keys. It uses no network."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from appliance.control.listening import Endpoint
from appliance.control.messages import Role
from appliance.control.peer import uid_of
from appliance.domain.errors import NoSuchHardware, SettingsError, SpiegelboxError
from appliance.hardware.clock import FastDayClock
from appliance.hardware.ports import AudioFormat, Camera, Clock, Microphone, VideoFormat
from appliance.hardware.simulated import (
    SimulatedButton,
    SimulatedCamera,
    SimulatedLight,
    SimulatedMicrophone,
    SimulatedStage,
)
from appliance.hardware.systemd import notify
from appliance.hardware.wires import Wires
from appliance.media.file_source import FileSource
from appliance.media.test_card import TestCard
from appliance.recorder.assembly import Hardware, Recorder
from appliance.recorder.hygiene import keep_secrets_in_memory
from appliance.settings.loader import load
from appliance.settings.model import Settings
from appliance.store.layout import Layout


def main() -> int:
    """Run until SIGTERM or SIGINT; what is being filmed then is sealed first."""
    args = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(name)s %(levelname)s %(message)s")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    locked = keep_secrets_in_memory()
    try:
        settings = load(args.settings)
        recorder = Recorder(
            settings,
            _hardware(settings, args),
            endpoints=_endpoints(settings),
            environ=os.environ,
            pid=os.getpid(),
            version=version("spiegelbox"),
            memory_locked=locked,
        )
        recorder.start()
    except SettingsError as error:
        print(error, *error.faults, sep="\n", file=sys.stderr)
        return 1
    except SpiegelboxError as error:
        print(error, error.next_step, sep="\n", file=sys.stderr)
        return 1
    print("klaar", flush=True)
    notify("READY=1")
    stopping.wait()
    notify("STOPPING=1")
    recorder.stop()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m appliance.recorder", description=__doc__)
    parser.add_argument("--settings", type=Path, required=True)
    simulated = parser.add_argument_group("simulated hardware, for the demo and for tests")
    simulated.add_argument("--simulated", type=Path, metavar="SOCKET", help="the wires of the simulated box")
    simulated.add_argument("--day-s", type=float, default=86_400.0, help="how long a day lasts")
    source = simulated.add_mutually_exclusive_group()
    source.add_argument("--input", type=Path, help="film this video file")
    source.add_argument("--webcam", action="store_true", help="film with this computer's camera")
    return parser.parse_args()


def _hardware(settings: Settings, args: argparse.Namespace) -> Hardware:
    """Return the simulated box; each adapter is imported only where it is used."""
    if args.simulated is None:
        raise NoSuchHardware("raspberry-pi")
    clock = FastDayClock(timedelta(seconds=args.day_s))
    wires = Wires(args.simulated, day_s=args.day_s)
    light, button = SimulatedLight(wires), SimulatedButton(wires, clock)
    camera, microphone = _stage(settings, args, clock, wires)
    return Hardware(
        camera=camera, microphone=microphone, button=button, light=light, clock=clock, simulated=True
    )


def _stage(
    settings: Settings, args: argparse.Namespace, clock: Clock, wires: Wires
) -> tuple[Camera, Microphone]:
    """Return a camera and a microphone before the test card, a film, or the person at this computer."""
    picture, sound = settings.camera, settings.microphone
    video = VideoFormat(picture.width_px, picture.height_px, picture.fps)
    audio = AudioFormat(sound.sample_rate_hz, sound.channels)
    if args.webcam:
        from appliance.hardware.webcam import webcam

        return webcam(video, audio, kbps=picture.bitrate_kbps, monotonic=clock.monotonic_s)
    scene = FileSource(args.input, video, audio) if args.input else TestCard(video, audio)
    stage = SimulatedStage(scene, kbps=picture.bitrate_kbps, clock=clock, wires=wires)
    return SimulatedCamera(stage, wires), SimulatedMicrophone(stage, wires)


def _endpoints(settings: Settings) -> dict[Role, Endpoint]:
    """Return a socket for each peer, and the one user who may speak there."""
    layout = Layout(settings.paths.data, settings.paths.run)
    return {
        Role.CONSOLE: Endpoint(path=layout.console_socket, uid=uid_of(settings.users.console)),
        Role.SYNC: Endpoint(path=layout.sync_socket, uid=uid_of(settings.users.sync)),
    }


if __name__ == "__main__":
    sys.exit(main())
