"""A person with a browser without JavaScript: opens pages, fills in forms, presses buttons, keeps cookies."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin

from appliance.cli.demo.walk.page import Page, Pairs
from appliance.domain.errors import StepFailed

_TIMEOUT_S = 30.0


class Browser:
    """One browser with its own cookies, at the console on ``root`` (``http://127.0.0.1:PORT``)."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self._address = root
        self.status = 0
        self.page = Page("")

    def go(self, path: str) -> Page:
        """Open a page of the console. Raises: StepFailed when the console does not answer."""
        return self._show(self._request(path))

    def press(self, button: str, *, fill: dict[str, str] | None = None, tick: tuple[str, ...] = ()) -> Page:
        """Press a button of the page that is shown. Raises: StepFailed when it is not there."""
        form = self.page.form(button, fill=fill or {}, tick=tick)
        return self._show(self._request(urljoin(self._address, form.action), form.pairs))

    def fetch(self, path: str) -> bytes:
        """Return what lies at an address, such as a film; it stays in memory. Raises: StepFailed."""
        status, _, body = self._send(self._request(path))
        if status != 200:
            raise StepFailed(f"{path} geeft {status}")
        return body

    def _request(self, path: str, pairs: Pairs | None = None) -> urllib.request.Request:
        data = None if pairs is None else urlencode(pairs).encode()
        headers = {} if pairs is None else {"Origin": self._root}
        return urllib.request.Request(urljoin(self._root, path), data, headers)  # noqa: S310 - root is http

    def _show(self, request: urllib.request.Request) -> Page:
        self.status, self._address, body = self._send(request)
        self.page = Page(body.decode("utf-8", "replace"))
        return self.page

    def _send(self, request: urllib.request.Request) -> tuple[int, str, bytes]:
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                return answer.status, answer.url, answer.read()
        except urllib.error.HTTPError as refusal:  # a page too: it says what is wrong
            with refusal:
                return refusal.code, refusal.url, refusal.read()
        except OSError as error:
            raise StepFailed(f"de console antwoordt niet ({error})") from error
