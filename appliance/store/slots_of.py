"""Which erasable slots a box has, as its settings say."""

from __future__ import annotations

from pathlib import Path

from appliance.crypto.slots import SlotPair
from appliance.domain.errors import SlotFailed
from appliance.store.slot_file import file_slots
from appliance.store.slot_nvmem import nvmem_slots


def slots_of(kind: str, *, folder: Path, path: str = "", offset_bytes: int = 0) -> SlotPair:
    """Return the pair of slots.

    ``kind`` is ``file`` (in ``folder``), ``nvmem`` (the file ``path``, from ``offset_bytes``) or ``tpm2``
    (``path`` is its TCTI, "" the TPM of this machine). Nothing is opened yet.

    Raises: SlotFailed (tpm2 without its library).
    """
    if kind == "file":
        return file_slots(folder)
    if kind == "nvmem":
        return nvmem_slots(Path(path), offset_bytes)
    return _tpm_slots(path)


def _tpm_slots(tcti: str) -> SlotPair:
    try:  # only here: a box without a TPM has no tpm2-pytss
        from appliance.store.slot_tpm import DEVICE, tpm_slots
    except ImportError as error:
        raise SlotFailed("TPM: tpm2-pytss ontbreekt") from error
    return tpm_slots(tcti or DEVICE)
