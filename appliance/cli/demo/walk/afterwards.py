"""What can be proved when the films are gone: declarations, a log the store vouches for, nothing overdue."""

from __future__ import annotations

from appliance.cli.audit_anchors import compare, from_folder
from appliance.cli.demo.walk.scene import Scene, expect
from appliance.cli.demo.walk.steps import Step
from appliance.crypto.checkpoint import log_signer, read_checkpoint
from appliance.crypto.notes import NoteSigner
from appliance.recorder.declarations import declared, read_declaration
from appliance.sync.names import audit_folder


def _prove_afterwards(scene: Scene) -> str:
    layout, folder = scene.layout, scene.demo.folder
    box = NoteSigner.from_text(layout.box_key.read_text(encoding="utf-8").strip())
    notes = [layout.declaration(each).read_text(encoding="utf-8") for each in declared(layout)]
    reasons = {read_declaration(box.verifier, note).reason for note in notes}
    expect({"retention", "withdrawn", "silence"} <= reasons, f"er ontbreken verklaringen: {sorted(reasons)}")
    log = log_signer(box).verifier
    anchors = from_folder(folder.store / audit_folder(scene.demo.settings.box.id))
    told = compare(layout.audit.read_bytes(), anchors, lambda note: read_checkpoint(log, note)).told
    expect(not told, "; ".join(told))
    scene.until(lambda: _nothing_is_overdue(scene), "de box zegt dat iets te lang is bewaard")
    return f"{len(notes)} getekende verklaringen, het logboek in de opslag klopt, niets te lang bewaard"


def _nothing_is_overdue(scene: Scene) -> bool:
    parts = {part["part"]: part["ok"] for part in scene.box.ask("health")["parts"]}
    return bool(parts["Bewaartermijn"])


STEPS = (Step("Achteraf bewijzen", _prove_afterwards),)
