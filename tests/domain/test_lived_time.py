"""Whatever clocks do, the count of time that has passed is never more than the time that has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.lived_time import LivedTime, observe

BEGIN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY_S = 86_400.0


class World:
    """Real time, and a box whose wall clock may be anything."""

    def __init__(self) -> None:
        self.real_s = self.monotonic_s = self.error_s = 0.0
        self.boot, self.synchronised = 1, True
        self.lived: LivedTime | None = None
        self.look()
        self.begun_s = self.real_s

    def look(self) -> None:
        self.lived = observe(
            self.lived,
            boot_id=str(self.boot),
            monotonic_s=self.monotonic_s,
            wall=BEGIN + timedelta(seconds=self.real_s + self.error_s),
            synchronised=self.synchronised,
        )

    def runs(self, seconds: float) -> None:
        self.real_s += seconds
        self.monotonic_s += seconds

    def jumps(self, seconds: float) -> None:
        """Somebody sets the clock, and the box still thinks that NTP keeps it."""
        self.error_s += seconds

    def is_off(self, seconds: float) -> None:
        """Without power; the clock may stop or run wild meanwhile, and NTP is not there yet after it."""
        self.real_s += seconds
        self.error_s -= seconds / 2
        self.monotonic_s = 0.0
        self.boot += 1
        self.synchronised = False

    def ntp(self) -> None:
        self.error_s, self.synchronised = 0.0, True

    @property
    def counted_s(self) -> float:
        assert self.lived is not None
        return self.lived.seconds


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("runs"), st.floats(0, 3 * DAY_S)),
        st.tuples(st.just("jumps"), st.floats(-1000 * DAY_S, 1000 * DAY_S)),
        st.tuples(st.just("is_off"), st.floats(0, 30 * DAY_S)),
        st.tuples(st.just("ntp"), st.none()),
    ),
    max_size=40,
)


@settings(max_examples=400, deadline=None)
@given(STEPS)
def test_no_jump_and_no_reboot_makes_a_window_shorter(steps: list[tuple[str, float | None]]) -> None:
    world = World()
    before_s, boots = 0.0, 1
    for name, seconds in steps:
        step = getattr(world, name)
        step() if seconds is None else step(seconds)
        world.look()
        assert world.counted_s <= world.real_s - world.begun_s + 1e-3 * len(steps)
        assert world.counted_s >= before_s, "the count never goes back"
        assert world.lived is not None
        assert world.lived.boots >= boots
        before_s, boots = world.counted_s, world.lived.boots


@given(st.lists(st.floats(0, 5 * DAY_S), max_size=20))
def test_with_good_clocks_the_count_is_exact_with_and_without_power(spells: list[float]) -> None:
    world = World()
    for number, seconds in enumerate(spells):
        if number % 2:
            world.is_off(seconds)
            world.ntp()
        else:
            world.runs(seconds)
        world.look()
    assert abs(world.counted_s - world.real_s) < 1e-3 * (len(spells) + 1)


def test_a_box_without_ntp_counts_only_the_time_it_is_on() -> None:
    world = World()
    world.is_off(10 * DAY_S)
    world.runs(2 * DAY_S)
    world.look()
    assert world.counted_s <= 2 * DAY_S


def test_the_time_off_is_counted_when_ntp_comes_later() -> None:
    world = World()
    world.is_off(10 * DAY_S)
    world.look()
    world.runs(3600.0)
    world.look()
    world.ntp()
    world.look()
    assert abs(world.counted_s - world.real_s) < 1.0


def test_boots_are_counted() -> None:
    world = World()
    for _ in range(3):
        world.is_off(1.0)
        world.look()
    assert world.lived is not None
    assert world.lived.boots == 4
