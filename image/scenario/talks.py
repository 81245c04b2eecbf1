"""Stories with people in the room: a talk inside the image, and a film that outlives updates and a way back.

The people are those of tests/system/booted: the same screens, over nginx, and the simulated button.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from image.scenario.machine import Box
from image.scenario.stage import BIN, Stage, must, wait, write
from image.scenario.updates import BOOT_S, commit_of, install, try_other, until_s0

STORY = Path(__file__).resolve().parents[2] / "tests/system/booted/story.py"
_PLAY = """
import json, sys
from pathlib import Path
sys.path.insert(0, "/run")
import story
story.STORE = Path("/run/store")
story.PATIENCE_S = 900.0
played = story.Story()
for chapter in sys.argv[1:]:
    getattr(played, chapter)()
print(json.dumps(story.found, default=str))
"""
_TALK_S = 3600.0


def talk(stage: Stage, box: Box) -> None:
    """From the question on the tablet to the film in the store, and nothing left in the box."""
    found = _play(box, "boots", "has_a_talk", "delivers")
    must("manifest.json" in found["stored"], f"the store has {found['stored']}")
    stage.note("talk_from_button_to_store", f"{found['store_bytes']} bytes in the store")


def way_back(stage: Stage, box: Box) -> None:
    """A film in its window, an update that stays, and the way back: the film is there each time."""
    _play(box, "boots", "has_a_talk")
    films = _films(box)
    must(len(films) == 1, f"films before: {films}")
    # Half an hour of quiet counts only from who used the box since it was switched on.
    box.shell("systemctl reboot", check=False)
    box.restart(timeout_s=BOOT_S)
    until_s0(box)
    code, said = install(stage, box, "good")
    must(code == 0, said)
    try_other(box)
    box.restart(timeout_s=BOOT_S)
    until_s0(box)
    wait(lambda: commit_of(box) == 3, timeout_s=BOOT_S, what="the commit")
    must(_films(box) == films, "the update touched a film")
    box.shell(f"systemd-run --unit=way-back {BIN}/spiegelbox update rollback")  # which restarts the box
    back = box.restart(timeout_s=BOOT_S)
    must(back.partition == 2, f"went back to {back}")
    until_s0(box)
    wait(lambda: commit_of(box) == 2, timeout_s=BOOT_S, what="the commit of the way back")
    must(_films(box) == films, "the way back touched a film")
    stage.note("film_after_update_and_way_back", "the same bytes")


def _play(box: Box, *chapters: str) -> dict[str, Any]:
    write(box, "/run/story.py", STORY.read_bytes())
    write(box, "/run/play.py", _PLAY.encode())
    trust = "SSL_CERT_FILE=/etc/spiegelbox/tls/box.crt PYTHONDONTWRITEBYTECODE=1"
    said = box.shell(f"{trust} {BIN}/python /run/play.py {' '.join(chapters)}", timeout_s=_TALK_S)
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return found


def _films(box: Box) -> list[str]:
    return box.shell("cd /var/lib/spiegelbox/recordings && sha256sum *.sealed", check=False).splitlines()
