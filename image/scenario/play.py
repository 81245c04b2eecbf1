"""Plays the stories inside the toolbox, one after another, and keeps what they found."""

from __future__ import annotations

import json
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from image.scenario import channels, first_boot, sticks, talks, updates
from image.scenario.bundles import Maker
from image.scenario.machine import Box
from image.scenario.server import serving
from image.scenario.signing import authority
from image.scenario.stage import Stage, scenario_of, units

OUT = Path("/out")
OLD, NEW = "0.1.0", "0.2.0"
FIRST = "first-boot"
# Each on a card that was just flashed.
FRESH: dict[str, Callable[[Stage], None]] = {
    FIRST: first_boot.play,
    "without-a-chip": first_boot.without_a_chip,
    "from-a-stick": sticks.first_boot,
}
# Each on a copy of one box that was provisioned, so that one can be played without the others.
ON_A_COPY: dict[str, Callable[[Stage, Box], None]] = {
    "against-bare": first_boot.against_bare,
    "talk": talks.talk,
    "good": updates.good,
    "at-the-door": updates.at_the_door,
    "refused": updates.refused,
    "unwell": lambda stage, box: updates.falls_back(stage, box, "unwell"),
    "panicking": lambda stage, box: updates.falls_back(stage, box, "panicking"),
    "frozen": lambda stage, box: updates.falls_back(stage, box, "frozen"),
    "stalled": lambda stage, box: updates.falls_back(stage, box, "stalled"),
    "full": updates.full,
    "twenty": updates.twenty,
    "channel": channels.channel,
    "channel-when-asked": channels.channel_when_asked,
    "way-back": talks.way_back,
    "sticks": sticks.sticks,
    "retired": sticks.retired,
    "cut-early": lambda stage, box: updates.cut(stage, box, at_bytes=200_000),
    "cut-waiting": updates.cut_waiting,
    "cut-late": lambda stage, box: updates.cut(stage, box, at_bytes=4_000_000),
}

# A film must still be in its window afterwards; and each day the box writes something down.
WITH_REAL_DAYS = ("way-back", "twenty")


def main(profile: str, names: Sequence[str]) -> int:
    """Play the stories of these names, or all; return 1 when one did not hold."""
    strangers = sorted({*names} - {*FRESH, *ON_A_COPY})
    if strangers:
        print(f"no such story: {', '.join(strangers)}; there are: {', '.join((*FRESH, *ON_A_COPY))}")
        return 2
    out = scenario_of(profile, OUT)
    served = out / "served"
    served.mkdir(parents=True, exist_ok=True)
    ours, stranger = authority(out / "keys/municipality"), authority(out / "keys/stranger")
    failed = []
    with serving(served, *ours.issued("server")) as server:
        stage = Stage(
            profile=profile,
            folder=out,
            image=OUT / f"{profile}-{OLD}/spiegelbox.raw",
            bare=out / "bare",
            provisioning=out / "spiegelbox",
            old=Maker(profile, OUT / f"{profile}-{OLD}", served, ours),
            new=Maker(profile, OUT / f"{profile}-{NEW}", served, ours),
            stranger=stranger,
            server=server,
            tls=ours.certificate,
        )
        for name, story in FRESH.items():
            needed = name == FIRST and not (out / FIRST / "card.img").is_file()
            if not names or name in names or needed:
                failed += _play(name, lambda story=story: story(stage))  # type: ignore[misc]
        wanted = [name for name in ON_A_COPY if not names or name in names]
        for name in wanted if FIRST not in failed else []:
            failed += _play(name, lambda name=name: _on_a_copy(stage, name))  # type: ignore[misc]
    (out / "found.json").write_text(json.dumps(stage.found, indent=1) + "\n")
    print(f"did not hold: {', '.join(failed)}" if failed else "every story held", flush=True)
    return 1 if failed else 0


def _on_a_copy(stage: Stage, name: str) -> None:
    folder = stage.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    days = units(day_s=86_400 if name in WITH_REAL_DAYS else 1)
    kept = Box(stage.folder / FIRST, units=days, has_chip=stage.has_chip)
    box = stage.copy_of(kept, name)
    try:
        box.power_on()
        updates.until_s0(box)
        ON_A_COPY[name](stage, box)
    finally:
        box.cut_power()
    shutil.rmtree(folder)


def _play(name: str, story: Callable[[], None]) -> list[str]:
    print(f"{name}:", flush=True)
    begun = time.monotonic()
    try:
        story()
    except Exception:  # noqa: BLE001 - told, and the next story plays
        print(traceback.format_exc(), flush=True)
        return [name]
    print(f"    held, {time.monotonic() - begun:.0f} s", flush=True)
    return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
