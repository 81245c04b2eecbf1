"""A box with two slots, its firmware, a channel on a web server, and a night that a test lets pass."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from appliance.domain.errors import RecorderUnreachable
from appliance.domain.timetable import quiet_span
from appliance.update.agent import Agent, Feed
from appliance.update.channel import Channel, Release, sign_channel
from appliance.update.fetching import Server
from appliance.update.memory import MemoryFile
from appliance.update.moment import Situation
from appliance.update.rauc import Rauc
from appliance.update.rings import Ring
from appliance.update.version import Version
from tests.update.calm import CALM
from tests.update.channels import MAKER
from tests.update.firmware import Box
from tests.update.web import Web

HOURS = (quiet_span("01:00-05:00"),)
STAND_IN = Path(__file__).with_name("rauc_stand_in.py")


class World:
    """``versions``: what is in which slot; ``calm`` can be changed to what goes on in the room."""

    def __init__(self, folder: Path, web: Web) -> None:
        self.folder, self.web = folder, web
        self.now = datetime(2026, 11, 21, 2, 30).astimezone()
        (folder / "box").mkdir()
        (folder / "update").mkdir()
        self.box = Box(folder / "box")
        self.versions = {"A": "1.3.2", "B": ""}
        self.restarts = 0
        self.reads_up_to = 4
        self.sequence = 0
        self.by_itself = True
        self.recorder = "active"  # systemd's word; only then it answers
        self.changes: dict[str, object] = {}

    # -- the maker -----------------------------------------------------------------------------

    def bundle(self, version: str, **changes: object) -> Path:
        """A bundle on a stick, and on the web server beside the channel."""
        place = self.folder / "web" / f"{version}.raucb"
        place.mkdir(parents=True)
        image = f"system {version}".encode() * 1000
        (place / "system.img").write_bytes(image)
        told = {
            "version": version,
            "compatible": "spiegelbox-pi",
            "writes": 4,
            "signed": True,
            "digest": hashlib.sha256(image).hexdigest(),
            "arrives_whole": True,
            "at": f"2026-11-{10 + len(list(place.parent.iterdir())):02}T00:00:00Z",
        }
        (place / "manifest.json").write_text(json.dumps(told | changes))
        self.web.files[place.name] = image
        return place

    def publish(self, *places: Path, **changes: object) -> None:
        """Put a channel with these bundles on the server."""
        self.sequence += 1
        releases = tuple(
            Release(
                version=Version.parse(place.name.removesuffix(".raucb")),
                compatible="spiegelbox-pi",
                url=self.web.url(place.name),
                manifest_sha256=hashlib.sha256((place / "manifest.json").read_bytes()).hexdigest(),
                size_bytes=len(self.web.files[place.name]),
                ring=Ring.ALL,
                boxes=(),
                not_before=self.now - timedelta(days=1),
            )
            for place in places
        )
        channel = Channel(
            sequence=self.sequence,
            issued=self.now - timedelta(hours=1),
            expires=self.now + timedelta(days=30),
            releases=releases,
        )
        self.web.files["channel"] = sign_channel(MAKER, replace(channel, **changes)).encode()  # type: ignore[arg-type]

    # -- the box -------------------------------------------------------------------------------

    @property
    def version(self) -> str:
        return self.versions[self.box.runs]

    @property
    def agent(self) -> Agent:
        """The program of the version that runs, started anew."""
        return Agent(
            box="zaandam-3",
            version=Version.parse(self.version),
            reads_up_to=self.reads_up_to,
            rauc=self.rauc,
            memory=MemoryFile(self.folder / "update"),
            situation=self.situation,
            recorder_state=lambda: self.recorder,
            restart=self.restart,
            by_itself=self.by_itself,
            now=lambda: self.now,
            feed=Feed(
                url=self.web.url("channel"),
                verifier=MAKER.verifier,
                server=Server(self.web.ca),
                ca=self.web.ca,
            ),
        )

    @property
    def rauc(self) -> Rauc:
        home = {"RAUC_HOME": str(self.folder), "RAUC_SERVER": str(self.folder / "web")}
        words = [f"{name}={value}" for name, value in (self.box.environ | home).items()]
        path = f"PYTHONPATH={os.environ.get('PYTHONPATH', '')}"
        program = ["env", *words, path, sys.executable, "-S", str(STAND_IN)]
        return Rauc(program, bus=program)

    def situation(self, now: datetime) -> Situation:
        if self.recorder != "active":
            raise RecorderUnreachable
        return replace(CALM, now=now, **self.changes)  # type: ignore[arg-type]

    def restart(self) -> None:
        self.restarts += 1
        self._up(self.box.restart)

    def lose_power(self) -> None:
        self._up(self.box.lose_power)

    def turn(self) -> str:
        """The timer fires."""
        return self.agent.turn(HOURS)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def _up(self, start: Callable[[], str]) -> None:
        kept = self.folder / "central.json"
        for slot, told in (json.loads(kept.read_text()) if kept.exists() else {}).items():
            self.versions[slot] = told["bundle"]["version"]
        start()
