"""The peer of the console's bench: a stock Flask application that gives the same pages back as they came.

``python -m tests.bench.stock_flask --pages FOLDER`` serves each ``NUMBER.html`` (or ``.json``) under
``/NUMBER`` through the same waitress, and prints its address.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import waitress
from flask import Flask, Response


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, required=True)
    pages = {path.stem: path for path in parser.parse_args().pages.iterdir()}
    kinds = {".html": "text/html", ".json": "application/json"}
    kept = {name: (path.read_bytes(), kinds[path.suffix]) for name, path in pages.items()}
    app = Flask(__name__)

    @app.get("/<name>")
    def page(name: str) -> Response:
        content, kind = kept[name]
        return Response(content, mimetype=kind)

    server = waitress.create_server(app, listen="127.0.0.1:0", threads=8, ident=None)
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
