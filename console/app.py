"""The application: everything it uses is passed in here, and nothing is looked up anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path

from flask import Flask
from flask_babel import Babel  # type: ignore[import-untyped]  # ships no types

from appliance.control import NoteSigner
from console import beheer, client, contactpersoon, klantmanager, public
from console.box import BoxPort
from console.client.again import AskingAgain
from console.client.aids import add_aids
from console.client.code_words import add_word_pictures
from console.client.room import Room
from console.client.visits import Visits
from console.compression import compress_answers
from console.contactpersoon.open_copies import OpenCopies
from console.languages import page_language
from console.look.tokens import read_tokens
from console.look.views import add_look
from console.parts import Parts
from console.qr import qr_svg
from console.security import login, own_account, pairing
from console.security.accounts import Accounts
from console.security.gate import guard
from console.security.headers import add_headers
from console.security.passwords import PasswordHasher
from console.security.proof import Proof
from console.security.record_file import RecordFile
from console.security.sessions import Sessions
from console.security.tablets import Tablets
from console.static_files import hash_addresses
from console.texts import catalogue
from console.texts.confirmations import Confirmations
from console.texts.spoken import SHIPPED, Recordings
from console.trouble import explain_trouble
from console.wording import add_wording

MAX_REQUEST_BYTES = 64 * 1024


def create_app(
    *,
    box: BoxPort,
    signer: NoteSigner,
    state: Path,
    secure: bool,
    demo: bool = False,
    hosts: Collection[str] = (),
    texts: tuple[catalogue.ConsentText, ...] | None = None,
    hasher: PasswordHasher | None = None,
    clock: Callable[[], float] = time.monotonic,
    wall_clock: Callable[[], float] = time.time,
) -> Flask:
    """Build the console.

    ``signer`` signs consent tokens; ``state`` is the folder with accounts and tablets; ``secure`` says it
    is reached over TLS; ``hosts`` are the names it answers to (none: any); ``texts`` default to those
    shipped; the clocks give monotonic and Unix seconds.
    Raises: TextsAltered, when a consent text is not the one that its version stands for; ThemeRefused,
    when the municipality's own tokens cannot be used.
    """
    app = Flask(__name__)
    # No other site asks here, so nobody asks first what is possible: OPTIONS is a method like any other.
    app.config.update(
        PROVIDE_AUTOMATIC_OPTIONS=False,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
    )
    Babel(app, locale_selector=page_language)
    accounts = accounts_in(state, hasher or PasswordHasher())
    app.extensions["spiegelbox"] = Parts(
        box=box,
        signer=signer,
        texts=catalogue.load() if texts is None else texts,
        recordings=Recordings((state / "audio", SHIPPED)),
        confirmations=Confirmations(RecordFile(state / "languages.json"), wall_clock),
        accounts=accounts,
        tablets=tablets_in(state, wall_clock),
        sessions=Sessions(clock),
        proof=Proof(accounts, clock),
        room=Room(clock),
        again=AskingAgain(clock),
        visits=Visits(clock),
        copies=OpenCopies(),
        theme=read_tokens(state / "theme.css"),
        secure=secure,
        demo=demo,
    )
    for blueprint in (login.bp, own_account.bp, pairing.bp, public.bp, client.bp):
        app.register_blueprint(blueprint)
    for room in (klantmanager, contactpersoon, beheer):
        app.register_blueprint(room.bp, url_prefix=f"/{room.bp.name}")
    app.jinja_env.globals["qr_svg"] = qr_svg
    add_wording(app)
    add_look(app)
    add_aids(app)
    add_word_pictures(app)
    hash_addresses(app)
    compress_answers(app)
    guard(app, hosts=hosts)
    add_headers(app, secure=secure)
    explain_trouble(app)
    return app


def accounts_in(state: Path, hasher: PasswordHasher) -> Accounts:
    """Return the accounts kept in the folder ``state``."""
    return Accounts(RecordFile(state / "accounts.json"), hasher)


def tablets_in(state: Path, wall_clock: Callable[[], float]) -> Tablets:
    """Return the tablets kept in the folder ``state``."""
    return Tablets(RecordFile(state / "tablets.json"), wall_clock)
