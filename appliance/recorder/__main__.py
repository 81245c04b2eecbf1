"""``python -m appliance.recorder``: the process with the camera and the keys. It uses no network."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from appliance.control.listening import Endpoint
from appliance.control.messages import Role
from appliance.control.peer import uid_of
from appliance.domain.errors import NoSuchHardware, SettingsError, SpiegelboxError
from appliance.hardware.systemd import notify
from appliance.recorder.assembly import Hardware, Recorder
from appliance.recorder.heartbeat import Heartbeat
from appliance.recorder.hygiene import keep_secrets_in_memory
from appliance.recorder.simulated_parts import Stage, simulated_parts
from appliance.settings.loader import load
from appliance.settings.model import Settings
from appliance.store.layout import Layout
from appliance.update.running import running_version


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
            version=str(running_version()),
            memory_locked=locked,
            heartbeat=Heartbeat(os.environ, pid=os.getpid(), notify=notify),
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
    """Return the parts of this box, or of the simulated one. Raises: NoSuchHardware, NotAVideo."""
    if args.simulated is not None:
        stage = Stage(wires=args.simulated, day_s=args.day_s, film=args.input, webcam=args.webcam)
        return simulated_parts(settings, stage)
    try:
        from appliance.recorder.real_parts import real_parts  # a laptop has no gpiozero
    except ModuleNotFoundError as error:
        raise NoSuchHardware(f"{error.name} ontbreekt") from error
    return real_parts(settings)


def _endpoints(settings: Settings) -> dict[Role, Endpoint]:
    """Return a socket for each peer, and the one user who may speak there."""
    layout = Layout(settings.paths.data, settings.paths.run)
    return {
        Role.CONSOLE: Endpoint(path=layout.console_socket, uid=uid_of(settings.users.console)),
        Role.SYNC: Endpoint(path=layout.sync_socket, uid=uid_of(settings.users.sync)),
        Role.UPDATE: Endpoint(path=layout.update_socket, uid=uid_of(settings.users.update)),
    }


if __name__ == "__main__":
    sys.exit(main())
