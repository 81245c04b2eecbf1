"""``python -m appliance.update turn|health``: what the timer does, and what decides whether a version stays.

Exit code 0: nothing is wrong. ``turn`` also ends with 0 when now is not the moment: that is no failure of the
unit, and the reason stands in the journal. To a person who asked (``spiegelbox update ask``) it ends with 1.
``health`` ends with 1 when the version on trial is not well.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from pathlib import Path

from appliance.domain.errors import ControlError, SpiegelboxError, UpdateError
from appliance.settings.loader import load
from appliance.settings.model import Settings
from appliance.store.layout import Layout
from appliance.update.place import ASKED, RUN, agent_of, hours_of
from appliance.update.recorder_link import RecorderLink
from appliance.update.wellness import PATIENCE_S, faults, wait_until_well


def main(arguments: list[str] | None = None) -> int:
    """Do one thing; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m appliance.update", description=__doc__)
    parser.add_argument("what", choices=("turn", "health"))
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--console", type=Path, default=Path("/run/spiegelbox-web/http.sock"))
    parser.add_argument("--patience-s", type=float, default=PATIENCE_S)
    options = parser.parse_args(arguments)
    try:
        settings = load(options.settings)
        if options.what == "turn":
            return _turn(settings)
        return _health(settings, console=options.console, patience_s=options.patience_s)
    except SpiegelboxError as error:
        print(error.page(), end="", file=sys.stderr)
    return 1


def _turn(settings: Settings) -> int:
    agent, note, refused = agent_of(settings), RUN / ASKED, False
    asked = note.exists()
    note.unlink(missing_ok=True)  # asked once: what cannot be now is not done some other time
    try:
        print(agent.at_once() if asked else agent.turn(hours_of(settings)))
    except (UpdateError, ControlError) as reason:
        print(reason, reason.next_step)
        refused = asked
    link = RecorderLink(Layout(settings.paths.data, settings.paths.run).update_socket)
    with contextlib.suppress(ControlError):
        link.tell(ok=not agent.needs_attention(), sentence=agent.summary(channel=settings.update.channel))
    return int(refused)


def _health(settings: Settings, *, console: Path, patience_s: float) -> int:
    """Keep the version that runs when the box is well. Raises: UpdateError (RAUC does not answer)."""
    link = RecorderLink(Layout(settings.paths.data, settings.paths.run).update_socket)
    wrong = wait_until_well(
        lambda: faults(recorder=link.wellness, console=console),
        monotonic_s=time.monotonic,
        sleep=time.sleep,
        patience_s=patience_s,
    )
    if wrong:
        print("De nieuwe versie is niet gezond:", *wrong, sep="\n  ")
        return 1
    agent = agent_of(settings)
    agent.rauc.keep()
    _, memory = agent.settle()
    print(memory.said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
