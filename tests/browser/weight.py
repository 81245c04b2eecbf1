"""What a screen costs over the wire the first time it is opened, in a real Chromium with nothing kept.

Counted is everything the browser asks for before the page says that it is there, and the letters, head and
body as sent. The film and its sound are apart, and so is the player's library, which comes with the film.
"""

from __future__ import annotations

from playwright.sync_api import BrowserContext

BUDGET_BYTES = 60_000


def first_load_bytes(context: BrowserContext, address: str) -> dict[str, int]:
    """Return the bytes of each address that the first load of the page at ``address`` asks for."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    asked: dict[str, str] = {}
    counted: dict[str, int] = {}
    wire.on(
        "Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]})
    )
    wire.on(
        "Network.loadingFinished",
        lambda event: counted.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")
    return {asked[request]: size for request, size in counted.items() if not _is_of_the_film(asked[request])}


def _is_of_the_film(address: str) -> bool:
    return any(part in address for part in ("/film/film.mp4", "/film/lijst.m3u8", "/vendor/hls.js/"))
