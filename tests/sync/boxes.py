"""The settings of a box with a store, for tests that start a whole process."""

from __future__ import annotations

from pathlib import Path

from appliance.control.token import new_token_key, public_key_of
from appliance.crypto.identities import new_identity
from appliance.settings.model import Box, Consent, Municipality, Paths, Purpose, Settings, Store, Sync


def settings_of(base: Path, store: Store, sync: Sync | None = None) -> Settings:
    recipient = str(new_identity(pq=True).recipient)
    return Settings(
        box=Box(id="box-1", room="Spreekkamer 1"),
        municipality=Municipality(
            name="Gemeente Test",
            controller="College van B en W, Postbus 1, Test",
            contact_person="A. de Tester",
            contact_phone="0123456789",
            contact_email="contact@example.nl",
            fg_contact="fg@example.nl",
        ),
        consent=Consent(console_key=public_key_of(new_token_key())),
        purposes={"self": Purpose(title="Alleen uw klantmanager", recipients=(recipient,))},
        store=store,
        sync=sync or Sync(),
        paths=Paths(data=base / "data", run=base / "run"),
    )
