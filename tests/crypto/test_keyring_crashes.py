"""The keyring when the power goes, or a part breaks, at every single step of everything it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from appliance.crypto.keyring import Keyring, KeyringEntry
from appliance.domain.errors import SlotFailed
from tests.crypto.keyring_world import After, PowerCut, World


def entry(name: str) -> KeyringEntry:
    return KeyringEntry(b"release " + name.encode(), name.encode().ljust(8), b"review " + name.encode())


Act = tuple[str, KeyringEntry | None]  # a recording and its entry; None removes it

SCHEDULE: tuple[Act, ...] = (
    ("anna", entry("anna")),
    ("bert", entry("bert")),
    ("anna", None),
    ("carl", entry("carl")),
    ("bert", entry("bert, narrowed")),
    ("dora", None),  # never was there
    ("carl", None),
)


@dataclass
class Walk:
    """What was promised so far: the entries, and those that must be gone for good."""

    entries: dict[str, KeyringEntry] = field(default_factory=dict)
    forgotten: set[KeyringEntry] = field(default_factory=set)

    def after(self, act: Act) -> Walk:
        name, new = act
        old = self.entries.get(name)
        entries = {k: v for k, v in self.entries.items() if k != name} | ({name: new} if new else {})
        return Walk(entries, self.forgotten | ({old} if old and old != new else set()))


def do(keyring: Keyring, act: Act) -> None:
    name, new = act
    if new is None:
        keyring.remove(name)
    else:
        keyring.put(name, new)


def held(keyring: Keyring) -> dict[str, KeyringEntry]:
    return {name: keyring.get(name) for name in keyring.ids()}


def every_step(after: After) -> Iterator[tuple[World, Walk, Walk]]:
    """Cut the power at each step of the schedule; give the world, what was promised and what under way."""
    for stop_at in range(1, 10_000):
        world, promised, under_way = World(), Walk(), Walk()
        world.stop_after(stop_at)
        try:
            keyring = world.keyring()
            for act in SCHEDULE:
                under_way = promised.after(act)
                do(keyring, act)
                promised = under_way
        except PowerCut:
            world.restart(after)
            yield world, promised, under_way
        else:
            assert stop_at > 80, "the walk must have seen every step"
            return


@pytest.mark.parametrize("after", After)
def test_a_power_cut_leaves_the_old_ring_or_the_new_one(after: After) -> None:
    for world, promised, under_way in every_step(after):
        assert held(world.keyring()) in (promised.entries, under_way.entries)


@pytest.mark.parametrize("after", After)
def test_what_was_removed_cannot_be_read_from_anything_that_survives(after: After) -> None:
    for world, promised, _ in every_step(after):
        assert not world.still_readable() & promised.forgotten
        world.keyring()
        assert not world.still_readable() & promised.forgotten


@pytest.mark.parametrize("after", After)
def test_after_recovery_nothing_can_be_read_but_what_the_ring_holds(after: After) -> None:
    for world, _, _ in every_step(after):
        now = held(world.keyring())
        assert world.still_readable() == set(now.values())


@pytest.mark.parametrize("after", After)
def test_life_goes_on_after_a_power_cut(after: After) -> None:
    for world, _, _ in every_step(after):
        keyring = world.keyring()
        keyring.put("zoe", entry("zoe"))
        for name in set(keyring.ids()) - {"zoe"}:
            keyring.remove(name)
        world.restart(After.LOST)
        assert held(world.keyring()) == {"zoe": entry("zoe")}
        assert world.still_readable() == {entry("zoe")}


@pytest.mark.parametrize("after", After)
@pytest.mark.parametrize("again", After)
@pytest.mark.parametrize("last", [("anna", None), ("bert", entry("bert, narrowed")), ("carl", entry("carl"))])
def test_a_second_power_cut_during_recovery_changes_nothing(after: After, again: After, last: Act) -> None:
    before = Walk().after(SCHEDULE[0]).after(SCHEDULE[1])
    behind = before.after(last)
    for stop_at in range(1, 100):
        for stop_again_at in range(1, 100):
            world = World()
            keyring = world.keyring()
            for act in SCHEDULE[:2]:
                do(keyring, act)
            world.stop_after(stop_at)
            try:
                do(keyring, last)
            except PowerCut:
                pass
            else:
                return
            world.restart(after)
            world.stop_after(stop_again_at)
            try:
                world.keyring()
            except PowerCut:
                world.restart(again)
            else:
                break
            now = held(world.keyring())
            assert now in (before.entries, behind.entries)
            assert world.still_readable() == set(now.values())


def test_a_part_that_breaks_down_once_loses_nothing_and_a_second_try_works() -> None:
    for fails_at in range(1, 10_000):
        world, promised = World(), Walk()
        world.stop_after(fails_at, fails=True)
        keyring = _opened_at_the_second_try(world)
        for act in SCHEDULE:
            under_way = promised.after(act)
            try:
                do(keyring, act)
            except (OSError, SlotFailed):
                assert held(keyring) in (promised.entries, under_way.entries)
                do(keyring, act)
            promised = under_way
            assert held(keyring) == promised.entries
            assert world.still_readable() == set(promised.entries.values())
        if world.steps < fails_at:
            assert fails_at > 80
            return
        world.restart(After.LOST)
        assert held(world.keyring()) == promised.entries


def _opened_at_the_second_try(world: World) -> Keyring:
    try:
        return world.keyring()
    except (OSError, SlotFailed):
        return world.keyring()
