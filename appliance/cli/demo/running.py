"""The running demo: recorder, sync and console as real processes, and the page of the simulated box.

Only the hardware's adapters and the clock differ from a real box. Leaving the block ends all of it, in the
order recorder, sync, console, so that an open film is sealed first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from appliance.cli.demo.box_page.server import LOOPBACK, BoxPage
from appliance.cli.demo.folder import DemoFolder
from appliance.cli.demo.options import DemoOptions
from appliance.cli.demo.ports import USUAL, check_free, claim
from appliance.cli.demo.set_up import Login, pairing_path, set_up
from appliance.cli.demo.supervisor import Program, Supervisor
from appliance.cli.demo.wires import Wires
from appliance.settings.model import Policy, Settings

_READY = "klaar"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningDemo:
    """What a person, or the walk, needs to take part."""

    folder: DemoFolder
    options: DemoOptions
    settings: Settings
    login: Login
    wires: Wires
    check: Callable[[], None]  # raises ProgramDied when one of the programs is gone
    port: int
    pairing_path: str
    box_address: str

    @property
    def tablet_address(self) -> str:
        return f"http://{LOOPBACK}:{self.port}{self.pairing_path}"

    @property
    def staff_address(self) -> str:
        # Another name for the same machine: one browser then keeps tablet and klantmanager apart.
        return f"http://localhost:{self.port}/klantmanager/"


@contextmanager
def running(folder: DemoFolder, options: DemoOptions, *, policy: Policy) -> Iterator[RunningDemo]:
    """Yield the demo once everything answers. Raises: PortTaken, ProgramDied, FolderUnusable."""
    if options.port is not None:
        check_free(options.port)
    settings, login = set_up(folder, pq=options.pq, policy=policy)
    pairing = pairing_path(folder)
    with ExitStack() as ending:
        supervisor = ending.enter_context(Supervisor(folder.logs))
        supervisor.start(_recorder(folder, options))
        supervisor.start(_sync(folder))
        wires = ending.enter_context(Wires(folder.wires))
        port, page = claim(
            lambda port: BoxPage(wires, port=port, clock_s=time.monotonic),
            among=USUAL if options.port is None else (options.port,),
        )
        ending.callback(page.close)
        supervisor.start(_console(folder, port=port))
        yield RunningDemo(
            folder=folder,
            options=options,
            settings=settings,
            login=login,
            wires=wires,
            check=supervisor.check,
            port=port,
            pairing_path=pairing,
            box_address=page.address,
        )


def _recorder(folder: DemoFolder, options: DemoOptions) -> Program:
    simulated = ("--simulated", str(folder.wires), "--day-s", str(options.day_s))
    scene = ("--input", str(options.film)) if options.film else ("--webcam",) if options.webcam else ()
    return Program(
        "recorder",
        ("-m", "appliance.recorder", "--settings", str(folder.settings), *simulated, *scene),
        ready=_says_ready,
        stop_s=15.0,  # it seals the film that is open
    )


def _sync(folder: DemoFolder) -> Program:
    return Program(
        "sync",
        ("-m", "appliance.sync", "--settings", str(folder.settings), "--poll-s", "0.5"),
        ready=lambda written: "sync.ready" in written,
    )


def _console(folder: DemoFolder, *, port: int) -> Program:
    layout = folder.layout
    places = ("--socket", str(layout.console_socket), "--state", str(layout.console))
    return Program(
        "console",
        ("-m", "console", *places, "--listen", f"{LOOPBACK}:{port}", "--demo"),
        ready=_says_ready,
    )


def _says_ready(written: str) -> bool:
    return _READY in written.splitlines()
