"""The box that keeps its log: signed at boot, while it grows and at a stop, and checked as beheer does."""

from __future__ import annotations

import pytest

from appliance.cli.main import main
from appliance.crypto.checkpoint import Checkpoint, log_signer, read_checkpoint
from appliance.crypto.merkle import EMPTY_ROOT
from appliance.crypto.notes import NoteSigner, NoteVerifier
from appliance.domain.errors import AuditDamaged
from appliance.store.anchor_check import check_against_anchors
from appliance.store.audit_anchor import read_anchor
from appliance.store.audit_check import check_audit
from appliance.store.audit_checkpoints import EVERY_S, notes_in
from appliance.store.layout import Layout
from tests.recorder.bench import Bench


def layout_of(bench: Bench) -> Layout:
    return Layout(bench.settings.paths.data, bench.settings.paths.run)


def checkpoints_of(bench: Bench) -> list[Checkpoint]:
    layout = layout_of(bench)
    key = log_signer(NoteSigner.from_text(layout.box_key.read_text(encoding="ascii"))).verifier
    return [read_checkpoint(key, note) for note in notes_in(layout.audit_checkpoints.read_bytes())]


def lines_of(bench: Bench) -> int:
    return layout_of(bench).audit.read_bytes().count(b"\n")


def test_the_log_is_signed_at_boot_within_the_hour_and_at_a_stop(bench: Bench) -> None:
    assert [one.size for one in checkpoints_of(bench)] == [1]
    bench.record(answer="keep")
    bench.clock.pass_s(EVERY_S)
    bench.recorder.housekeep()
    assert checkpoints_of(bench)[-1].size == lines_of(bench)
    bench.record(answer="keep")
    bench.shut_down()
    assert checkpoints_of(bench)[-1].size == lines_of(bench)
    assert check_audit(layout_of(bench).audit.read_bytes(), checkpoints_of(bench)) == []
    bench.boot()
    assert checkpoints_of(bench)[-1].size == lines_of(bench)


def test_beheer_checks_a_running_box_and_sees_what_was_cut_off(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.record(answer="keep")
    bench.shut_down()
    settings = bench.settings_file()
    assert main(["audit", "verify", "--settings", settings]) == 0
    log = layout_of(bench).audit
    whole = log.read_bytes()
    log.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    assert main(["audit", "verify", "--settings", settings]) == 1
    assert "afgekapt" in capsys.readouterr().out
    with pytest.raises(AuditDamaged):  # nor does the box go on as if nothing happened
        bench.boot()
    log.write_bytes(whole)
    bench.boot()


def test_sync_gets_what_is_signed_and_nothing_for_a_box_that_was_put_back(bench: Bench) -> None:
    bench.record(answer="keep")
    bench.clock.pass_s(EVERY_S)
    bench.recorder.housekeep()
    reply, body = bench.sync.ask_body("sync.audit", since=0, root=EMPTY_ROOT.hex())
    anchor = read_anchor(body)
    checkpoint = read_checkpoint(NoteVerifier.from_text(reply["key"]), anchor.note)
    assert checkpoint == checkpoints_of(bench)[-1]
    assert check_against_anchors(layout_of(bench).audit.read_bytes(), [anchor]) == []
    stands = {"since": checkpoint.size, "root": checkpoint.root.hex()}
    assert bench.sync.ask_body("sync.audit", **stands)[1] == b""
    for elsewhere in ({**stands, "since": checkpoint.size + 100}, {**stands, "root": "0" * 64}):
        with pytest.raises(AuditDamaged):
            bench.sync.ask_body("sync.audit", **elsewhere)
