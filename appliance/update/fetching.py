"""The two questions to a server: the channel file, and whether it can give a bundle in pieces. HTTPS only.

Nothing a server says is believed here but for its lengths: it may lie, stop half-way, or be somebody else. A
lie is told in words; what it gave is thrown away.
"""

from __future__ import annotations

import http.client
import re
import ssl
import urllib.error
import urllib.request

from appliance.domain.errors import (
    BundleUnreachable,
    ChannelBroken,
    ChannelRefused,
    ChannelServerUnknown,
    ChannelUnreachable,
    ClockBehind,
    UpdateError,
)
from appliance.update.channel import CHANNEL_MAX_BYTES

_TIMEOUT_S = 20.0
_PIECE_BYTES = 64
_NOT_YET_VALID = 9  # X509_V_ERR_CERT_NOT_YET_VALID of OpenSSL
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")


class Server:
    """Asks over HTTPS; ``ca`` is a certificate file of the server's own, "" those the system trusts."""

    def __init__(self, ca: str = "") -> None:
        context = ssl.create_default_context(cafile=ca or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._open = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), _NoDetours()
        ).open

    def channel(self, url: str) -> str:
        """Return the channel file.

        Raises: ChannelUnreachable, ChannelServerUnknown, ClockBehind, ChannelBroken, ChannelRefused (too
        long).
        """
        try:
            with self._open(_request(url), timeout=_TIMEOUT_S) as reply:
                content: bytes = reply.read(CHANNEL_MAX_BYTES + 1)
                promised = reply.headers.get("Content-Length")
        except (http.client.IncompleteRead, ConnectionResetError) as error:
            raise ChannelBroken(type(error).__name__) from None
        except (OSError, http.client.HTTPException) as error:
            if isinstance(reason := _reason(error), ssl.SSLCertVerificationError):
                raise _not_believed(reason) from None
            raise ChannelUnreachable(_cause(error)) from None
        if len(content) > CHANNEL_MAX_BYTES:
            raise ChannelRefused("het bericht is te lang")
        if promised is not None and promised != str(len(content)):
            raise ChannelBroken(f"{len(content)} van {promised} bytes")
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise ChannelRefused("geen tekst") from None

    def check_pieces(self, url: str, *, size_bytes: int) -> None:
        """Return when the server gives just the piece of a bundle that is asked for, of a file of this size.

        Raises: BundleUnreachable.
        """
        for begin in sorted({0, size_bytes // 2, max(0, size_bytes - _PIECE_BYTES)}):
            end = min(begin + _PIECE_BYTES, size_bytes) - 1
            self._check_piece(url, begin, end, size_bytes)

    def _check_piece(self, url: str, begin: int, end: int, size_bytes: int) -> None:
        try:
            request = _request(url, {"Range": f"bytes={begin}-{end}"})
            with self._open(request, timeout=_TIMEOUT_S) as reply:
                told = _CONTENT_RANGE.fullmatch(reply.headers.get("Content-Range", ""))
                content = reply.read(end - begin + 2) if reply.status == 206 else b""
        except (OSError, http.client.HTTPException) as error:
            raise BundleUnreachable(_cause(error)) from None
        if not told:
            raise BundleUnreachable("de server geeft geen stukken van een bestand (ranges)")
        if int(told[3]) != size_bytes:
            raise BundleUnreachable(f"het bestand is {told[3]} bytes en niet {size_bytes}")
        if (int(told[1]), int(told[2]), len(content)) != (begin, end, end - begin + 1):
            raise BundleUnreachable("de server geeft andere stukken dan gevraagd")


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """A channel lies where the settings say; a login page of the guest network is not followed."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _request(url: str, headers: dict[str, str] | None = None) -> urllib.request.Request:
    if not url.startswith("https://"):
        raise ChannelUnreachable("alleen https")
    return urllib.request.Request(url, headers={"Cache-Control": "no-cache", **(headers or {})})  # noqa: S310


def _not_believed(reason: ssl.SSLCertVerificationError) -> UpdateError:
    if reason.verify_code == _NOT_YET_VALID:
        return ClockBehind("het certificaat van de server geldt nog niet")
    return ChannelServerUnknown(reason.verify_message)


def _reason(error: Exception) -> object:
    return error.reason if isinstance(error, urllib.error.URLError) else error


def _cause(error: Exception) -> str:
    """Return what went wrong in a few words, without what a server chose to write."""
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    reason = _reason(error)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "het certificaat van de server is niet te vertrouwen"
    if isinstance(reason, TimeoutError):
        return "geen antwoord op tijd"
    return "niemand antwoordt" if isinstance(reason, ConnectionRefusedError) else type(reason).__name__
