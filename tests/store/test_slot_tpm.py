"""An erasable slot in a TPM, on a real TPM 2.0 in software."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tpm2_pytss import ESAPI
from tpm2_pytss.constants import ESYS_TR, TPM2_ALG, TPMA_NV
from tpm2_pytss.types import TPM2B_NV_PUBLIC, TPMS_NV_PUBLIC

from appliance.crypto.slots import SLOT_BYTES
from appliance.domain.errors import SlotFailed
from appliance.store.slot_tpm import FIRST_INDEX, TpmSlot, tpm_slots
from tests.store.software_tpm import SoftwareTpm

KEY, OTHER_KEY = bytes(range(1, SLOT_BYTES + 1)), b"o" * SLOT_BYTES


@pytest.fixture
def tpm(tmp_path: Path) -> Iterator[SoftwareTpm]:
    with SoftwareTpm(tmp_path / "tpm") as chip:
        yield chip


@pytest.fixture
def slot(tpm: SoftwareTpm) -> TpmSlot:
    return TpmSlot(tpm.tcti, FIRST_INDEX)


def power_cycle(tpm: SoftwareTpm) -> None:
    tpm.switch_off()
    tpm.switch_on()


def test_a_slot_holds_the_last_key_until_it_is_erased(tpm: SoftwareTpm, slot: TpmSlot) -> None:
    assert slot.read() is None
    for key in (KEY, OTHER_KEY):
        slot.write(key)
        power_cycle(tpm)
        assert TpmSlot(tpm.tcti, FIRST_INDEX).read() == key
    slot.erase()
    power_cycle(tpm)
    assert slot.read() is None


def test_the_chip_itself_keeps_no_byte_of_an_erased_key(tpm: SoftwareTpm, slot: TpmSlot) -> None:
    slot.write(KEY)
    assert KEY in tpm.content()
    slot.write(OTHER_KEY)
    assert KEY not in tpm.content()
    slot.erase()
    assert OTHER_KEY not in tpm.content()


def test_an_erased_slot_is_a_new_index_and_not_an_old_one_with_zeros(tpm: SoftwareTpm, slot: TpmSlot) -> None:
    slot.write(KEY)
    slot.erase()
    with ESAPI(tpm.tcti) as chip:
        public, _ = chip.nv_read_public(chip.tr_from_tpmpublic(FIRST_INDEX))
    assert not public.nvPublic.attributes & TPMA_NV.WRITTEN


def test_a_slot_can_be_erased_twice_and_used_again(slot: TpmSlot) -> None:
    for _ in range(2):
        slot.erase()
        assert slot.read() is None
    slot.write(KEY)
    assert slot.read() == KEY


@pytest.mark.parametrize("steps", [1, 2])
def test_an_erasure_that_was_cut_off_is_one(tpm: SoftwareTpm, slot: TpmSlot, steps: int) -> None:
    slot.write(KEY)
    with ESAPI(tpm.tcti) as chip:
        index = chip.tr_from_tpmpublic(FIRST_INDEX)
        chip.nv_write(index, bytes(SLOT_BYTES), auth_handle=ESYS_TR.OWNER)
        if steps == 2:
            chip.nv_undefine_space(index)
    power_cycle(tpm)
    assert slot.read() is None
    slot.erase()
    slot.write(OTHER_KEY)
    assert slot.read() == OTHER_KEY


def test_the_two_slots_of_a_pair_are_apart(tpm: SoftwareTpm) -> None:
    pair = tpm_slots(tpm.tcti)
    pair.write(0, KEY)
    pair.write(1, OTHER_KEY)
    pair.erase(0)
    assert (pair.read(0), pair.read(1)) == (None, OTHER_KEY)


def test_what_somebody_else_keeps_there_is_left_alone(tpm: SoftwareTpm, slot: TpmSlot) -> None:
    theirs = TPMS_NV_PUBLIC(
        nvIndex=FIRST_INDEX,
        nameAlg=TPM2_ALG.SHA256,
        attributes=TPMA_NV.OWNERWRITE | TPMA_NV.OWNERREAD,
        dataSize=SLOT_BYTES,
    )
    with ESAPI(tpm.tcti) as chip:
        index = chip.nv_define_space(None, TPM2B_NV_PUBLIC(nvPublic=theirs))
        chip.nv_write(index, KEY, auth_handle=ESYS_TR.OWNER)
    for work in (slot.read, lambda: slot.write(OTHER_KEY), slot.erase):
        with pytest.raises(SlotFailed, match="iets anders"):
            work()
    with ESAPI(tpm.tcti) as chip:
        index = chip.tr_from_tpmpublic(FIRST_INDEX)
        assert bytes(chip.nv_read(index, SLOT_BYTES, auth_handle=ESYS_TR.OWNER)) == KEY


def test_a_tpm_that_is_gone_is_told_and_nothing_is_lost(tpm: SoftwareTpm, slot: TpmSlot) -> None:
    slot.write(KEY)
    tpm.switch_off()
    for work in (slot.read, lambda: slot.write(OTHER_KEY), slot.erase):
        with pytest.raises(SlotFailed, match="TPM"):
            work()
    tpm.switch_on()
    assert slot.read() == KEY
