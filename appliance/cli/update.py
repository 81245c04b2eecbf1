"""``spiegelbox update``: which version runs, what waits and why, and install or go back by hand.

Root's part is small: the command goes on as the updater's own user, who may ask RAUC and the recorder and
nothing else. What it says is the same that the box says to itself (appliance/update).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from appliance.cli.check import DEFAULT_SETTINGS
from appliance.cli.parser import Subparsers
from appliance.domain.errors import (
    ChannelNotSet,
    ControlError,
    FileUnreadable,
    NotNow,
    SpiegelboxError,
    UpdateError,
)
from appliance.settings.loader import load
from appliance.settings.model import Settings
from appliance.update.agent import Agent
from appliance.update.course import Stage
from appliance.update.migration import check_way_back
from appliance.update.place import ASKED, RUN, agent_of, become, hours_of

Job = Callable[[Agent, Settings, argparse.Namespace], int]


def add_update(subparsers: Subparsers) -> None:
    """Add ``update`` with its actions."""
    parser = subparsers.add_parser("update", help="bekijk of bepaal welke versie er draait")
    actions = parser.add_subparsers(title="opdrachten", metavar="opdracht", required=True)
    for name, job, words in (
        ("status", _status, "welke versie draait er, en wat wacht waarom?"),
        ("check", _check, "kijk nu in het updatekanaal"),
        ("install", _install, "zet de nieuwste versie erop, uit het kanaal of van een stick"),
        ("ask", _ask, "laat de updater van de box dit alles zelf doen, bij zijn volgende blik"),
        ("said", _said, "wat zei de updater het laatst? Vraagt niets aan RAUC"),
        ("rollback", _rollback, "ga terug naar de vorige versie"),
        ("may", _may, "mag er nu iets geïnstalleerd worden? Dat vraagt RAUC zelf ook"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument(
            "--settings", type=Path, default=DEFAULT_SETTINGS, metavar="BESTAND", help="de instellingen"
        )
        action.set_defaults(run=run, job=job)
        if name == "install":
            action.add_argument("--usb", type=Path, metavar="PAD", help="het bestand of de map op een stick")
            action.add_argument("--restart", action="store_true", help="start daarna meteen opnieuw")
        if name == "may":
            action.add_argument(
                "--writes", metavar="GETAL", help="vraagt RAUC: de versie van de gegevens erna"
            )
            action.add_argument("--brief", action="store_true", help="alleen de programma's even opnieuw")


def run(args: argparse.Namespace) -> int:
    """Do one job as the updater's user. Raises: SettingsError, UpdateError, ControlError."""
    settings = load(args.settings)
    try:
        become(settings.users.update)
    except (KeyError, OSError) as error:
        raise UpdateError(f"gebruiker {settings.users.update}: {type(error).__name__}") from error
    job: Job = args.job
    return job(agent_of(settings), settings, args)


def _status(agent: Agent, settings: Settings, _: argparse.Namespace) -> int:
    update = settings.update
    print(f"Versie van de box: {agent.version}")
    stage, memory = agent.settle()
    other = agent.rauc.state().other
    where = {"hawkbit": "hawkBit", "by-hand": "alleen met de hand"}.get(update.mode, "vanzelf")
    print(f"Bijwerken:         {where}, kanaal: {update.channel or 'geen'}")
    if memory.checked_at:
        print(f"Laatst gekeken:    {memory.checked_at.astimezone():%d-%m-%Y %H:%M}")
    print(f"Laatste bericht:   {memory.said}")
    if other.whole and stage is Stage.NOTHING:
        print(f"Terug kan naar:    {other.version or 'de eerste versie'}")
    if stage is Stage.NOTHING and memory.on_offer and not agent.by_itself:
        print("Wacht nu op:       u: spiegelbox update install")
    elif stage in (Stage.WAITS, Stage.WAITS_AGAIN) or memory.on_offer:
        print(f"Wacht nu op:       {_waits_for(agent, settings)}")
    return 0


def _waits_for(agent: Agent, settings: Settings) -> str:
    try:
        agent.check_moment(hours=hours_of(settings))
    except (NotNow, ControlError) as reason:
        return " ".join(map(str, reason.args)) or reason.sentence
    return "niets. De box begint binnen een kwartier."


def _check(agent: Agent, _: Settings, __: argparse.Namespace) -> int:
    print(agent.look()[1])
    return 0


def _install(agent: Agent, _: Settings, args: argparse.Namespace) -> int:
    agent.check_moment(hours=None)
    if args.usb:
        said = agent.install_file(str(_bundle_in(args.usb)), on_progress=_Progress())
    else:
        release, said = agent.look()
        if release is None:
            print(said)
            return 0
        said = agent.fetch(release, on_progress=_Progress())
    print(said)
    if args.restart and agent.settle()[0] is Stage.WAITS:
        print(agent.go_over(hours=None))
    return 0


def _ask(agent: Agent, _: Settings, __: argparse.Namespace) -> int:
    if agent.feed is None:
        raise ChannelNotSet
    (RUN / ASKED).touch()
    return 0


def _said(agent: Agent, _: Settings, __: argparse.Namespace) -> int:
    print(agent.memory.load().said)
    return 0


def _rollback(agent: Agent, _: Settings, __: argparse.Namespace) -> int:
    print(agent.roll_back())
    return 0


def _may(agent: Agent, _: Settings, args: argparse.Namespace) -> int:
    """Answer RAUC's own question, on one line: its journal is where people look. Raises: NotNow to others."""
    if args.writes is None:
        agent.check_moment(hours=None, brief=args.brief)
        return 0
    try:
        if not args.writes.isdecimal():
            raise UpdateError("de update zegt niet wat hij met de gegevens doet")
        check_way_back(writes=int(args.writes), reads_up_to=agent.reads_up_to)
        agent.check_moment(hours=None)
    except SpiegelboxError as reason:
        print(f"<< error {reason}")
        return 1
    return 0


def _bundle_in(path: Path) -> Path:
    """Return the one bundle that is meant. Raises: FileUnreadable."""
    if not path.is_dir():
        if path.is_file():
            return path.resolve()
        raise FileUnreadable(f"{path}: het is er niet")
    found = sorted(path.glob("*.raucb"))
    if len(found) != 1:
        many = ", ".join(one.name for one in found) or "geen"
        raise FileUnreadable(f"in {path} hoort precies één bestand .raucb te staan; nu: {many}")
    return found[0].resolve()


class _Progress:
    """A line that grows, on a terminal only."""

    def __call__(self, percent: int) -> None:
        if sys.stdout.isatty():
            print(f"\rBezig met schrijven: {percent}%", end="\n" if percent == 100 else "", flush=True)
