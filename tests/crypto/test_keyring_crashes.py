"""The keyring when the power goes, or a part breaks, at every single step of everything it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count

import pytest

from appliance.crypto.keyring import Keyring
from appliance.domain.errors import SlotFailed
from tests.crypto.keyring_walk import SCHEDULE, Act, Walk, do, entry, held
from tests.crypto.keyring_world import After, PowerCut, World

BEFORE = Walk().after(SCHEDULE[0]).after(SCHEDULE[1])

every_after = pytest.mark.parametrize("after", After)
every_last = pytest.mark.parametrize(
    "last", [("anna", None), ("bert", entry("bert, narrowed")), ("carl", entry("carl"))]
)


def begun() -> tuple[World, Keyring]:
    """Return a keyring that holds what ``BEFORE`` says."""
    world = World()
    keyring = world.keyring()
    for act in SCHEDULE[:2]:
        do(keyring, act)
    return world, keyring


def power_goes(world: World, stop_at: int, after: After, work: Callable[[], object]) -> bool:
    """Tell whether the work was cut off at this step; False when it was done before."""
    world.stop_after(stop_at)
    try:
        work()
    except PowerCut:
        world.restart(after)
        return True
    return False


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


@every_after
def test_a_power_cut_leaves_the_old_ring_or_the_new_one(after: After) -> None:
    for world, promised, under_way in every_step(after):
        assert held(world.keyring()) in (promised.entries, under_way.entries)


@every_after
def test_what_was_removed_cannot_be_read_from_anything_that_survives(after: After) -> None:
    for world, promised, _ in every_step(after):
        assert not world.still_readable() & promised.forgotten
        world.keyring()
        assert not world.still_readable() & promised.forgotten


@every_after
def test_after_recovery_nothing_can_be_read_but_what_the_ring_holds(after: After) -> None:
    for world, _, _ in every_step(after):
        now = held(world.keyring())
        assert world.still_readable() == set(now.values())


@every_after
def test_life_goes_on_after_a_power_cut(after: After) -> None:
    for world, _, _ in every_step(after):
        keyring = world.keyring()
        keyring.put("zoe", entry("zoe"))
        for name in set(keyring.ids()) - {"zoe"}:
            keyring.remove(name)
        world.restart(After.LOST)
        assert held(world.keyring()) == {"zoe": entry("zoe")}
        assert world.still_readable() == {entry("zoe")}


@every_after
@every_last
@pytest.mark.parametrize("again", After)
def test_a_second_power_cut_during_recovery_changes_nothing(after: After, again: After, last: Act) -> None:
    for stop_at in count(1):
        for stop_again_at in count(1):
            world, keyring = begun()
            if not power_goes(world, stop_at, after, partial(do, keyring, last)):
                return
            if not power_goes(world, stop_again_at, again, world.keyring):
                break
            now = held(world.keyring())
            assert now in (BEFORE.entries, BEFORE.after(last).entries)
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


@every_after
@every_last
def test_a_power_cut_during_the_second_try_loses_nothing_either(after: After, last: Act) -> None:
    for fails_at in range(1, 20):
        for stop_at in count(1):
            world, keyring = begun()
            world.stop_after(fails_at, fails=True)
            with suppress(OSError, SlotFailed):
                do(keyring, last)
            if not power_goes(world, stop_at, after, partial(do, keyring, last)):
                break
            now = held(world.keyring())
            assert now in (BEFORE.entries, BEFORE.after(last).entries)
            assert world.still_readable() == set(now.values())


@every_after
def test_an_entry_that_could_not_be_put_can_be_removed_for_good(after: After) -> None:
    for fails_at in range(1, 10):
        world = World()
        keyring = world.keyring()
        world.stop_after(fails_at, fails=True)
        with suppress(OSError, SlotFailed):
            keyring.put("anna", entry("anna"))
        world.stop_after(0)
        keyring.remove("anna")
        world.restart(after)
        assert held(world.keyring()) == {}
        assert world.still_readable() == set()


def _opened_at_the_second_try(world: World) -> Keyring:
    try:
        return world.keyring()
    except (OSError, SlotFailed):
        return world.keyring()
