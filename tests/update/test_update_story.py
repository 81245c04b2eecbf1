"""Updates as a box lives through them: the real backend, handlers and channel; RAUC's command stands in."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.domain.errors import (
    BundleDamaged,
    BundleForOther,
    BundleRefused,
    BundleRogue,
    BundleUnreachable,
    ChannelExpired,
    ChannelNotSet,
    ChannelReplayed,
    ClockBehind,
    NothingToRollBack,
    NotNow,
    NoWayBack,
    RecorderUnreachable,
    UpdateError,
)
from appliance.domain.timetable import quiet_span
from appliance.update.course import Stage
from appliance.update.memory import MemoryFile
from tests.update.world import World


def on_stick(world: World, version: str = "1.4.0", **changes: object) -> str:
    return str(world.bundle(version, **changes))


def install(world: World, path: str) -> str:
    return world.agent.install_file(path, on_progress=lambda _: None)


def test_a_release_comes_by_itself_is_tried_and_stays(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    assert "versie 1.4.0 klaar" in world.turn()
    assert world.version == "1.3.2", "writing changes nothing that runs"
    assert "probeert versie 1.4.0" in world.turn()
    assert (world.restarts, world.version) == (1, "1.4.0")
    assert world.turn() == "De nieuwe versie wordt geprobeerd."
    world.rauc.keep()
    assert world.turn() == "De box draait versie 1.4.0. Alles werkt."
    world.lose_power()
    assert world.version == "1.4.0"
    world.later(hours=7)
    assert "nieuwste versie" in world.agent.look()[1]


def test_a_version_that_is_never_called_good_is_tried_twice_and_then_left(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    world.turn()
    for _ in range(2):
        world.turn()
        assert world.version == "1.4.0"
        world.lose_power()  # the watchdog, the deadline, or a hand on the plug
        assert world.version == "1.3.2"
    assert "kon versie 1.4.0 niet gebruiken" in world.turn()
    world.later(days=1)
    assert "niet gelukt" in world.turn()
    assert world.restarts == 2


def test_a_newer_version_is_taken_after_one_that_failed(world: World) -> None:
    bad = world.bundle("1.4.0")
    world.publish(bad)
    world.turn()
    for _ in range(2):
        world.turn()
        world.lose_power()
    world.turn()
    world.later(days=1)
    world.publish(bad, world.bundle("1.4.1"))
    assert "1.4.1" in world.turn()


def test_a_power_cut_between_writing_and_restart_costs_nothing(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    world.turn()
    world.lose_power()
    assert world.version == "1.3.2"
    world.turn()
    assert (world.version, world.restarts) == ("1.4.0", 1)


def test_nothing_is_written_while_somebody_is_in_the_room_and_no_restart_either(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    world.changes = {"talk_idle": False}
    with pytest.raises(NotNow, match="loopt een gesprek"):
        world.turn()
    assert world.box.ask("get-state", "B") == "bad"
    world.changes = {}
    world.turn()
    world.changes = {"window_ends": (world.now + timedelta(hours=9),)}
    with pytest.raises(NotNow, match="laatste dag"):
        world.turn()
    assert world.restarts == 0


def test_by_itself_it_happens_only_in_the_hours_of_the_night(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    world.later(hours=6)
    with pytest.raises(NotNow, match="niet de tijd"):
        world.turn()


def test_a_person_may_install_and_restart_by_day(world: World) -> None:
    world.later(hours=9)
    assert "versie 1.4.0 klaar" in install(world, on_stick(world))
    assert "probeert versie 1.4.0" in world.agent.go_over(hours=None)
    assert world.version == "1.4.0"


def test_the_progress_is_told(world: World) -> None:
    seen: list[int] = []
    world.agent.install_file(on_stick(world), on_progress=seen.append)
    assert seen == [0, 40, 100]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"signed": False}, BundleRogue),
        ({"compatible": "spiegelbox-virt"}, BundleForOther),
        ({"arrives_whole": False}, BundleDamaged),
        ({"writes": 5}, NoWayBack),
    ],
)
def test_a_bundle_that_is_not_right_never_runs(
    world: World, changes: dict[str, object], refusal: type[Exception]
) -> None:
    path = on_stick(world, **changes)
    with pytest.raises(refusal):
        install(world, path)
    world.restart()
    assert world.version == "1.3.2"
    assert world.agent.settle()[0] is Stage.NOTHING


def test_a_bundle_that_is_not_there_is_told(world: World) -> None:
    with pytest.raises(BundleUnreachable):
        install(world, str(world.folder / "nergens.raucb"))


def test_a_version_that_prepares_for_the_next_data_opens_the_way(world: World) -> None:
    path = on_stick(world, writes=5)
    world.reads_up_to = 5
    assert "klaar" in install(world, path)


def test_a_server_that_swaps_a_bundle_for_another_signed_one_is_found_out(world: World) -> None:
    bundle = world.bundle("1.4.0")
    world.publish(bundle)
    told = (bundle / "manifest.json").read_text()
    (bundle / "manifest.json").write_text(told.replace('"writes": 4', '"writes": 3'))
    with pytest.raises(BundleRefused, match="andere update"):
        world.turn()
    assert world.box.ask("get-state", "B") == "bad"


def test_a_server_without_pieces_is_refused_and_asked_again_later(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    world.web.lie = "whole-file"
    with pytest.raises(BundleUnreachable):
        world.turn()
    asked = len(world.web.asked)
    assert "ranges" in world.turn(), "not at once again, and the reason stays to be read"
    assert len(world.web.asked) == asked
    world.web.lie = ""
    world.later(minutes=16)
    assert "klaar" in world.turn()


def test_an_old_channel_is_refused_once_a_newer_one_was_seen(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    old = world.web.files["channel"]
    world.publish(world.bundle("1.4.1"))
    world.agent.look()
    world.web.files["channel"] = old
    with pytest.raises(ChannelReplayed):
        world.agent.look()


def test_a_channel_that_ran_out_and_a_clock_in_the_past_are_refused_and_nothing_changes(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    world.agent.look()
    world.later(days=40)
    with pytest.raises(ChannelExpired):
        world.agent.look()
    world.later(days=-60)
    with pytest.raises(ClockBehind):
        world.agent.look()
    assert (world.version, world.restarts) == ("1.3.2", 0)


def updated(world: World) -> None:
    install(world, on_stick(world))
    world.agent.go_over(hours=None)
    world.rauc.keep()
    world.agent.settle()


def test_roll_back_is_a_trial_of_the_version_before_and_the_channel_does_not_undo_it(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    world.turn()
    world.turn()
    world.rauc.keep()
    world.turn()
    assert "eerste versie" in world.agent.roll_back()
    assert world.version == "1.3.2"
    world.rauc.keep()
    world.turn()
    world.later(days=1)
    assert "niet gelukt" in world.turn()
    assert world.version == "1.3.2"


def test_a_new_box_has_nothing_to_go_back_to(world: World) -> None:
    with pytest.raises(NothingToRollBack):
        world.agent.roll_back()


def test_roll_back_waits_for_the_people_in_the_room_too(world: World) -> None:
    updated(world)
    world.changes = {"looking_back": True}
    with pytest.raises(NotNow):
        world.agent.roll_back()
    assert world.version == "1.4.0"


def test_what_somebody_else_installed_is_restarted_into_as_well(world: World) -> None:
    """hawkBit, or a person with RAUC's own command."""
    world.rauc.install(on_stick(world), on_progress=lambda _: None)
    assert "probeert versie 1.4.0" in world.turn()
    assert world.version == "1.4.0"


def test_an_update_that_is_written_over_by_a_broken_one_is_not_restarted_into(world: World) -> None:
    install(world, on_stick(world))
    with pytest.raises(BundleDamaged):
        install(world, on_stick(world, "1.4.1", arrives_whole=False))
    assert world.agent.settle()[0] is Stage.NOTHING
    assert world.restarts == 0


def test_during_a_trial_nothing_else_is_installed(world: World) -> None:
    install(world, on_stick(world))
    world.agent.go_over(hours=None)
    with pytest.raises(NotNow, match="geprobeerd"):
        install(world, on_stick(world, "1.5.0"))


def test_a_memory_that_cannot_be_read_starts_from_nothing(world: World) -> None:
    world.publish(world.bundle("1.4.0"))
    world.agent.look()
    (world.folder / "update/memory.json").write_text("{")
    assert MemoryFile(world.folder / "update").load().sequence == 0
    assert world.agent.look()[0]


@pytest.mark.parametrize("lie", ["error", "whole-file"], ids=["no-channel", "no-bundle"])
def test_a_failing_server_is_asked_less_and_less(world: World, lie: str) -> None:
    """Half a day long: the channel cannot be read, or what it offers cannot be fetched."""
    world.publish(world.bundle("1.4.0"))
    world.web.lie = lie
    rounds = 0
    for _ in range(12 * 4):
        world.later(minutes=15)
        before = len(world.web.asked)
        with contextlib.suppress(UpdateError):
            world.agent.turn([quiet_span("00:00-23:59")])
        rounds += len(world.web.asked) > before
    assert 4 <= rounds <= 8


def test_a_box_that_is_updated_by_hand_looks_and_leaves_it_at_that(world: World) -> None:
    world.by_itself = False
    world.publish(world.bundle("1.4.0"))
    assert "1.4.0 staat klaar" in world.turn()
    assert world.box.ask("get-state", "B") == "bad"
    asked = len(world.web.asked)
    world.later(minutes=15)
    world.turn()
    assert len(world.web.asked) == asked
    world.later(hours=7)
    world.turn()
    assert len(world.web.asked) > asked


def test_a_clock_that_was_set_back_does_not_stop_the_looking(world: World) -> None:
    world.publish(world.bundle("1.4.0"), releases=())
    world.later(days=5)
    world.turn()
    asked = len(world.web.asked)
    world.later(days=-5, minutes=1)
    world.turn()
    assert len(world.web.asked) > asked


def test_a_person_is_asked_to_look_when_a_version_did_not_stay_or_nothing_comes_for_a_day(
    world: World,
) -> None:
    world.publish(world.bundle("1.4.0"))
    world.turn()
    assert not world.agent.needs_attention()
    for _ in range(2):
        world.turn()
        world.lose_power()
    world.turn()
    assert world.agent.needs_attention()
    assert "kon versie 1.4.0 niet gebruiken" in world.agent.summary(channel=world.web.url("channel"))


def test_a_recorder_that_is_silent_stops_everything_and_one_that_a_person_stopped_only_what_goes_by_itself(
    world: World,
) -> None:
    path = on_stick(world)
    world.recorder = "silent"
    with pytest.raises(RecorderUnreachable):
        world.agent.check_moment(hours=None)
    world.recorder = "inactive"
    world.agent.check_moment(hours=None)
    install(world, path)
    with pytest.raises(RecorderUnreachable):
        world.turn()
    assert "probeert versie 1.4.0" in world.agent.go_over(hours=None)


@pytest.mark.parametrize(
    ("state", "for_settings", "for_a_version"),
    [
        ("inactive", True, True),
        ("failed", True, False),
        ("activating", True, False),
        ("active (and silent)", False, False),
        ("unknown", False, False),
    ],
)
def test_a_recorder_that_does_not_come_up_can_be_given_other_settings(
    world: World, state: str, for_settings: bool, for_a_version: bool
) -> None:
    world.recorder = state
    for brief, wanted in ((True, for_settings), (False, for_a_version)):
        if wanted:
            world.agent.check_moment(hours=None, brief=brief)
        else:
            with pytest.raises(RecorderUnreachable):
                world.agent.check_moment(hours=None, brief=brief)


def test_a_person_who_asks_gets_it_all_at_once_by_day_and_whatever_the_mode(world: World) -> None:
    world.by_itself = False
    world.now += timedelta(hours=9)
    world.publish(world.bundle("1.4.0"))
    assert "probeert versie 1.4.0" in world.agent.at_once()
    assert world.restarts == 1


def test_a_person_who_asks_where_there_is_no_channel_is_told(world: World) -> None:
    agent = replace(world.agent, feed=None)
    with pytest.raises(ChannelNotSet):
        agent.at_once()


def test_the_version_that_runs_is_not_written_again(world: World) -> None:
    """A stick that stays in the box must not make it restart for ever."""
    said = world.agent.install_file(on_stick(world, "1.3.2"), on_progress=lambda _: None)
    assert said == "De box draait versie 1.3.2 al."
    assert world.box.ask("get-state", "B") == "bad"


def test_update_after_update_leaves_nothing_behind(world: World) -> None:
    sizes = []
    for number in range(4, 8):
        install(world, on_stick(world, f"1.{number}.0"))
        for _ in range(2):  # comes back twice, so that it is remembered as failed
            world.agent.go_over(hours=None)
            world.lose_power()
            world.agent.settle()
        install(world, on_stick(world, f"1.{number}.1"))
        world.agent.go_over(hours=None)
        world.rauc.keep()
        world.agent.settle()
        sizes.append((world.folder / "update/memory.json").stat().st_size)
    assert world.version == "1.7.1"
    assert max(sizes) == min(sizes)
    assert [file.name for file in (world.folder / "update").iterdir()] == ["memory.json"]
