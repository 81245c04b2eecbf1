"""Erasable slots in a TPM 2.0: two NV indices of 32 bytes, read and written with the owner's authorization.

Erasing overwrites with zeros first, so that the old bytes are gone whatever the chip does with freed space,
and then undefines the index and defines it anew, so that the chip drops it as well. A power cut in between
leaves an index that is missing or was never written; both mean "no key". An index of another shape on our
handle is somebody else's: it is never touched.

What this does not defend: the owner authorization is empty, as on a fresh TPM, so whoever may open the
device may read the slots, and on a chip apart from the processor they pass over the bus in clear. A slot
alone opens nothing: it opens the ring, and what is in the ring is sealed once more. Not for two processes.

Needs tpm2-pytss (the extra ``tpm``; Debian: python3-tpm2-pytss). Source: TPM 2.0 Library, Part 3,
"Non-volatile Storage".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tpm2_pytss import ESAPI, TSS2_Exception
from tpm2_pytss.constants import ESYS_TR, TPM2_ALG, TPM2_CAP, TPMA_NV
from tpm2_pytss.types import TPM2B_NV_PUBLIC, TPMS_NV_PUBLIC

from appliance.crypto.slots import SLOT_BYTES, SlotPair
from appliance.domain.errors import SlotFailed

DEVICE = "device:/dev/tpmrm0"
FIRST_INDEX = 0x0180_5B00  # in the owner's range of the TCG's "Registry of Reserved TPM 2.0 Handles"

_ERASED = bytes(SLOT_BYTES)
# NO_DA: wrong tries elsewhere on the chip must not lock the box out of its own slots.
_OURS = TPMA_NV.OWNERWRITE | TPMA_NV.OWNERREAD | TPMA_NV.NO_DA


class TpmSlot:
    """One slot: an NV index that is absent, never written or all zero when erased."""

    def __init__(self, tcti: str, index: int) -> None:
        """Name the TPM as tpm2-tss does, such as ``device:/dev/tpmrm0``; nothing is opened yet."""
        self._tcti, self._index = tcti, index

    def read(self) -> bytes | None:
        """Return the 32 bytes, or None when erased or never written. Raises: SlotFailed."""
        with self._opened() as tpm:
            handle = self._handle(tpm)
            if handle is None or not self._attributes(tpm, handle) & TPMA_NV.WRITTEN:
                return None
            held = bytes(tpm.nv_read(handle, SLOT_BYTES, auth_handle=ESYS_TR.OWNER))
        return None if held == _ERASED else held

    def write(self, key: bytes) -> None:
        """Overwrite with 32 bytes; one command, so all of them or none. Raises: SlotFailed."""
        with self._opened() as tpm:
            tpm.nv_write(self._handle(tpm) or self._defined(tpm), key, auth_handle=ESYS_TR.OWNER)

    def erase(self) -> None:
        """Overwrite with zeros, and let the chip drop the index. Raises: SlotFailed."""
        with self._opened() as tpm:
            handle = self._handle(tpm)
            if handle is not None:
                tpm.nv_write(handle, _ERASED, auth_handle=ESYS_TR.OWNER)
                tpm.nv_undefine_space(handle)
            self._defined(tpm)

    def _handle(self, tpm: ESAPI) -> ESYS_TR | None:
        """Return our index, None when it is not defined. Raises: SlotFailed (another's)."""
        _, found = tpm.get_capability(TPM2_CAP.HANDLES, self._index, 1)
        if self._index not in list(found.data.handles):
            return None
        handle = tpm.tr_from_tpmpublic(self._index)
        self._attributes(tpm, handle)
        return handle

    def _attributes(self, tpm: ESAPI, handle: ESYS_TR) -> int:
        public, _ = tpm.nv_read_public(handle)
        attributes = int(public.nvPublic.attributes)
        if public.nvPublic.dataSize != SLOT_BYTES or attributes & ~TPMA_NV.WRITTEN != _OURS:
            raise SlotFailed(f"TPM: {self._index:#x} is van iets anders")
        return attributes

    def _defined(self, tpm: ESAPI) -> ESYS_TR:
        public = TPMS_NV_PUBLIC(
            nvIndex=self._index, nameAlg=TPM2_ALG.SHA256, attributes=_OURS, dataSize=SLOT_BYTES
        )
        return tpm.nv_define_space(None, TPM2B_NV_PUBLIC(nvPublic=public))

    @contextmanager
    def _opened(self) -> Iterator[ESAPI]:
        """Open the TPM for one piece of work: it may be reset, or shared through the kernel, in between."""
        try:
            with ESAPI(self._tcti) as tpm:
                yield tpm
        except TSS2_Exception as error:
            raise SlotFailed(f"TPM: {error}") from error


def tpm_slots(tcti: str = DEVICE) -> SlotPair:
    """Return the pair of slots in a TPM."""
    return SlotPair(TpmSlot(tcti, FIRST_INDEX), TpmSlot(tcti, FIRST_INDEX + 1))
