"""Destruction against forensics: the disk kept every version of every block, and all is tried on it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.crypto.header import make_header
from appliance.crypto.identities import Identity, new_identity
from appliance.crypto.keyring import Keyring, KeyringEntry
from appliance.crypto.payload import CHUNK_BYTES
from appliance.crypto.review_key import Argon2Cost, ReviewMaster, review_master
from appliance.crypto.slots import SLOT_BYTES, SlotPair
from appliance.store.durable_file import DurableFile
from appliance.store.layout import Layout
from appliance.store.sealed_file import SealedWriter, destroy
from appliance.store.slot_file import FileSlot
from appliance.store.slot_nvmem import nvmem_slots
from tests.store.forensics import HoardingDisk, Searcher

LAYOUT = Layout(data=Path("/data"), run=Path("/run"))
SALT, CHEAP = b"salt of this box", Argon2Cost(memory_kib=64, passes=1)
ANNA, BERT, CARL, CARL_CUT = (digit * 32 for digit in "abcd")
TITLES = {
    ANNA: b"Anna's talk     ",
    BERT: b"Bert's talk     ",
    CARL: b"Carl, whole     ",
    CARL_CUT: b"Carl, cut       ",
}
FILM_OF = {title: name for name, title in TITLES.items()}


@dataclass
class Box:
    """A recorder's disk and slots, the purposes' identities, and every client's code."""

    disk: HoardingDisk
    slots: SlotPair
    pq: bool = False
    people: dict[str, Identity] = field(default_factory=dict)
    codes: dict[str, ReviewMaster] = field(default_factory=dict)
    file_keys: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = {purpose: new_identity(pq=self.pq) for purpose in ("self", "coach")}
        self.keyring = Keyring(DurableFile(LAYOUT.keyring / "ring", disk=self.disk), self.slots)

    def film(self, name: str, purposes: Iterable[str]) -> None:
        key = self.file_keys[name] = secrets.token_bytes(16)
        self.codes[name] = review_master(name.encode(), SALT, CHEAP)
        self.choose(name, purposes)
        writer = SealedWriter.create(LAYOUT, name, key, disk=self.disk)
        for n in range(2):
            writer.append(TITLES[name] + bytes([n]) * (CHUNK_BYTES - len(TITLES[name])))
        writer.close()

    def choose(self, name: str, purposes: Iterable[str]) -> None:
        code, key = self.codes[name], self.file_keys[name]
        release = make_header(key, [self.people[purpose].recipient for purpose in purposes])
        self.keyring.put(name, KeyringEntry(release, code.wrap(key, name)))

    def shred(self, name: str) -> None:
        self.keyring.remove(name)
        destroy(LAYOUT, name, disk=self.disk)

    def opened(self, *, slots: bool, people: Iterable[str] = (), codes: bool = False) -> set[str]:
        """Return the films that open for whoever has the disk, and these things with it."""
        held = [self.slots.read(0), self.slots.read(1)] if slots else []
        identities = [self.people[person] for person in people]
        searcher = Searcher(self.disk, held, identities, list(self.codes.values()) if codes else [])
        return {FILM_OF[title] for title in searcher.films()}


def life(box: Box) -> Iterator[tuple[set[str], set[str]]]:
    """Live a box's life; give, after each step, the films that there are and those that the coach may see."""
    box.film(ANNA, ["self", "coach"])
    yield {ANNA}, {ANNA}
    box.film(BERT, ["self", "coach"])
    yield {ANNA, BERT}, {ANNA, BERT}
    box.choose(BERT, ["self"])
    yield {ANNA, BERT}, {ANNA}
    box.film(CARL, ["self", "coach"])
    yield {ANNA, BERT, CARL}, {ANNA, CARL}
    box.film(CARL_CUT, ["self", "coach"])
    box.shred(CARL)
    yield {ANNA, BERT, CARL_CUT}, {ANNA, CARL_CUT}
    box.shred(ANNA)
    yield {BERT, CARL_CUT}, {CARL_CUT}
    box.keyring = Keyring(DurableFile(LAYOUT.keyring / "ring", disk=box.disk), box.slots)  # a new start
    yield {BERT, CARL_CUT}, {CARL_CUT}
    box.shred(BERT)
    box.shred(CARL_CUT)
    yield set(), set()


@pytest.fixture
def chip(tmp_path: Path) -> SlotPair:
    """Slots outside the disk."""
    (tmp_path / "nvmem").write_bytes(bytes(2 * SLOT_BYTES))
    return nvmem_slots(tmp_path / "nvmem")


@pytest.mark.parametrize("pq", [False, True])
def test_a_shredded_film_opens_with_nothing_that_is_left(chip: SlotPair, pq: bool) -> None:
    box = Box(HoardingDisk(), chip, pq=pq)
    for there, _ in life(box):
        assert box.opened(slots=True, people=["self", "coach"], codes=True) == there


def test_a_purpose_that_was_taken_back_opens_nothing_any_more(chip: SlotPair) -> None:
    box = Box(HoardingDisk(), chip)
    for _, for_the_coach in life(box):
        assert box.opened(slots=True, people=["coach"]) == for_the_coach


def test_before_release_the_municipality_opens_nothing_of_what_is_on_the_disk(chip: SlotPair) -> None:
    box = Box(HoardingDisk(), chip)
    for _ in life(box):
        assert box.opened(slots=False, people=["self", "coach"]) == set()


def test_the_box_alone_opens_nothing_not_even_its_own_films(chip: SlotPair) -> None:
    box = Box(HoardingDisk(), chip)
    for _ in life(box):
        assert box.opened(slots=True) == set()


def test_a_client_with_the_disk_needs_the_box_too(chip: SlotPair) -> None:
    box = Box(HoardingDisk(), chip)
    for there, _ in life(box):
        assert box.opened(slots=False, codes=True) == set()
        assert box.opened(slots=True, codes=True) == there


def test_no_key_was_ever_on_the_disk_in_clear(chip: SlotPair) -> None:
    box, slot_keys = Box(HoardingDisk(), chip), set[bytes | None]()
    for _ in life(box):
        slot_keys |= {chip.read(0), chip.read(1)}
    keys = {key for key in slot_keys if key} | set(box.file_keys.values())
    assert len(keys) > 8
    assert not [key for key in keys for block in box.disk.blocks if key in block]
    assert not [title for title in FILM_OF for block in box.disk.blocks if title in block]


def test_slots_in_plain_files_are_reduced_assurance_when_the_disk_forgets_nothing() -> None:
    disk = HoardingDisk()
    slots = (FileSlot(LAYOUT.keyring / name, disk=disk) for name in ("slot-0", "slot-1"))
    box = Box(disk, SlotPair(*slots))
    *_, (there, _) = life(box)
    assert there == set()
    assert box.opened(slots=False, people=["self"]) == set(TITLES)
