"""``spiegelbox demo``: a whole box on a laptop, to try by hand or to watch it prove itself (``--walk``)."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from appliance.cli.demo.folder import demo_folder
from appliance.cli.demo.options import DemoOptions, read_options
from appliance.cli.demo.running import RunningDemo, running
from appliance.cli.demo.set_up import DEMO_POLICY
from appliance.cli.demo.walk.story import walk
from appliance.cli.parser import Subparsers

WALK_POLICY = replace(DEMO_POLICY, retention_days=40)
_LOOK_S = 0.5


def add_demo(subparsers: Subparsers) -> None:
    """Add ``demo``. Numbers are read as text: read_options says in Dutch what is wrong with them."""
    parser = subparsers.add_parser("demo", help="laat alles zien op deze computer, zonder box")
    parser.add_argument(
        "--data", type=Path, metavar="MAP", help="bewaar alles in deze map en ga er later verder"
    )
    scene = parser.add_mutually_exclusive_group()
    scene.add_argument(
        "--input", type=Path, metavar="FILM", help="film dit bestand in plaats van het testbeeld"
    )
    scene.add_argument("--webcam", action="store_true", help="film met de camera van deze computer")
    parser.add_argument("--pq", action="store_true", help="sleutels die ook een kwantumcomputer niet kraakt")
    parser.add_argument("--day-s", metavar="S", help="hoeveel seconden een dag duurt (anders 10)")
    parser.add_argument("--port", metavar="N", help="de console op poort N, de box op N+1")
    parser.add_argument("--walk", action="store_true", help="loop zelf door alles heen en bewijs elke stap")
    parser.add_argument("--seconds", metavar="N", help="bij --walk: film zo lang (anders 10)")
    parser.add_argument(
        "--keep", action="store_true", help="bij --walk: stop als de opname in de opslag ligt"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the demo. Raises: DemoError, NotAVideo, before anything starts where that can be."""
    options = read_options(args)
    with _ended_like_ctrl_c(), demo_folder(options.data, keep=options.keep) as folder:
        policy = WALK_POLICY if options.walk else DEMO_POLICY
        try:
            with running(folder, options, policy=policy) as demo:
                return walk(demo) if options.walk else _show(demo)
        except KeyboardInterrupt:
            if options.walk:
                raise
            print(f"\nGestopt. {_fate(folder.root, options)}")
            return 0


def _show(demo: RunningDemo) -> NoReturn:
    """Tell where everything is, and wait for Ctrl-C. Raises: ProgramDied."""
    print(_welcome(demo), flush=True)
    waiting = threading.Event()
    while True:
        waiting.wait(_LOOK_S)
        demo.check()


def _welcome(demo: RunningDemo) -> str:
    day_s, policy = demo.options.day_s, demo.settings.policy
    return f"""
De demo draait. Een dag duurt hier {day_s:g} seconden; minuten zijn gewone minuten.
De bedenktijd is {policy.review_window_days} dagen, dus {policy.review_window_days * day_s:g} seconden.

  Tablet van de cliënt  {demo.tablet_address}
                        (dit adres werkt één keer, een kwartier lang; daarna http://127.0.0.1:{demo.port}/)
  Klantmanager          {demo.staff_address}
                        naam: {demo.login.name}   wachtwoord: {demo.login.password}
  De box aan de muur    {demo.box_address}

Begin bij de klantmanager met "Nieuw gesprek". Stoppen: Ctrl-C.
{_fate(demo.folder.root, demo.options)}"""


def _fate(root: Path, options: DemoOptions) -> str:
    if options.data is None:
        return "Bij het stoppen blijft niets van de demo over."
    return f"Alles blijft staan in {root}."


@contextmanager
def _ended_like_ctrl_c() -> Iterator[None]:
    """Make a closed terminal and ``kill`` clean up as Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
