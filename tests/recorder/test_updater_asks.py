"""The updater sees whether anybody needs the box, and nothing about who. A whole box answers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.domain.errors import UnknownVerb
from appliance.update.moment import NOBODY_FOR_S, Situation, obstacles
from appliance.update.recorder_link import RecorderLink
from tests.recorder.bench import Bench
from tests.recorder.delivering import parts_of


@pytest.fixture
def link(bench: Bench) -> RecorderLink:
    return RecorderLink(bench.settings.paths.run / "update.sock")


def seen(bench: Bench, link: RecorderLink) -> Situation:
    return link.situation(bench.clock.now())


def codes(bench: Bench, link: RecorderLink) -> set[str]:
    return {one.code for one in obstacles(seen(bench, link))}


def test_a_box_that_was_just_turned_on_is_in_nobodys_way(bench: Bench, link: RecorderLink) -> None:
    assert codes(bench, link) == set()


def test_a_talk_is_an_obstacle_from_the_first_question_until_half_an_hour_after_the_last_answer(
    bench: Bench, link: RecorderLink
) -> None:
    bench.ask_everybody()
    assert "talk" in codes(bench, link)
    bench.consent()
    bench.film_and_close(answer="discard")
    assert codes(bench, link) == {"people"}
    bench.clock.pass_s(NOBODY_FOR_S)
    assert codes(bench, link) == set()


def test_a_hand_on_the_button_is_somebody_in_the_room(bench: Bench, link: RecorderLink) -> None:
    bench.press()
    assert codes(bench, link) == {"people"}


def test_a_film_in_its_window_is_an_obstacle_on_the_last_day_and_not_before(
    bench: Bench, link: RecorderLink
) -> None:
    bench.record(answer="keep")
    (end,) = seen(bench, link).window_ends
    bench.clock.pass_s(NOBODY_FOR_S)
    assert codes(bench, link) == set()
    bench.clock.pass_s((end - timedelta(hours=20) - bench.clock.now()).total_seconds())
    assert codes(bench, link) == {"last-day"}


def test_a_client_who_looks_back_is_an_obstacle(bench: Bench, link: RecorderLink) -> None:
    words = bench.record()
    bench.clock.pass_s(NOBODY_FOR_S)
    playback = bench.ask("review.open", code=" ".join(words))["playback"]
    assert codes(bench, link) == {"looking-back"}
    bench.ask("review.close", playback=playback)
    assert codes(bench, link) == set()


def test_a_recording_on_its_way_is_an_obstacle_and_one_that_waits_for_the_store_is_none(
    bench: Bench, link: RecorderLink
) -> None:
    bench.record(answer="keep")
    bench.days_pass(15)
    bench.reach_recording("released")
    assert codes(bench, link) == set()
    (job,) = bench.sync.ask("sync.jobs")["upload"]
    parts = parts_of(bench, job["id"])
    bench.sync.ask("sync.progress", id=job["id"], parts_done=1, parts=len(parts) + 1)
    assert codes(bench, link) == {"delivering"}
    bench.sync.ask(
        "sync.trouble", error="store-full", sentence="Vol.", next_step="Maak ruimte.", id="", wait_s=3600
    )
    assert codes(bench, link) == set()


def test_a_clock_that_nobody_knows_is_an_obstacle(bench: Bench, link: RecorderLink) -> None:
    bench.clock.known = False
    assert codes(bench, link) == {"clock"}


def test_the_box_is_well_when_recorder_and_sync_answer_and_the_camera_is_there(
    bench: Bench, link: RecorderLink
) -> None:
    assert link.wellness().faults == ()
    assert link.wellness().sync_heard_s is None
    bench.sync.ask("sync.jobs")
    bench.clock.pass_s(7.0)
    assert link.wellness().sync_heard_s == 7.0


def test_a_lamp_that_fails_makes_the_box_unwell(bench: Bench, link: RecorderLink) -> None:
    bench.light.works = False
    bench.shut_down()
    bench.boot()
    bench.reach("help")
    (fault,) = RecorderLink(bench.settings.paths.run / "update.sock").wellness().faults
    assert fault.startswith("Opname: Het lampje")


def test_the_updater_can_ask_nothing_else(bench: Bench, tmp_path: Path) -> None:
    bench.record()
    for verb in ("status", "health", "recordings.mine", "sync.jobs", "talk.stop"):
        with pytest.raises(UnknownVerb):
            bench.updater.ask(verb)
    told = str(bench.updater.ask("update.situation"))
    assert "anna" not in told


def test_what_the_updater_tells_stands_on_the_page_of_beheer(bench: Bench, link: RecorderLink) -> None:
    def told() -> list[dict[str, object]]:
        return [part for part in bench.ask("health")["parts"] if part["part"] == "Versie"]

    assert told() == [], "a box without an updater says nothing about it"
    link.tell(ok=False, sentence="Versie 1.3.2. " + "x" * 400)
    (part,) = told()
    assert (part["ok"], str(part["sentence"])[:14]) == (False, "Versie 1.3.2. ")
    assert part["next_step"]
