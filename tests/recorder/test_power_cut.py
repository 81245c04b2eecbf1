"""The recorder is killed at any moment: nothing readable is left, and boot ends what was begun."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from appliance.hardware.ports import LightColour
from tests.recorder.bench import Bench
from tests.recorder.eventually import eventually
from tests.recorder.film import film_of, look_back, seconds_of


def _cut_the_power(bench: Bench, tmp_path: Path) -> Bench:
    """Copy the disk as it is this moment, and boot a box from the copy."""
    image = tmp_path / "after"
    shutil.copytree(bench.folder / "data", image / "data")
    return Bench.on_disk(image, like=bench)


def test_a_cut_while_filming_is_sealed_without_any_key_and_still_asked_about(
    bench: Bench, tmp_path: Path
) -> None:
    code = bench.consent()["review_words"]
    bench.start_filming()
    bench.film(5.0)
    eventually(lambda: bench.recorder.capture.waiting == 0, "the box has sealed what it could")
    after = _cut_the_power(bench, tmp_path)
    try:
        assert after.state == "closing"
        assert after.talk["stopped_at"]
        assert not after.camera.is_open()
        assert LightColour.RED not in after.light.seen
        after.ask("talk.closing", answer="keep")
        assert [r["state"] for r in after.recordings()] == ["confirmed"]
        playback, _ = look_back(after, " ".join(code))
        assert seconds_of(film_of(after, playback))["video"] >= 5.0 - 1.0
    finally:
        after.shut_down()


def test_a_cut_before_the_first_fragment_leaves_no_recording(bench: Bench, tmp_path: Path) -> None:
    bench.consent()
    bench.start_filming()
    after = _cut_the_power(bench, tmp_path)
    try:
        assert after.recordings() == []
        assert (after.state, after.films_on_disk) == ("idle", set())
    finally:
        after.shut_down()


def test_a_wipe_promised_before_the_cut_is_kept_before_anybody_looks(bench: Bench, tmp_path: Path) -> None:
    code = bench.consent()["review_words"]
    bench.start_filming()
    bench.film(62.0)
    bench.ask("talk.wipe_tail", minutes=1)
    after = _cut_the_power(bench, tmp_path)
    try:
        films = after.films_on_disk
        assert after.talk["wipe_waits"]  # the closing question says so, and so does every list
        assert [row["wipe_waits"] for row in after.recordings()] == [True]
        opened = after.ask("review.open", code=" ".join(code))
        playback, recording = opened["playback"], opened["recording"]
        assert (opened["wiped"], recording["wipe_waits"]) == (True, False)
        assert not after.ask("review.open", code=" ".join(code))["wiped"]  # once is enough
        assert recording["seconds"] < 6.0
        assert after.films_on_disk.isdisjoint(films)
        assert seconds_of(film_of(after, playback))["video"] < 6.0
    finally:
        after.shut_down()


def test_a_wipe_that_nobody_could_carry_out_is_never_released(bench: Bench, tmp_path: Path) -> None:
    bench.consent()
    bench.start_filming()
    bench.film(3.0)
    bench.ask("talk.wipe_tail", minutes=1)
    after = _cut_the_power(bench, tmp_path)
    try:
        after.ask("talk.closing", answer="keep")
        after.days_pass(14.1)
        after.reach_recording()
        assert after.films_on_disk == set()
    finally:
        after.shut_down()


def test_an_orderly_stop_while_filming_keeps_the_film_and_its_question(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    code = bench.consent()["review_words"]
    bench.start_filming()
    bench.film(3.0)
    bench.shut_down()
    assert not bench.camera.is_open()
    bench.boot()
    try:
        assert bench.state == "closing"
        bench.ask("talk.closing", answer="look")
        playback, _ = look_back(bench, " ".join(code))
        assert seconds_of(film_of(bench, playback))["video"] == pytest.approx(3.0, abs=0.6)
    finally:
        bench.shut_down()
