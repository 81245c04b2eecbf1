"""The recorder as a real process, with its key in a chip or in a TPM."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.control import new_token_key
from appliance.crypto.ring import open_ring
from appliance.crypto.slots import SLOT_BYTES
from appliance.settings.model import Settings, Slot
from appliance.settings.writer import dumps
from appliance.store.slots_of import slots_of
from tests.bench.processes import settings_of
from tests.store.software_tpm import SoftwareTpm

OFFSET_BYTES = 16


@pytest.fixture
def tpm(tmp_path: Path) -> Iterator[SoftwareTpm]:
    with SoftwareTpm(tmp_path / "tpm") as chip:
        yield chip


@pytest.fixture(params=["nvmem", "tpm2"])
def slot(request: pytest.FixtureRequest, tmp_path: Path, tpm: SoftwareTpm) -> Slot:
    if request.param == "tpm2":
        return Slot(kind="tpm2", path=tpm.tcti)
    (tmp_path / "nvmem").write_bytes(bytes(OFFSET_BYTES + 2 * SLOT_BYTES))
    return Slot(kind="nvmem", path=str(tmp_path / "nvmem"), offset_bytes=OFFSET_BYTES)


@contextmanager
def recorder(folder: Path, slot: Slot) -> Iterator[tuple[Settings, subprocess.Popen[str]]]:
    settings = replace(settings_of(folder, new_token_key()), slot=slot)
    path = folder / "settings.toml"
    path.write_text(dumps(settings))
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "appliance.recorder", "--settings", str(path)),
            *("--simulated", str(folder / "wires"), "--day-s", "86400"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield settings, process
        finally:
            process.kill()


def test_its_ring_opens_with_what_the_slot_holds_and_again_after_a_kill(tmp_path: Path, slot: Slot) -> None:
    keys = set()
    for _ in range(2):
        with recorder(tmp_path, slot) as (settings, process):
            assert process.stdout is not None
            assert process.stdout.readline() == "klaar\n"
        folder = settings.paths.data / "recorder" / "keyring"
        assert [path.name for path in folder.iterdir()] == ["ring"]
        pair = slots_of(slot.kind, folder=folder, path=slot.path, offset_bytes=slot.offset_bytes)
        (key,) = (key for key in (pair.read(0), pair.read(1)) if key)
        assert open_ring((folder / "ring").read_bytes(), key) is not None
        keys.add(key)
    assert len(keys) == 2  # every start moves on to a new key


def test_a_tpm_that_is_gone_stops_it_with_a_sentence_and_nothing_is_lost(
    tmp_path: Path, tpm: SoftwareTpm
) -> None:
    slot = Slot(kind="tpm2", path=tpm.tcti)
    with recorder(tmp_path, slot) as (settings, process):
        assert process.stdout is not None
        assert process.stdout.readline() == "klaar\n"
    ring = settings.paths.data / "recorder" / "keyring" / "ring"
    before = ring.read_bytes()
    tpm.switch_off()
    with recorder(tmp_path, slot) as (_, process):
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "De plek waar de sleutels liggen werkt niet." in said
    assert "Traceback" not in said
    assert ring.read_bytes() == before
    tpm.switch_on()
    with recorder(tmp_path, slot) as (_, process):
        assert process.stdout is not None
        assert process.stdout.readline() == "klaar\n"
