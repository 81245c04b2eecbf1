"""The keyring on every kind of slot that a box can have: a file, a chip, and a TPM in software."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.crypto.keyring import Keyring, KeyringEntry
from appliance.crypto.ring import open_ring
from appliance.crypto.slots import SLOT_BYTES, ErasableSlot, SlotPair
from appliance.domain.errors import KeyringError, SlotFailed
from appliance.store.durable_file import DurableFile
from appliance.store.slots_of import slots_of
from tests.crypto.keyring_walk import SCHEDULE, Walk, do, entry, held
from tests.store.software_tpm import SoftwareTpm

OFFSET_BYTES = 8


class Killed(BaseException):
    """The process ends here."""


def kill() -> None:
    raise Killed


@dataclass
class Box:
    """A keyring's folder and slots as the settings ask for them; a disk that keeps every ring."""

    folder: Path
    slots: SlotPair
    interrupt: Callable[[], None] = kill
    stop_at: int = 0
    steps: int = 0
    rings: list[bytes] = field(default_factory=list)

    @property
    def ring(self) -> Path:
        return self.folder / "ring"

    def keyring(self) -> Keyring:
        return Keyring(_Ring(self), SlotPair(_Slot(self, self.slots.first), _Slot(self, self.slots.second)))

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.stop_at:
            self.interrupt()

    def begin_again(self) -> None:
        for path in self.folder.glob("ring*"):
            path.unlink()
        for slot in (0, 1):
            self.slots.erase(slot)
        self.rings.clear()
        self.steps = self.stop_at = 0

    def still_readable(self) -> set[KeyringEntry]:
        """Return every entry that whoever has all rings of all time and today's slots can read."""
        keys = [key for key in (self.slots.read(0), self.slots.read(1)) if key]
        rings = (open_ring(ring, key) for ring in self.rings for key in keys)
        return {found for ring in rings if ring for found in ring.entries.values()}


class _Slot:
    def __init__(self, box: Box, slot: ErasableSlot) -> None:
        self._box, self._slot = box, slot

    def read(self) -> bytes | None:
        return self._slot.read()

    def write(self, key: bytes) -> None:
        self._box.step()
        self._slot.write(key)
        self._box.step()

    def erase(self) -> None:
        self._box.step()
        self._slot.erase()
        self._box.step()


class _Ring:
    def __init__(self, box: Box) -> None:
        self._box, self._file = box, DurableFile(box.ring)

    def read(self) -> bytes | None:
        return self._file.read()

    def replace(self, content: bytes) -> None:
        self._box.step()
        self._box.rings.append(content)
        self._file.replace(content)
        self._box.step()


@pytest.fixture(params=["file", "nvmem", "tpm2"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Box]:
    folder = tmp_path / "keyring"
    folder.mkdir()
    if request.param == "tpm2":
        with SoftwareTpm(tmp_path / "tpm") as tpm:
            yield Box(folder, slots_of("tpm2", folder=folder, path=tpm.tcti))
        return
    chip = tmp_path / "nvmem"
    chip.write_bytes(bytes(OFFSET_BYTES + 2 * SLOT_BYTES))
    yield Box(folder, slots_of(request.param, folder=folder, path=str(chip), offset_bytes=OFFSET_BYTES))


def every_kill(box: Box) -> Iterator[tuple[Walk, Walk]]:
    """Kill the process before and after every write of the schedule; give what was promised and under way."""
    for stop_at in range(1, 1_000):
        box.begin_again()
        box.stop_at = stop_at
        promised = under_way = Walk()
        try:
            keyring = box.keyring()
            for act in SCHEDULE:
                under_way = promised.after(act)
                do(keyring, act)
                promised = under_way
        except Killed:
            box.stop_at = 0
            yield promised, under_way
        else:
            assert stop_at > 30, "the walk must have seen every step"
            return


def test_a_process_that_is_killed_at_any_step_loses_nothing_and_forgets_what_it_promised(box: Box) -> None:
    for promised, under_way in every_kill(box):
        assert not box.still_readable() & promised.forgotten
        now = held(box.keyring())
        assert now in (promised.entries, under_way.entries)
        assert box.still_readable() == set(now.values())


def test_a_slot_put_back_from_an_old_copy_is_found_out_and_nothing_is_destroyed(box: Box) -> None:
    keyring = box.keyring()
    keyring.put("anna", entry("anna"))
    old = [box.slots.read(slot) for slot in (0, 1)]
    keyring.remove("anna")
    keyring.put("bert", entry("bert"))
    new = [box.slots.read(slot) for slot in (0, 1)]
    ring = box.ring.read_bytes()

    put_back(box.slots, old)
    with pytest.raises(SlotFailed):
        keyring.put("carl", entry("carl"))  # the running recorder
    with pytest.raises(KeyringError, match="geen sleutel past"):
        box.keyring()  # the next start
    assert ([box.slots.read(slot) for slot in (0, 1)], box.ring.read_bytes()) == (old, ring)

    put_back(box.slots, new)
    assert held(box.keyring()) == {"bert": entry("bert")}


def test_a_ring_put_back_from_an_old_copy_is_found_out_and_nothing_is_destroyed(box: Box) -> None:
    keyring = box.keyring()
    keyring.put("anna", entry("anna"))
    old = box.ring.read_bytes()
    keyring.remove("anna")
    new, keys = box.ring.read_bytes(), [box.slots.read(slot) for slot in (0, 1)]

    box.ring.write_bytes(old)
    with pytest.raises(KeyringError, match="geen sleutel past"):
        box.keyring()
    assert ([box.slots.read(slot) for slot in (0, 1)], box.ring.read_bytes()) == (keys, old)

    box.ring.write_bytes(new)
    assert held(box.keyring()) == {}


def put_back(slots: SlotPair, keys: list[bytes | None]) -> None:
    for slot, key in enumerate(keys):
        if key is None:
            slots.erase(slot)
        else:
            slots.write(slot, key)


def test_a_tpm_that_fails_half_way_loses_nothing(tmp_path: Path) -> None:
    with SoftwareTpm(tmp_path / "tpm") as tpm:
        box = Box(tmp_path, slots_of("tpm2", folder=tmp_path, path=tpm.tcti), interrupt=tpm.switch_off)
        keyring = box.keyring()
        for stop_at in range(1, 7):  # around the new key, the ring, and the end of the old key
            keyring.put("anna", entry("anna"))
            box.steps, box.stop_at = 0, stop_at
            with pytest.raises(SlotFailed, match="TPM"):
                keyring.remove("anna")
            tpm.switch_on()
            assert held(keyring) in ({"anna": entry("anna")}, {})
            keyring.remove("anna")
            assert box.still_readable() == set()


@pytest.mark.parametrize(("kind", "path"), [("nvmem", "/nowhere/nvmem"), ("tpm2", "device:/nowhere/tpm")])
def test_slots_that_are_not_there_stop_the_keyring_before_it_begins(
    kind: str, path: str, tmp_path: Path
) -> None:
    with pytest.raises(SlotFailed):
        Keyring(DurableFile(tmp_path / "ring"), slots_of(kind, folder=tmp_path, path=path))


def test_a_tpm_without_its_library_is_told(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['tpm2_pytss'] = None\n"
        "from pathlib import Path\n"
        "from appliance.domain.errors import SlotFailed\n"
        "from appliance.store.slots_of import slots_of\n"
        "try: slots_of('tpm2', folder=Path('.'))\n"
        "except SlotFailed as failure: print(failure)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "tpm2-pytss ontbreekt" in said
