"""The updater of this box, put together from its settings and from what the system says of itself."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from appliance.crypto.notes import NoteVerifier
from appliance.domain.timetable import QuietSpan, quiet_span
from appliance.settings.model import Settings
from appliance.store.layout import Layout
from appliance.store.schema import READS_UP_TO
from appliance.update.agent import Agent, Feed, Updater
from appliance.update.fetching import Server
from appliance.update.memory import MemoryFile
from appliance.update.rauc import Rauc
from appliance.update.recorder_link import RecorderLink
from appliance.update.running import OS_RELEASE, running_version

RUN = Path("/run/spiegelbox-update")
ASKED = "asked"  # in RUN: a person asks the next look of the updater to do it all now


def agent_of(
    settings: Settings, *, rauc: Updater | None = None, run: Path = RUN, os_release: Path = OS_RELEASE
) -> Agent:
    """Return the agent of this box."""
    layout, update = Layout(settings.paths.data, settings.paths.run), settings.update
    return Agent(
        box=settings.box.id,
        version=running_version(os_release),
        reads_up_to=READS_UP_TO,
        rauc=rauc or Rauc(),
        memory=MemoryFile(layout.update),
        situation=RecorderLink(layout.update_socket).situation,
        recorder_state=_recorder_state,
        # Only root restarts a box: spiegelbox-update-restart.path sees this file.
        restart=lambda: _ask_for_restart(run / "restart"),
        now=lambda: datetime.now(UTC),
        by_itself=update.mode == "automatic",
        feed=_feed(settings) if update.channel and update.mode != "hawkbit" else None,
    )


def hours_of(settings: Settings) -> tuple[QuietSpan, ...]:
    """Return when the box may restart by itself."""
    return tuple(quiet_span(text) for text in settings.update.hours)


def _ask_for_restart(file: Path) -> None:
    # The restart stops whoever asked for it, and they still have something to say.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    file.touch()


def become(user: str) -> None:
    """Go on as the updater's own user when root asks: its files and the recorder's door are not root's.

    Raises: KeyError (there is no such user), OSError.
    """
    if os.geteuid() != 0 or not user:
        return
    entry = pwd.getpwnam(user)
    os.initgroups(user, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def _recorder_state() -> str:
    try:
        return subprocess.run(
            ["systemctl", "is-active", "spiegelbox-recorder.service"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"


def _feed(settings: Settings) -> Feed:
    update = settings.update
    return Feed(
        url=update.channel,
        verifier=NoteVerifier.from_text(update.key),
        server=Server(update.ca),
        ca=update.ca,
    )
