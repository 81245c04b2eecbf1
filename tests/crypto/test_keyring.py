"""What a keyring keeps, gives back and refuses."""

from __future__ import annotations

import pytest

from appliance.crypto.keyring import Keyring, KeyringEntry
from appliance.crypto.slots import SLOT_BYTES
from appliance.domain.errors import KeyGone, KeyringError, SlotFailed
from tests.crypto.keyring_world import After, World

ONE = KeyringEntry(b"age header", b"review blob")
TWO = KeyringEntry(b"another header", b"")
ID_1, ID_2 = "1" * 32, "2" * 32


def test_an_entry_comes_back_as_it_was_put_also_after_a_restart() -> None:
    world = World()
    keyring = world.keyring()
    keyring.put(ID_2, TWO)
    keyring.put(ID_1, ONE)
    world.restart(After.LOST)
    for ring in (keyring, world.keyring()):
        assert (ring.get(ID_1), ring.get(ID_2), ring.ids()) == (ONE, TWO, (ID_1, ID_2))


def test_what_is_removed_or_never_was_is_gone() -> None:
    keyring = World().keyring()
    keyring.put(ID_1, ONE)
    keyring.remove(ID_1)
    for unknown in (ID_1, ID_2):
        with pytest.raises(KeyGone):
            keyring.get(unknown)


def test_removing_moves_to_a_new_key_and_leaves_one_slot_empty() -> None:
    world = World()
    keyring = world.keyring()
    keyring.put(ID_1, ONE)
    before = {slot.held for slot in world.slots}
    keyring.remove(ID_1)
    after = {slot.held for slot in world.slots}
    assert bytes(SLOT_BYTES) in before
    assert bytes(SLOT_BYTES) in after
    assert len(before | after) == 3


def test_every_change_counts_one_generation_and_doing_nothing_counts_none() -> None:
    keyring = World().keyring()
    generations = [keyring.generation]
    for change in (
        lambda: keyring.put(ID_1, ONE),
        lambda: keyring.put(ID_1, ONE),
        lambda: keyring.put(ID_1, TWO),
        lambda: keyring.remove(ID_1),
        lambda: keyring.remove(ID_1),
    ):
        change()
        generations.append(keyring.generation)
    assert generations == [0, 1, 1, 2, 3, 3]


def test_doing_nothing_writes_nothing() -> None:
    world = World()
    keyring = world.keyring()
    keyring.put(ID_1, ONE)
    versions = len(world.file.versions)
    keyring.put(ID_1, ONE)
    keyring.remove(ID_2)
    assert len(world.file.versions) == versions


def test_a_ring_whose_key_is_lost_is_left_as_it_is() -> None:
    world = World()
    world.keyring().put(ID_1, ONE)
    content = world.file.visible
    for slot in world.slots:
        slot.held = bytes(SLOT_BYTES)
    with pytest.raises(KeyringError):
        world.keyring()
    assert world.file.visible == content


def test_a_key_whose_ring_is_lost_is_left_as_it_is() -> None:
    world = World()
    world.keyring().put(ID_1, ONE)
    keys, content = [slot.held for slot in world.slots], world.file.visible
    world.file.visible = None  # such as a data partition that was not mounted
    with pytest.raises(KeyringError):
        world.keyring()
    assert [slot.held for slot in world.slots] == keys
    world.file.visible = content
    assert world.keyring().get(ID_1) == ONE


def test_a_damaged_ring_is_refused() -> None:
    world = World()
    world.keyring().put(ID_1, ONE)
    assert world.file.visible is not None
    world.file.visible = world.file.visible[:-1] + bytes([world.file.visible[-1] ^ 1])
    with pytest.raises(KeyringError):
        world.keyring()


def test_nothing_is_written_under_a_key_that_its_slot_has_lost() -> None:
    world = World()
    keyring = world.keyring()
    for slot in world.slots:
        slot.held = bytes(SLOT_BYTES)
    with pytest.raises(SlotFailed):
        keyring.put(ID_1, ONE)
    assert keyring.ids() == ()


def test_two_rings_with_the_same_entries_look_unlike() -> None:
    worlds = World(), World()
    for world in worlds:
        world.keyring().put(ID_1, ONE)
    assert worlds[0].file.visible != worlds[1].file.visible


def test_the_file_says_little_by_its_size() -> None:
    world = World()
    keyring: Keyring = world.keyring()
    sizes = set()
    for n in range(40):
        keyring.put(f"{n:032x}", KeyringEntry(bytes(4_000), n.to_bytes(51, "big")))
        assert world.file.visible is not None
        sizes.add(len(world.file.visible))
    assert len(sizes) == 3
