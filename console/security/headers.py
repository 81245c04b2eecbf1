"""What every answer says to the browser: run nothing of others, keep nothing, frame nowhere."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request

from console.static_files import ONE_YEAR_S, is_kept

# blob: is how hls.js hands the film to the video element; there is no other use of it.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), browsing-topics=()",
    # Not no-referrer: that turns Origin into "null" and would blind the cross-origin check.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Style, script and letters are no documents: what a document may do says nothing to them, and costs bytes.
NO_DOCUMENTS = frozenset({"text/css", "text/javascript", "application/javascript", "font/woff2"})
FOR_ALL = frozenset({"Cross-Origin-Resource-Policy", "X-Content-Type-Options"})
# Where a slip may be held before the tablet: its own camera, when somebody taps the button for it.
SCANS = frozenset({"client.code_form", "client.open_film", "client.withdraw_form", "client.withdraw_by_code"})
# The same words and pictures for everybody, at an address that carries their hash.
LISTS = frozenset({"client.code_words", "client.code_pictures"})


def add_headers(app: Flask, *, secure: bool) -> None:
    """Give every answer of ``app`` these headers; ``secure`` means it is reached over TLS."""

    @app.after_request
    def _headers(response: Response) -> Response:
        lean = request.endpoint == "static" and response.mimetype in NO_DOCUMENTS
        response.headers.update({name: HEADERS[name] for name in HEADERS if not lean or name in FOR_ALL})
        if request.endpoint in SCANS:
            allowed = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
            response.headers["Permissions-Policy"] = allowed
        response.headers["Cache-Control"] = _keeping(app, response)
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_S}"
        return response


def _keeping(app: Flask, response: Response) -> str:
    """Style, script, player and words are the same for everyone; all the rest may be about a person."""
    if request.endpoint in LISTS and response.cache_control.immutable:
        return response.headers["Cache-Control"]
    if request.endpoint != "static" or response.status_code not in (200, 206, 304):
        return "no-store"
    filename = str((request.view_args or {})["filename"])
    if is_kept(Path(app.static_folder or ""), filename, request.args.get("v", "")):
        return f"public, max-age={ONE_YEAR_S}, immutable"
    return "no-cache"
