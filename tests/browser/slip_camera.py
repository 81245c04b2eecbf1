"""A tablet's camera that sees a slip: a picture of the real page, as a film in place of a camera."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import av
from playwright.sync_api import Browser, BrowserContext

from tests.conftest import CHROMIUM, FLAGS

WIDTH, HEIGHT = 640, 480


def write_y4m(path: Path, png: bytes | None, *, pictures: int = 3) -> None:
    """Write a film of a slip lying still on a grey table; without ``png`` there is only the table."""
    luma = bytearray([120]) * (WIDTH * HEIGHT)
    no_colour = bytes([128]) * (WIDTH * HEIGHT // 2)
    if png is not None:
        with av.open(BytesIO(png)) as file:
            slip = next(file.decode(video=0))
        scale = min((WIDTH - 60) / slip.width, (HEIGHT - 60) / slip.height)
        width, height = (int(side * scale) // 2 * 2 for side in (slip.width, slip.height))
        small = slip.reformat(width=width, height=height, format="gray")
        line = small.planes[0].line_size
        seen = bytes(small.planes[0])
        left, top = (WIDTH - width) // 2, (HEIGHT - height) // 2
        for row in range(height):
            at = (top + row) * WIDTH + left
            luma[at : at + width] = seen[row * line : row * line + width]
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode()
    picture = b"FRAME\n" + bytes(luma) + no_colour
    path.write_bytes(head + picture * pictures)


@contextmanager
def tablet_that_sees(chromium: Browser, film: Path) -> Iterator[BrowserContext]:
    """Start a browser whose camera shows ``film`` for ever, and whose owner allows it."""
    flags = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
        *FLAGS,
    ]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)
    context = browser.new_context(viewport={"width": 800, "height": 1280}, locale="nl-NL")
    yield context
    browser.close()
