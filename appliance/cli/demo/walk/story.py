"""The walk's story: which steps there are, in which order, and what is left for who wants to look."""

from __future__ import annotations

import shlex
import time
from typing import TYPE_CHECKING

from appliance.cli.demo.walk import steps

if TYPE_CHECKING:
    from appliance.cli.demo.running import RunningDemo
    from appliance.cli.demo.walk.scene import Scene


def walk(demo: RunningDemo) -> int:
    """Walk one box's life and return the exit code: 0 when every step held, else 1."""
    # Only a walk needs these: they bring a decoder.
    from appliance.cli.demo.walk import afterwards, before, endings, filming, release
    from appliance.cli.demo.walk import scene as scenes

    began_s = time.monotonic()
    chapters = [before.STEPS, filming.STEPS, release.STEPS]
    if not demo.options.keep:
        chapters += [endings.STEPS, afterwards.STEPS]
    _say(f"Een dag duurt hier {demo.options.day_s:g} s. Alles staat in {demo.folder.root}.")
    scene = scenes.Scene(demo)
    if not all(steps.take(scene, chapter, say=_say) for chapter in chapters):
        return 1
    count = sum(len(chapter) for chapter in chapters)
    _say(f"\nAlle {count} stappen kloppen ({time.monotonic() - began_s:.0f} s).")
    if demo.options.keep:
        _say(f"De opname ligt nu in {scene.stored()}. Zo gaat hij open:\n  {_how_to_open(scene)}")
    return 0


def _how_to_open(scene: Scene) -> str:
    folder, key = str(scene.stored()), str(scene.demo.folder.identity("self"))
    if scene.demo.options.pq:  # Debian's own age does not know these keys yet
        return shlex.join(("spiegelbox", "open", folder, "-i", key, "-o", "film.mp4"))
    return f"cat {shlex.quote(folder)}/part-* | age -d -i {shlex.quote(key)} > film.mp4"


def _say(line: str) -> None:
    print(line, flush=True)
