"""Remake the pictures of every screen: ``python -m tests.browser.screenshots``.

Drives the served console in Chromium through the table of scenes, each in the ways somebody may hold it,
and writes docs/screens with its contact sheet. What is shown is what the tests of accessibility check.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.house import House, a_house
from tests.browser.scene import Scene
from tests.browser.scenes import SCENES, opened
from tests.conftest import CHROMIUM, FLAGS

ROOT = Path(__file__).parents[2]
COLOURS = 64


@dataclass(frozen=True, slots=True)
class View:
    """A way to hold a screen: its size in CSS pixels, and what the browser prefers."""

    name: str
    title: str
    width: int
    height: int
    scheme: str = "light"
    media: str = "screen"
    language: str = "nl"


PORTRAIT = View("portrait", "Tablet upright", 800, 1280)
VIEWS = (
    PORTRAIT,
    View("landscape", "Tablet lying", 1280, 800),
    View("phone", "Phone", 390, 844),
    View("zoom", "Tablet at 200 %", 400, 640),
    View("dark", "A dark room", 800, 1280, scheme="dark"),
    View("a5", "Printed on A5", 491, 726, media="print"),  # the paper less its margins, in CSS pixels
    View("a4", "Printed on A4", 628, 970, media="print"),
    View("arabic", "In Arabic, from right to left", 800, 1280, language="ar"),
)


PRINTED = {
    "a5": ("client-14-slip", "client-52-receipt"),
    "a4": ("staff-23b-cp-letter", "staff-24-cp-receipt", "staff-26-cp-declaration"),
}
# What a client reads before the film and while it runs; the rest differs in words only.
IN_ARABIC = ("client-0[3-9]*", "client-1[0-5]*", "client-2[0-8]*", "client-3[0-2]*", "client-42*")
# Held in every way: the question, the film being made, and the player. Of the rest one way says it all.
IN_EVERY_WAY = ("client-0*", "client-1[0-5]*", "client-2*", "client-30*", "client-42*")
PAPER_EDGE_PX = 34  # 9 mm


def main() -> None:
    """Take the pictures that the command line asks for; without arguments, all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="*", help="scenes whose name fits this pattern")
    parser.add_argument("--views", default=",".join(view.name for view in VIEWS), help="names with commas")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screens")
    options = parser.parse_args()
    views = [view for view in VIEWS if view.name in options.views.split(",")]
    scenes = [scene for scene in SCENES if fnmatch(scene.name, options.only)]
    options.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scene in scenes:
            photograph(chromium, scene, views, options.to)
        chromium.close()
    if options.to.joinpath("README.md").exists() or options.only == "*":
        drop_the_rest(options.to)
        (options.to / "README.md").write_text(contact_sheet(options.to))


def wanted(scene: Scene, views: Iterable[View]) -> list[View]:
    """Return the views that say something about this scene."""
    return [view for view in views if _says_something(scene, view)]


def drop_the_rest(folder: Path) -> None:
    """Take away the pictures that no scene has any more."""
    made = {f"{scene.name}.{view.name}.png" for scene in SCENES for view in wanted(scene, VIEWS)}
    for picture in folder.glob("*.png"):
        if picture.name not in made:
            picture.unlink()


def photograph(chromium: Browser, scene: Scene, views: Iterable[View], folder: Path) -> None:
    """Take a scene's pictures."""
    with tempfile.TemporaryDirectory() as state, a_house(Path(state)) as house:
        context = chromium.new_context(
            locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce"
        )
        page = opened(house, context, scene)
        for view in wanted(scene, views):
            if view.language != "nl":
                _speak(house, page, view.language)
            _hold(page, view)
            picture = page.screenshot(full_page=True, animations="disabled")
            edge_px = PAPER_EDGE_PX if view.media == "print" else 0
            (folder / f"{scene.name}.{view.name}.png").write_bytes(fewer_colours(picture, edge_px=edge_px))
        context.close()


def fewer_colours(png: bytes, *, edge_px: int = 0) -> bytes:
    """Return the picture with a palette of its own, which is all that flat screens need, and a white edge."""
    colours = f"palettegen=max_colors={COLOURS}:reserve_transparent=0"
    edge = f"pad=iw+{2 * edge_px}:ih+{2 * edge_px}:{edge_px}:{edge_px}:white"
    palette = f"{edge},split[a][b];[a]{colours}[p];[b][p]paletteuse=dither=none"
    command = ["ffmpeg", "-v", "error", "-f", "png_pipe", "-i", "-", "-vf", palette]
    command += ["-frames:v", "1", "-c:v", "png", "-pred", "none", "-f", "image2pipe", "-"]
    return subprocess.run(command, input=png, capture_output=True, check=True).stdout


def contact_sheet(folder: Path) -> str:
    """Return the page that shows every picture in ``folder``."""
    lines = [
        "# Every screen",
        "",
        "Made by `python -m tests.browser.screenshots`; nothing here is edited.",
        "",
    ]
    for view in VIEWS:
        lines += [f"- **{view.name}**: {view.title}, {view.width} x {view.height}"]
    for scene in SCENES:
        lines += ["", f"## {scene.name}", "", scene.shows, ""]
        for view in VIEWS:
            if (folder / f"{scene.name}.{view.name}.png").exists():
                alt = f"{scene.name}, {view.title.lower()}"
                lines.append(f'<img src="{scene.name}.{view.name}.png" alt="{alt}" height="320">')
    return "\n".join([*lines, ""])


def _says_something(scene: Scene, view: View) -> bool:
    if view.media == "print":
        return scene.name in PRINTED.get(view.name, ())
    if view.language != "nl":
        return any(fnmatch(scene.name, pattern) for pattern in IN_ARABIC)
    if view.name in ("portrait", "phone"):
        return True
    return any(fnmatch(scene.name, pattern) for pattern in IN_EVERY_WAY)


def _speak(house: House, page: Page, language: str) -> None:
    """Show the same screen in another language, as if its translation were confirmed."""
    (text,) = (one for one in house.parts.texts if one.language == language)
    house.parts.confirmations.confirm(text, translator="the pictures", by="the pictures")
    house.parts.room.progress(house.box.talk_code).language = language
    page.goto(page.url)


def _hold(page: Page, view: View) -> None:
    page.emulate_media(color_scheme=view.scheme, media=view.media)  # type: ignore[arg-type]  # its Literals
    page.set_viewport_size({"width": view.width, "height": view.height})
    page.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")


if __name__ == "__main__":
    main()
