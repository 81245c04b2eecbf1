"""One look of the updater: settle what happened, restart into what waits, or fetch what is offered.

The order is the rule: never two updates at a time, and never a step for which now is not a good moment. Every
port is passed in; nothing is remembered but in the memory file, which is written before what it announces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from appliance.crypto.notes import NoteVerifier
from appliance.domain.errors import (
    BundleRefused,
    ChannelNotSet,
    NothingToRollBack,
    NotNow,
    RecorderUnreachable,
    UpdateError,
)
from appliance.domain.timetable import QuietSpan
from appliance.update.channel import Release, read_channel
from appliance.update.course import Pending, Stage, stage_of
from appliance.update.fetching import Server
from appliance.update.memory import Memory, MemoryFile
from appliance.update.migration import check_way_back
from appliance.update.moment import Situation, obstacles
from appliance.update.offer import ThisBox, offer
from appliance.update.rauc import Bundle, OnProgress, SystemState
from appliance.update.version import Version

_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=6)
_IS_TRIED = "De nieuwe versie wordt geprobeerd."
_DOES_NOT_RUN = {"failed", "activating"}
_FAILURES_OF_A_DAY = 8  # 15 min, 30 min, 1, 2, 4, 6, 6 and 6 hours apart


class Updater(Protocol):
    """RAUC, as rauc.py speaks to it."""

    def state(self) -> SystemState: ...
    def inspect(self, bundle: str, *, ca: str = "") -> Bundle: ...
    def install(self, bundle: str, *, on_progress: OnProgress, ca: str = "") -> None: ...
    def choose_other(self) -> None: ...
    def keep(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Where new versions come from by themselves."""

    url: str
    verifier: NoteVerifier
    server: Server
    ca: str = ""


@dataclass(slots=True, kw_only=True)
class Agent:
    """``situation`` asks the recorder what goes on; ``restart`` asks systemd, and may come back.

    ``recorder_state`` is systemd's word for it: "active", "inactive" when a person stopped it, "failed",
    "activating"; ``by_itself`` tells whether what the channel offers is fetched without a person.
    """

    box: str
    version: Version
    reads_up_to: int
    rauc: Updater
    memory: MemoryFile
    situation: Callable[[datetime], Situation]
    recorder_state: Callable[[], str]
    restart: Callable[[], None]
    now: Callable[[], datetime]
    feed: Feed | None = None
    by_itself: bool = True

    def settle(self) -> tuple[Stage, Memory]:
        """Take note of what happened since the last look: kept, fallen back, or written by somebody else."""
        state, memory = self.rauc.state(), self.memory.load()
        stage = stage_of(memory.pending, booted=state.booted.bootname, starts_next=state.primary)
        settled = self._settled(stage, state, memory)
        if settled != memory:
            self.memory.save(settled)
            stage = stage_of(settled.pending, booted=state.booted.bootname, starts_next=state.primary)
        return stage, settled

    def turn(self, hours: Iterable[QuietSpan]) -> str:
        """Do the one thing that is due by itself; return in Dutch what was done, or why nothing."""
        night = tuple(hours)
        stage, memory = self.settle()
        if stage is Stage.ON_TRIAL:
            return _IS_TRIED
        if stage in (Stage.WAITS, Stage.WAITS_AGAIN):
            return self.go_over(hours=night)
        waits = memory.on_offer and self.by_itself
        if self.feed is None or not (waits or _is_due(memory, self.now())):
            return memory.said
        if waits:
            self.check_moment(hours=night)  # before the network is bothered again
        release, said = self.look()
        if release is None or not self.by_itself:
            return said
        self.check_moment(hours=night)
        return self.fetch(release, on_progress=lambda _: None)

    def at_once(self) -> str:
        """Do it all now, since a person asks: look, fetch, go over. Raises: UpdateError, ControlError."""
        self.check_moment(hours=None)
        stage, _ = self.settle()
        if stage is Stage.ON_TRIAL:
            return _IS_TRIED
        if stage not in (Stage.WAITS, Stage.WAITS_AGAIN):
            release, said = self.look()
            if release is None:
                return said
            self.fetch(release, on_progress=lambda _: None)
        return self.go_over(hours=None)

    def look(self) -> tuple[Release | None, str]:
        """Read the channel; return the release for this box, and a sentence. Raises: UpdateError."""
        if self.feed is None:
            raise ChannelNotSet
        memory = self.memory.load()
        try:
            note = self.feed.server.channel(self.feed.url)
            channel = read_channel(
                self.feed.verifier, note, now=self.now(), seen=memory.sequence, newest=memory.newest
            )
        except UpdateError as error:
            self._failed(error)
            raise
        kind = self.rauc.state().compatible
        box = ThisBox(name=self.box, compatible=kind, version=self.version, failed=memory.failed)
        found = offer(channel, box, now=self.now())
        self.memory.save(
            replace(
                memory,
                sequence=channel.sequence,
                newest=max(channel.issued, memory.newest or channel.issued),
                checked_at=self.now(),
                said=found.sentence,
                on_offer=found.release is not None,
                failures=memory.failures if found.release else 0,
            )
        )
        return found.release, found.sentence

    def fetch(self, release: Release, *, on_progress: OnProgress) -> str:
        """Install a release of the channel, exactly the one that it names. Raises: UpdateError."""
        if self.feed is None:
            raise ChannelNotSet
        try:
            self.feed.server.check_pieces(release.url, size_bytes=release.size_bytes)
            bundle = self.rauc.inspect(release.url, ca=self.feed.ca)
            if (bundle.manifest_hash, bundle.version) != (release.manifest_sha256, release.version):
                raise BundleRefused("dit is een andere update dan het kanaal noemt")
            return self._install(release.url, bundle, on_progress=on_progress, ca=self.feed.ca)
        except UpdateError as error:
            self._failed(error)
            raise

    def install_file(self, path: str, *, on_progress: OnProgress) -> str:
        """Install a bundle from a stick. Raises: UpdateError."""
        bundle = self.rauc.inspect(path)
        if bundle.version == self.version:
            return f"De box draait versie {self.version} al."
        return self._install(path, bundle, on_progress=on_progress)

    def roll_back(self) -> str:
        """Go back to the version before: a restart, and the same trial. Raises: NothingToRollBack, NotNow."""
        self.check_moment(hours=None)
        other, memory = self.rauc.state().other, self.memory.load()
        if not other.whole:
            raise NothingToRollBack
        leaving = memory.failed | {self.version}  # the channel must not bring it back at once
        self.memory.save(replace(memory, pending=Pending(other.version, other.bootname), failed=leaving))
        return self.go_over(hours=None)

    def summary(self, *, channel: str) -> str:
        """Return in a few sentences what runs, from where the next one comes, and what is going on."""
        memory = self.memory.load()
        seen = (
            f" Laatst gekeken: {memory.checked_at.astimezone():%d-%m-%Y %H:%M}." if memory.checked_at else ""
        )
        host = channel.removeprefix("https://").partition("/")[0]
        return f"Versie {self.version}. Kanaal: {host or 'geen'}.{seen} {memory.said}"

    def needs_attention(self) -> bool:
        """Tell whether a person should look: a newer version did not stay, or nothing comes for a day."""
        memory = self.memory.load()
        return memory.failures >= _FAILURES_OF_A_DAY or any(one > self.version for one in memory.failed)

    def go_over(self, *, hours: Iterable[QuietSpan] | None) -> str:
        """Restart into the slot that waits, when now is a good moment. Raises: NotNow, UpdateError."""
        self.check_moment(hours=hours)
        memory = self.memory.load()
        if memory.pending is None:
            return memory.said
        said = f"De box start opnieuw en probeert {memory.pending.name}."
        self.memory.save(replace(memory, pending=memory.pending.tried(), said=said))
        self.rauc.choose_other()
        self.restart()
        return said

    def check_moment(self, *, hours: Iterable[QuietSpan] | None, brief: bool = False) -> None:
        """Return when nobody needs the box. Raises: NotNow with every reason, ControlError.

        A recorder that a person stopped films nobody: then a person may mend the box with an update. One that
        does not come up films nobody either: then other settings (``brief``) may be what it needs.
        """
        try:
            seen = self.situation(self.now())
        except RecorderUnreachable:
            state = self.recorder_state()
            if hours is None and (state == "inactive" or (brief and state in _DOES_NOT_RUN)):
                return
            raise
        if found := obstacles(seen, hours=hours, brief=brief):
            raise NotNow(" ".join(one.sentence for one in found))

    def _install(self, where: str, bundle: Bundle, *, on_progress: OnProgress, ca: str = "") -> str:
        check_way_back(writes=bundle.writes, reads_up_to=self.reads_up_to)
        stage, memory = self.settle()
        if stage is Stage.ON_TRIAL:
            raise NotNow("Er wordt nu al een nieuwe versie geprobeerd.")
        self.memory.save(replace(memory, pending=None, on_offer=False))  # its slot is written over now
        self.rauc.install(where, on_progress=on_progress, ca=ca)
        self.memory.save(replace(self.memory.load(), failures=0))
        stage, memory = self.settle()
        if stage is not Stage.WAITS or self.rauc.state().other.manifest_hash != bundle.manifest_hash:
            raise BundleRefused("wat op de box staat is niet wat er gekozen was")
        return memory.said

    def _settled(self, stage: Stage, state: SystemState, memory: Memory) -> Memory:
        pending = memory.pending
        if pending and stage is Stage.STAYED:
            ahead = frozenset(
                one for one in memory.failed if one > self.version
            )  # the rest cannot come again
            said = f"De box draait {pending.name}. Alles werkt."
            return replace(memory, pending=None, failed=ahead, said=said)
        if pending and stage is Stage.GIVEN_UP:
            failed = memory.failed | ({pending.version} if pending.version else set())
            said = f"De box kon {pending.name} niet gebruiken. Hij ging zelf terug naar {self.version}."
            return replace(memory, pending=None, failed=failed, said=said)
        if stage is Stage.ON_TRIAL:
            return memory
        if found := _newly_written(state, memory, self.version):
            said = f"Er staat {found.name} klaar. De box start opnieuw als niemand hem nodig heeft."
            return replace(memory, pending=found, handled=state.other.installed_at, said=said)
        if pending and not state.other.whole:
            return replace(memory, pending=None)
        return memory

    def _failed(self, error: UpdateError) -> None:
        memory = self.memory.load()
        said = f"{error} {error.next_step}"
        self.memory.save(
            replace(memory, failures=memory.failures + 1, checked_at=self.now(), on_offer=False, said=said)
        )


def _newly_written(state: SystemState, memory: Memory, running: Version) -> Pending | None:
    """Return a version that was installed since the last look, by whatever way, and was found whole."""
    other = state.other
    if other.version is None or not other.whole or other.installed_at <= memory.handled:
        return None
    return Pending(other.version, other.bootname) if other.version > running else None


def _is_due(memory: Memory, now: datetime) -> bool:
    """Tell whether to look at the channel: every few hours, sooner after the first failures."""
    if memory.checked_at is None or memory.checked_at > now:  # the clock was set back
        return True
    waits = _FIRST_WAIT * 2 ** min(memory.failures - 1, 10) if memory.failures else _LONGEST_WAIT
    return now >= memory.checked_at + min(waits, _LONGEST_WAIT)
