"""``spiegelbox retire`` on a real box with a film in its window: its keys are gone, and it signs for that."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.cli.main import main
from appliance.crypto.notes import NoteSigner
from appliance.crypto.slots import SLOT_BYTES
from appliance.recorder.retirement import RETIREMENT_KIND
from appliance.store.audit import read_audit
from appliance.store.layout import Layout
from tests.recorder.bench import Bench
from tests.recorder.film import look_back


@pytest.fixture
def code(bench: Bench) -> str:
    return " ".join(bench.record())


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def running(bench: Bench, code: str) -> Iterator[Bench]:
    yield bench
    bench.shut_down()


@pytest.fixture
def off(bench: Bench, code: str) -> Bench:
    bench.shut_down()
    return bench


@pytest.fixture
def layout(bench: Bench) -> Layout:
    return Layout(bench.settings.paths.data, bench.settings.paths.run)


@pytest.fixture
def settings(bench: Bench) -> str:
    return bench.settings_file()


def retire(settings: str, *words: str) -> int:
    return main(["retire", "--settings", settings, *words])


def keys_of(layout: Layout) -> set[bytes]:
    return {path.read_bytes() for path in layout.keyring.glob("slot*")} - {bytes(SLOT_BYTES)}


def test_while_the_recorder_runs_nothing_is_destroyed(
    running: Bench, code: str, settings: str, capsys
) -> None:
    assert retire(settings, "--yes") == 1
    assert "De recorder van deze box draait al." in capsys.readouterr().err
    look_back(running, code)


@pytest.mark.parametrize("typed", ["", "ja\n", "bench-2\n"])
def test_without_the_name_of_the_box_nothing_is_destroyed(
    off: Bench, code: str, settings: str, monkeypatch, capsys, typed: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert retire(settings) == 1
    asked = capsys.readouterr().err
    assert "Er staat nog één film op de box. Die is daarna voorgoed weg." in asked
    assert asked.endswith("Er is niets gebeurd.\n")
    off.boot()
    look_back(off, code)
    off.shut_down()


def test_with_its_name_the_keys_are_gone_and_the_box_signs_for_it(
    off: Bench, layout: Layout, settings: str, monkeypatch, capsys
) -> None:
    verifier = NoteSigner.from_text(layout.box_key.read_text()).verifier
    before = keys_of(layout)
    monkeypatch.setattr("sys.stdin", io.StringIO("bench\n"))
    assert retire(settings) == 0
    assert before
    assert keys_of(layout) == set()
    told = capsys.readouterr().out
    words, note = told[: told.index(RETIREMENT_KIND)], told[told.index(RETIREMENT_KIND) :]
    assert "De sleutels van box bench (Kamer 1) zijn vernietigd." in words
    assert "Er stond nog één film op de box." in words
    fields = json.loads(verifier.verify_as(RETIREMENT_KIND, note.removesuffix("\n")))
    assert (fields["box"], fields["films"], fields["key"]["slot"]) == ("bench", 1, "file")
    assert read_audit(layout.audit)[-1].event == "retired"


def test_a_second_time_is_no_harm(off: Bench, settings: str, capsys) -> None:
    assert (retire(settings, "--yes"), retire(settings, "--yes")) == (0, 0)


def test_books_that_cannot_be_read_do_not_save_the_keys(
    off: Bench, layout: Layout, settings: str, capsys
) -> None:
    before = keys_of(layout)
    layout.state.write_bytes(b"no database" * 1000)
    layout.audit.write_bytes(b"no log\n")
    layout.box_key.unlink()
    assert retire(settings, "--yes") == 0
    assert before
    assert keys_of(layout) == set()
    told = capsys.readouterr().out
    assert "Hoeveel het er waren, was niet meer te lezen." in told
    assert "Zonder handtekening" in told
