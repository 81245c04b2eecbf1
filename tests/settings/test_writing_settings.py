from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.crypto.identities import new_identity
from appliance.crypto.notes import NoteSigner
from appliance.settings.loader import loads
from appliance.settings.model import (
    Box,
    CameraProfile,
    Consent,
    Municipality,
    Paths,
    Policy,
    Purpose,
    Settings,
    Slot,
    Store,
    Users,
)
from appliance.settings.writer import dumps

KEYS = [str(new_identity(pq=False).recipient) for _ in range(4)]
CONSOLE_KEY = str(NoteSigner.generate("console").verifier)

lines = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
folders = st.from_regex(r"/[a-z]{1,8}", fullmatch=True)
purposes = st.builds(
    Purpose, title=lines, recipients=st.lists(st.sampled_from(KEYS), min_size=1, unique=True).map(tuple)
)
policies = st.integers(1, 90).flatmap(
    lambda window: st.builds(
        Policy,
        legal_basis=lines,
        review_window_days=st.just(window),
        retention_days=st.integers(window + 1, 1825),
        on_silence=st.sampled_from(["destroy", "release"]),
    )
)
everything = st.builds(
    Settings,
    box=st.builds(Box, id=st.from_regex(r"[a-z0-9]{1,32}", fullmatch=True), room=lines),
    municipality=st.builds(
        Municipality,
        name=lines,
        controller=lines,
        contact_person=lines,
        contact_phone=st.from_regex(r"[0-9 ()+-]{3,30}", fullmatch=True),
        contact_email=st.just("mila@zaandam.example"),
        fg_contact=lines,
        dpia_number=st.just("") | lines,
    ),
    consent=st.builds(
        Consent,
        console_key=st.just(CONSOLE_KEY),
        texts=st.lists(st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True), max_size=3).map(tuple),
    ),
    purposes=st.fixed_dictionaries({"self": purposes}, optional={"coach": purposes, "leertafel": purposes}),
    policy=policies,
    camera=st.builds(
        CameraProfile,
        width_px=st.integers(80, 960).map(lambda half: 2 * half),
        height_px=st.integers(60, 540).map(lambda half: 2 * half),
        fps=st.integers(5, 30),
        bitrate_kbps=st.integers(200, 10_000),
    ),
    store=st.builds(
        Store,
        kind=st.just("s3"),
        path=lines,
        options=st.dictionaries(st.sampled_from(["endpoint", "provider", "key_file"]), lines),
    ),
    users=st.just(Users()) | st.just(Users(console="console", sync="sync")),
    slot=st.just(Slot()) | folders.map(lambda folder: Slot(kind="nvmem", path=folder)),
    paths=st.just(Paths(data=Path('/srv/é "box"'), run=Path("/run/b"))),
)


@given(everything)
def test_what_is_written_reads_back_the_same(settings: Settings) -> None:
    assert loads(dumps(settings)) == settings


@pytest.mark.parametrize(
    "room", ['"', "\\", "'''", "\N{GRINNING FACE}", "kamer # 3", "kamer = 3", "kamer\N{NO-BREAK SPACE}3"]
)
def test_a_room_with_awkward_signs_keeps_its_name(room: str) -> None:
    settings = Settings(
        box=Box(id="box", room=room),
        municipality=Municipality(
            name="Zaandam",
            controller="College",
            contact_person="Mila",
            contact_phone="14 075",
            contact_email="mila@zaandam.example",
            fg_contact="FG",
        ),
        consent=Consent(console_key=CONSOLE_KEY),
        purposes={"self": Purpose(title="Zelf", recipients=(KEYS[0],))},
    )
    assert loads(dumps(settings)).box.room == room
