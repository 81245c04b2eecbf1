"""The console's command line: serve, and prepare the folder it keeps its state in.

::

    python -m console --socket BOX.sock --state DIR --listen 127.0.0.1:8080 [--host NAME] [--demo]
    python -m console init --state DIR                    make the token key, print its public half
    python -m console texts                               print the hash of every consent text
    python -m console account --state DIR --name NAME --role ROLE [--temporary]    (password on stdin)
    python -m console pair --state DIR                    print a pairing address, good once
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from appliance.control import ControlClient, NoteSigner, new_token_key, public_key_of
from console.app import accounts_in, create_app, tablets_in
from console.look.tokens import ThemeRefused
from console.security.accounts import AccountRefused
from console.security.passwords import PasswordHasher
from console.security.roles import STAFF, Role
from console.serve import UNIX, AddressRefused, listen_on, own_names, serve
from console.texts import catalogue

BOX_TIMEOUT_S = 10.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is _serve and not (options.socket and options.state and options.listen):
        parser.error("geef --socket, --state en --listen")
    try:
        return int(options.run(options) or 0)
    except (AccountRefused, AddressRefused, ThemeRefused, catalogue.TextsAltered) as refused:
        print(refused, file=sys.stderr)
        return 2
    except FileNotFoundError as missing:
        print(f"Dit bestand is er niet: {missing.filename}. Doe eerst: init.", file=sys.stderr)
        return 2


def _serve(options: argparse.Namespace) -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    listen_on(options.listen)
    app = create_app(
        box=ControlClient(options.socket, BOX_TIMEOUT_S),
        signer=NoteSigner.from_text(_key_file(options.state).read_text().strip()),
        state=options.state,
        # A Unix socket has nginx with TLS before it; loopback has not, and a Secure cookie would be lost.
        secure=options.listen.startswith(UNIX),
        demo=options.demo,
        hosts=options.host or own_names(options.listen),
    )
    serve(app, options.listen)


def _init(options: argparse.Namespace) -> None:
    options.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _key_file(options.state)
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(new_token_key() + "\n")
    print(public_key_of(path.read_text().strip()))


def _texts(_: argparse.Namespace) -> None:
    for text in catalogue.load():
        print(f"{text.line}{'' if text.source or text.confirmed_by_human else ' niet-bevestigd'}")


def _account(options: argparse.Namespace) -> None:
    password = sys.stdin.readline().rstrip("\n")
    accounts_in(options.state, PasswordHasher()).put(
        name=options.name, role=Role(options.role), password=password, temporary=options.temporary
    )


def _pair(options: argparse.Namespace) -> None:
    print(f"/tablet/koppel/{tablets_in(options.state, time.time).new_secret()}")


def _key_file(state: Path) -> Path:
    return state / "token.key"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m console", description="De schermen van de Spiegelbox.")
    parser.set_defaults(run=_serve)
    parser.add_argument("--socket", type=Path, help="de socket van de box")
    parser.add_argument("--state", type=Path, help="de map met sleutel, accounts en tablets")
    parser.add_argument("--listen", help="127.0.0.1:POORT of unix:PAD")
    parser.add_argument("--demo", action="store_true", help="zeg op elk scherm dat dit een demo is")
    parser.add_argument("--host", action="append", help="de naam waarop de box te vinden is; mag vaker")
    commands = parser.add_subparsers()
    for name, run, help_text in (
        ("init", _init, "maak de sleutel voor toestemmingen"),
        ("texts", _texts, "toon de toestemmingsteksten"),
        ("account", _account, "maak een account; het wachtwoord komt van standaardinvoer"),
        ("pair", _pair, "maak een koppeladres voor een tablet"),
    ):
        command = commands.add_parser(name, help=help_text)
        command.set_defaults(run=run)
        if name != "texts":
            command.add_argument("--state", type=Path, required=True, help="de map van de console")
        if name == "account":
            command.add_argument("--name", required=True, help="de naam om mee in te loggen")
            command.add_argument("--role", required=True, choices=[role.value for role in STAFF])
            command.add_argument(
                "--temporary", action="store_true", help="vraag na het inloggen om een ander"
            )
    return parser


if __name__ == "__main__":
    sys.exit(main())
